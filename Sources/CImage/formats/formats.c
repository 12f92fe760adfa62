#include "formats.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST_SIGNATURE = 12 };

static bool is_jpeg(const uint8_t *start) { return memcmp(start, "\xFF\xD8\xFF", 3) == 0; }

static bool is_png(const uint8_t *start) { return memcmp(start, "\x89PNG\r\n\x1A\n", 8) == 0; }

static bool is_gif(const uint8_t *start) { return memcmp(start, "GIF8", 4) == 0; }

static bool is_webp(const uint8_t *start) {
  return memcmp(start, "RIFF", 4) == 0 && memcmp(start + 8, "WEBP", 4) == 0;
}

// The second pair is BigTIFF.
static bool is_tiff(const uint8_t *start) {
  return memcmp(start, "II*\0", 4) == 0 || memcmp(start, "MM\0*", 4) == 0 || memcmp(start, "II+\0", 4) == 0 ||
         memcmp(start, "MM\0+", 4) == 0;
}

// ISO 23008-12 and AV1 Image File Format: the major brand of a file type box.
static bool is_heif(const uint8_t *start) {
  static const char brands[][5] = {"heic", "heix", "heim", "heis", "hevc", "hevx",
                                   "mif1", "mif2", "msf1", "avif", "avis"};
  if (memcmp(start + 4, "ftyp", 4) != 0) return false;
  for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
    if (memcmp(start + 8, brands[i], 4) == 0) return true;
  return false;
}

static bool is_netpbm(const uint8_t *start) {
  const bool ends = start[2] == ' ' || start[2] == '#' || (start[2] >= '\t' && start[2] <= '\r');
  return start[0] == 'P' && start[1] >= '1' && start[1] <= '6' && ends;
}

static bool is_bmp(const uint8_t *start) { return memcmp(start, "BM", 2) == 0; }

const Format *format_of(const uint8_t *bytes, size_t count) {
  static const struct {
    bool (*matches)(const uint8_t *start);
    Format format;
  } known[] = {
      {is_jpeg, {.name = "JPEG"}},  // decode_jpeg.c
      {is_png, {.name = "PNG", .load = vips_pngload_source}},
      {is_gif, {.name = "GIF", .load = vips_gifload_source}},
      {is_webp, {.name = "WebP", .load = vips_webpload_source}},
      {is_tiff, {.name = "TIFF", .load = vips_tiffload_source}},
      {is_heif, {.name = "HEIF", .load = vips_heifload_source}},
      {is_netpbm, {.name = "PPM", .header = netpbm_header, .read = netpbm_read}},
      {is_bmp, {.name = "BMP", .header = bmp_header, .read = bmp_read}},
  };
  uint8_t start[LONGEST_SIGNATURE] = {0};
  memcpy(start, bytes, MIN(count, sizeof start));
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (known[i].matches(start)) return &known[i].format;
  return NULL;
}

const char *cimage_format(const uint8_t *bytes, size_t count) {
  const Format *format = format_of(bytes, count);
  return format ? format->name : NULL;
}
