#include <string.h>
#include <vips/vips.h>

#include "CImage.h"
#include "vips_start.h"

static CImageEncoded failure(void) {
  char reason[200];
  vips_take_reason(reason, sizeof reason);
  return (CImageEncoded){.reason = strdup(reason)};
}

CImageEncoded cimage_encode_png(const uint8_t *pixels, int32_t width, int32_t height, int32_t bits) {
  if (!vips_start()) return failure();
  const bool wide = bits == 16;
  const size_t count = (size_t)width * (size_t)height * 3 * (wide ? 2 : 1);
  VipsImage *plain = vips_image_new_from_memory(
      pixels, count, width, height, 3, wide ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
  if (!plain) return failure();

  // Without a color space libvips would save 16-bit samples as 8-bit ones.
  VipsImage *image = NULL;
  void *bytes = NULL;
  size_t size = 0;
  const int failed =
      vips_copy(
          plain, &image, "interpretation", wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, NULL) ||
      vips_pngsave_buffer(image, &bytes, &size, "compression", 3, "filter", VIPS_FOREIGN_PNG_FILTER_SUB, NULL);
  VIPS_UNREF(image);
  VIPS_UNREF(plain);
  // GLib's allocator is the system's (since GLib 2.46), so free() is right for these bytes.
  return failed ? failure() : (CImageEncoded){.bytes = bytes, .count = size};
}
