#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "CImage.h"
#include "vips_start.h"

CImageText cimage_text(const char *text, int32_t size, bool bold) {
  CImageText result = {0};
  if (!vips_start()) return result;
  // Pango reads markup; a file's name is none.
  char *escaped = g_markup_escape_text(text, -1);
  char font[40];
  g_snprintf(font, sizeof font, "sans %s %d", bold ? "bold" : "", size);
  VipsImage *mask = NULL;
  if (vips_text(&mask, escaped, "font", font, "dpi", 72, NULL)) {
    vips_error_clear();  // nothing that leaves ink, or no font
  } else if (vips_image_get_bands(mask) == 1 && vips_image_get_format(mask) == VIPS_FORMAT_UCHAR) {
    size_t count = 0;
    result.coverage = vips_image_write_to_memory(mask, &count);
    result.width = vips_image_get_width(mask);
    result.height = vips_image_get_height(mask);
    result.left = vips_image_get_xoffset(mask);
    result.top = vips_image_get_yoffset(mask);
  }
  VIPS_UNREF(mask);
  g_free(escaped);
  return result;
}

void cimage_text_free(CImageText text) { free(text.coverage); }
