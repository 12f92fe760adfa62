#include "vips_start.h"

#include <pthread.h>
#include <string.h>
#include <vips/vips.h>

static bool started = false;

static void swallow(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
  (void)domain, (void)level, (void)message, (void)data;
}

static void start(void) {
  static const char *const allowed[] = {
      "VipsForeignLoadPng",  "VipsForeignLoadWebp",  "VipsForeignLoadTiff",
      "VipsForeignLoadHeif", "VipsForeignLoadNsgif",
  };
  // A damaged file can make them print one line per row, and want of file descriptors one per module.
  static const char *const domains[] = {"VIPS", "GLib-GObject", "GModule"};
  for (size_t i = 0; i < G_N_ELEMENTS(domains); i++)
    g_log_set_handler(
        domains[i], G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, swallow,
        NULL);
  if (VIPS_INIT("reverie") != 0) return;
  vips_cache_set_max(0);
  vips_concurrency_set(1);
  // A second wall behind format_of().
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) vips_operation_block_set(allowed[i], FALSE);
  started = true;
}

bool vips_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
  return started;
}

void vips_take_reason(char *reason, size_t capacity) {
  char *text = vips_error_buffer_copy();
  char *line = text ? g_strchomp(text) : "";
  // What failed last says why the work ended; what stands before it may have been got over.
  char *const last = strrchr(line, '\n');
  if (last) line = last + 1;
  const char *after_domain = strstr(line, ": ");
  g_strlcpy(reason, after_domain ? after_domain + 2 : line, capacity);
  g_free(text);
}
