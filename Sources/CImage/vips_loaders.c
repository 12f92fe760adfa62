#include "vips_loaders.h"

#include <stdbool.h>
#include <string.h>

#include "CImage.h"

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

static bool is_ppm(const uint8_t *start) {
  const bool is_space = start[2] == ' ' || (start[2] >= '\t' && start[2] <= '\r');
  return start[0] == 'P' && start[1] >= '1' && start[1] <= '6' && is_space;
}

const VipsLoader *vips_loader_for(const uint8_t *bytes, size_t count) {
  // A JPEG's damage shows as warnings only; the others warn of harmless things too.
  static const struct {
    bool (*matches)(const uint8_t *start);
    VipsLoader loader;
  } known[] = {
      {is_jpeg, {"JPEG", vips_jpegload_source, VIPS_FAIL_ON_WARNING}},
      {is_png, {"PNG", vips_pngload_source, VIPS_FAIL_ON_ERROR}},
      {is_gif, {"GIF", vips_gifload_source, VIPS_FAIL_ON_ERROR}},
      {is_webp, {"WebP", vips_webpload_source, VIPS_FAIL_ON_ERROR}},
      {is_tiff, {"TIFF", vips_tiffload_source, VIPS_FAIL_ON_ERROR}},
      {is_heif, {"HEIF", vips_heifload_source, VIPS_FAIL_ON_ERROR}},
      {is_ppm, {"PPM", vips_ppmload_source, VIPS_FAIL_ON_ERROR}},
  };
  uint8_t start[LONGEST_SIGNATURE] = {0};
  memcpy(start, bytes, MIN(count, sizeof start));
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (known[i].matches(start)) return &known[i].loader;
  return NULL;
}

const char *cimage_format(const uint8_t *bytes, size_t count) {
  const VipsLoader *loader = vips_loader_for(bytes, count);
  return loader ? loader->format : NULL;
}
