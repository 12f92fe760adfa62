#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "CImage.h"
#include "metadata.h"
#include "vips_loaders.h"
#include "vips_start.h"

struct CImageVips {
  VipsImage *image;
  CImageHeader header;
  char reason[200];
};

/// Turns `in` into a new image; nonzero on failure, like every call of libvips.
typedef int (*Step)(VipsImage *in, VipsImage **out);

static VipsImage *open_image(const uint8_t *bytes, size_t count, CImageStatus *status) {
  const VipsLoader *loader = vips_loader_for(bytes, count);
  if (!loader) {
    *status = CImageStatusUnknownFormat;
    return NULL;
  }
  VipsSource *source = vips_start() ? vips_source_new_from_memory(bytes, count) : NULL;
  if (!source) return NULL;
  VipsImage *image = NULL;
  if (loader->load(source, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", loader->fail_on, NULL))
    VIPS_UNREF(image);
  VIPS_UNREF(source);
  return image;
}

CImageVips *cimage_vips_open(const uint8_t *bytes, size_t count) {
  CImageVips *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->header.status = CImageStatusDamaged;
  decoder->image = open_image(bytes, count, &decoder->header.status);
  if (!decoder->image) {
    if (decoder->header.status == CImageStatusDamaged) vips_take_reason(decoder->reason, sizeof decoder->reason);
    return decoder;
  }
  const VipsBandFormat format = vips_image_get_format(decoder->image);
  const bool supported = format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT;
  decoder->header = (CImageHeader){
      .status = supported ? CImageStatusOK : CImageStatusUnsupportedSamples,
      .width = vips_image_get_width(decoder->image),
      .height = vips_image_get_height(decoder->image),
      .bits = format == VIPS_FORMAT_USHORT ? 16 : 8,
  };
  return decoder;
}

CImageHeader cimage_vips_header(const CImageVips *decoder) { return decoder->header; }

// MARK: Steps to upright sRGB

static bool is_wide(VipsImage *image) { return vips_image_get_format(image) == VIPS_FORMAT_USHORT; }

static int turn_upright(VipsImage *in, VipsImage **out) {
  if (vips_image_get_orientation(in) == 1) return vips_copy(in, out, NULL);
  // Rows come out of a decoder in order; turning needs them in any order.
  VipsImage *all = vips_image_copy_memory(in);
  if (!all) return -1;
  const int failed = vips_autorot(all, out, NULL);
  VIPS_UNREF(all);
  return failed;
}

static int flatten_on_white(VipsImage *in, VipsImage **out) {
  if (!vips_image_hasalpha(in)) return vips_copy(in, out, NULL);
  const double maximum = is_wide(in) ? 65535 : 255;
  const bool ink = vips_image_get_interpretation(in) == VIPS_INTERPRETATION_CMYK;
  VipsArrayDouble *white = vips_array_double_newv(1, ink ? 0.0 : maximum);
  const int failed = vips_flatten(in, out, "background", white, "max_alpha", maximum, NULL);
  vips_area_unref(VIPS_AREA(white));
  return failed;
}

static bool needs_profile(VipsImage *in) {
  if (vips_image_get_interpretation(in) == VIPS_INTERPRETATION_CMYK) return true;
  const void *profile;
  size_t count;
  if (!vips_image_get_typeof(in, VIPS_META_ICC_NAME)) return false;
  if (vips_image_get_blob(in, VIPS_META_ICC_NAME, &profile, &count)) return false;
  return !cimage_profile_is_srgb(profile, count);
}

static int convert_to_srgb(VipsImage *in, VipsImage **out) {
  if (needs_profile(in)) {
    const char *fallback = vips_image_get_interpretation(in) == VIPS_INTERPRETATION_CMYK ? "cmyk" : "srgb";
    if (!vips_icc_transform(
            in, out, "srgb", "embedded", TRUE, "input_profile", fallback, "depth", is_wide(in) ? 16 : 8,
            "intent", VIPS_INTENT_RELATIVE, NULL))
      return 0;
    vips_error_clear();  // a profile that does not fit the picture: do without it
  }
  return vips_colourspace(in, out, is_wide(in) ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, NULL);
}

// A conversion may end in another format than it began with: CIELAB ends in floating point.
static int keep_three_plain_bands(VipsImage *in, VipsImage **out) {
  VipsImage *three = NULL;
  if (vips_extract_band(in, &three, 0, "n", 3, NULL)) return -1;
  const VipsBandFormat format = is_wide(three) ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
  const int failed = vips_cast(three, out, format, NULL);
  VIPS_UNREF(three);
  return failed;
}

CImageHeader cimage_vips_start(CImageVips *decoder) {
  static const Step steps[] = {turn_upright, flatten_on_white, convert_to_srgb, keep_three_plain_bands};
  for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
    VipsImage *next = NULL;
    if (steps[i](decoder->image, &next)) {
      VIPS_UNREF(next);
      vips_take_reason(decoder->reason, sizeof decoder->reason);
      decoder->header.status = CImageStatusDamaged;
      return decoder->header;
    }
    VIPS_UNREF(decoder->image);
    decoder->image = next;
  }
  decoder->header.width = vips_image_get_width(decoder->image);
  decoder->header.height = vips_image_get_height(decoder->image);
  decoder->header.bits = is_wide(decoder->image) ? 16 : 8;
  return decoder->header;
}

// MARK: Pixels

/// Where the rows go, and how large the caller made it.
typedef struct {
  uint8_t *pixels;
  size_t stride;
  int height;
} Target;

static int copy_rows(VipsRegion *region, VipsRect *area, void *data) {
  const Target *target = data;
  if (VIPS_REGION_SIZEOF_LINE(region) != target->stride || area->top + area->height > target->height) return -1;
  for (int y = area->top; y < area->top + area->height; y++)
    memcpy(target->pixels + (size_t)y * target->stride, VIPS_REGION_ADDR(region, area->left, y), target->stride);
  return 0;
}

CImageStatus cimage_vips_read(CImageVips *decoder, uint8_t *pixels) {
  // The rows go straight into the caller's memory, in order.
  const CImageHeader header = decoder->header;
  Target target = {pixels, (size_t)header.width * 3 * (size_t)(header.bits / 8), header.height};
  if (!vips_sink_disc(decoder->image, copy_rows, &target)) return CImageStatusOK;
  vips_take_reason(decoder->reason, sizeof decoder->reason);
  return CImageStatusDamaged;
}

const char *cimage_vips_reason(const CImageVips *decoder) { return decoder->reason; }

void cimage_vips_close(CImageVips *decoder) {
  VIPS_UNREF(decoder->image);
  free(decoder);
}
