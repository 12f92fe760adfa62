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
      "VipsForeignLoadJpeg", "VipsForeignLoadPng",   "VipsForeignLoadWebp", "VipsForeignLoadTiff",
      "VipsForeignLoadHeif", "VipsForeignLoadNsgif", "VipsForeignLoadPpm",
  };
  // A damaged file can make them print one line per row.
  static const char *const domains[] = {"VIPS", "GLib-GObject"};
  for (size_t i = 0; i < G_N_ELEMENTS(domains); i++)
    g_log_set_handler(
        domains[i], G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, swallow, NULL);
  if (VIPS_INIT("reverie") != 0) return;
  vips_cache_set_max(0);
  vips_concurrency_set(1);
  // A second wall behind vips_loader_for().
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
  const char *line = text ? text : "";
  const char *after_domain = strstr(line, ": ");
  if (after_domain) line = after_domain + 2;
  g_strlcpy(reason, line, MIN(capacity, strcspn(line, "\n") + 1));
  g_free(text);
}
