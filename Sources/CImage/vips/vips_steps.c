#include "vips_steps.h"

#include <string.h>

#include "../formats/metadata.h"

static VipsInterpretation interpretation(VipsImage *image) { return vips_image_get_interpretation(image); }

static VipsBandFormat format(VipsImage *image) { return vips_image_get_format(image); }

bool has_plain_samples(VipsImage *image) {
  if (vips_image_get_coding(image) == VIPS_CODING_LABQ) return true;
  if (vips_image_get_coding(image) != VIPS_CODING_NONE) return false;
  switch (format(image)) {
    case VIPS_FORMAT_UCHAR:
    case VIPS_FORMAT_USHORT: return true;
    case VIPS_FORMAT_SHORT: return interpretation(image) == VIPS_INTERPRETATION_LABS;
    case VIPS_FORMAT_FLOAT: return interpretation(image) == VIPS_INTERPRETATION_LAB;
    default: return false;
  }
}

Bands bands_of(VipsImage *image) {
  const int count = vips_image_get_bands(image);
  const bool is_ink = interpretation(image) == VIPS_INTERPRETATION_CMYK && count >= 4;
  const bool is_lab = vips_image_get_coding(image) == VIPS_CODING_LABQ ||
                      interpretation(image) == VIPS_INTERPRETATION_LAB ||
                      interpretation(image) == VIPS_INTERPRETATION_LABS;
  Bands bands = {.colors = is_ink ? 4 : count >= 3 ? 3 : 1, .alpha = -1};
  if (count > bands.colors && !is_lab) bands.alpha = count - 1;
  bands.is_wide = format(image) == VIPS_FORMAT_USHORT || format(image) == VIPS_FORMAT_SHORT;
  return bands;
}

/// Turns `in` into a new image; nonzero on failure, like every call of libvips.
typedef int (*Step)(VipsImage *in, Bands bands, VipsImage **out);

static int apply(VipsImage **image, Step step, Bands bands) {
  VipsImage *next = NULL;
  if (step(*image, bands, &next)) {
    VIPS_UNREF(next);
    return -1;
  }
  VIPS_UNREF(*image);
  *image = next;
  return 0;
}

static int turn_upright(VipsImage *in, Bands bands, VipsImage **out) {
  (void)bands;
  if (vips_image_get_orientation(in) == 1) return vips_copy(in, out, NULL);
  // Rows come out of a decoder in order; turning needs them in any order.
  VipsImage *all = vips_image_copy_memory(in);
  if (!all) return -1;
  const int failed = vips_autorot(all, out, NULL);
  VIPS_UNREF(all);
  return failed;
}

static int unpack(VipsImage *in, Bands bands, VipsImage **out) {
  (void)bands;
  if (vips_image_get_coding(in) == VIPS_CODING_LABQ) return vips_LabQ2Lab(in, out, NULL);
  return vips_copy(in, out, NULL);
}

/// The interpretation that libvips converts from: the one that fits the bands and the format.
static VipsInterpretation plain_interpretation(VipsImage *in, Bands bands) {
  const VipsInterpretation own = interpretation(in);
  if (own == VIPS_INTERPRETATION_LAB || own == VIPS_INTERPRETATION_LABS) return own;
  if (bands.colors == 4) return VIPS_INTERPRETATION_CMYK;
  if (bands.colors == 1) return bands.is_wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
  return bands.is_wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
}

/// The colors, and behind them alpha if there is any.
static int keep_meaningful_bands(VipsImage *in, Bands bands, VipsImage **out) {
  const VipsInterpretation meaning = plain_interpretation(in, bands);
  VipsImage *parts[3] = {NULL};
  int failed = vips_extract_band(in, &parts[0], 0, "n", bands.colors, NULL);
  if (!failed && bands.alpha >= 0) {
    failed = vips_extract_band(in, &parts[1], bands.alpha, NULL) ||
             vips_bandjoin2(parts[0], parts[1], &parts[2], NULL);
  }
  failed = failed || vips_copy(parts[2] ? parts[2] : parts[0], out, "interpretation", meaning, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) VIPS_UNREF(parts[i]);
  return failed;
}

static int flatten_on_white(VipsImage *in, Bands bands, VipsImage **out) {
  if (bands.alpha < 0) return vips_copy(in, out, NULL);
  const double maximum = bands.is_wide ? 65535 : 255;
  VipsArrayDouble *white = vips_array_double_newv(1, bands.colors == 4 ? 0.0 : maximum);
  const int failed = vips_flatten(in, out, "background", white, "max_alpha", maximum, NULL);
  vips_area_unref(VIPS_AREA(white));
  return failed;
}

// JFIF's full-range YCbCr, which is TIFF's default too (ITU-R BT.601; TIFF 6.0, section 21).
static int convert_from_ycbcr(VipsImage *in, Bands bands, VipsImage **out) {
  if (!bands.is_ycbcr) return vips_copy(in, out, NULL);
  const double half = bands.is_wide ? 32768 : 128;
  VipsImage *matrix = vips_image_new_matrixv(3, 3, 1.0, 0.0, 1.402, 1.0, -0.344136, -0.714136, 1.0, 1.772, 0.0);
  double one[] = {1, 1, 1}, shift[] = {0, -half, -half};
  VipsImage *centered = NULL, *mixed = NULL, *rounded = NULL;
  const int failed = !matrix || vips_linear(in, &centered, one, shift, 3, NULL) ||
                     vips_recomb(centered, &mixed, matrix, NULL) || vips_rint(mixed, &rounded, NULL) ||
                     vips_cast(rounded, out, format(in), NULL);
  VIPS_UNREF(centered);
  VIPS_UNREF(mixed);
  VIPS_UNREF(rounded);
  VIPS_UNREF(matrix);
  return failed;
}

static int convert_to_srgb(VipsImage *in, Bands bands, VipsImage **out) {
  const void *profile = NULL;
  size_t count = 0;
  // CIELAB needs none, and one that is there says the same.
  const bool is_lab = interpretation(in) == VIPS_INTERPRETATION_LAB || interpretation(in) == VIPS_INTERPRETATION_LABS;
  if (!is_lab && vips_image_get_typeof(in, VIPS_META_ICC_NAME))
    vips_image_get_blob(in, VIPS_META_ICC_NAME, &profile, &count);
  const bool is_ink = bands.colors == 4;
  if (is_ink || (profile && !cimage_profile_is_srgb(profile, count))) {
    // Without a table for the intent that is asked for, libvips does without the whole profile.
    const bool is_perceptual = profile && cimage_profile_is_perceptual(profile, count);
    if (!vips_icc_transform(
            in, out, "srgb", "embedded", TRUE, "input_profile", is_ink ? "cmyk" : "srgb", "depth",
            bands.is_wide ? 16 : 8, "intent", is_perceptual ? VIPS_INTENT_PERCEPTUAL : VIPS_INTENT_RELATIVE, NULL))
      return 0;
    vips_error_clear();  // a profile that does not fit the picture: do without it
  }
  return vips_colourspace(in, out, bands.is_wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB, NULL);
}

// A conversion may end in another format than it began with: CIELAB ends in floating point.
static int keep_three_bands(VipsImage *in, Bands bands, VipsImage **out) {
  VipsImage *three = NULL, *rounded = NULL;
  const int failed = vips_extract_band(in, &three, 0, "n", 3, NULL) || vips_rint(three, &rounded, NULL) ||
                     vips_cast(rounded, out, bands.is_wide ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR, NULL);
  VIPS_UNREF(three);
  VIPS_UNREF(rounded);
  return failed;
}

static VipsImage *run(VipsImage *image, Bands bands, const Step *steps, size_t count) {
  g_object_ref(image);
  for (size_t i = 0; i < count; i++)
    if (apply(&image, steps[i], bands)) {
      VIPS_UNREF(image);
      return NULL;
    }
  return image;
}

VipsImage *srgb_image(VipsImage *image, Bands bands) {
  static const Step steps[] = {unpack,           turn_upright,    keep_meaningful_bands, flatten_on_white,
                               convert_from_ycbcr, convert_to_srgb, keep_three_bands};
  return run(image, bands, steps, G_N_ELEMENTS(steps));
}

static int keep_alpha(VipsImage *in, Bands bands, VipsImage **out) {
  VipsImage *alpha = NULL, *narrow = NULL;
  const double scale = bands.is_wide ? 1.0 / 257 : 1, half = bands.is_wide ? 0.5 : 0;
  const int failed = vips_extract_band(in, &alpha, bands.alpha, NULL) ||
                     vips_linear1(alpha, &narrow, scale, half, NULL) ||
                     vips_cast(narrow, out, VIPS_FORMAT_UCHAR, NULL);
  VIPS_UNREF(alpha);
  VIPS_UNREF(narrow);
  return failed;
}

VipsImage *opacity_image(VipsImage *image, Bands bands) {
  static const Step steps[] = {turn_upright, keep_alpha};
  return run(image, bands, steps, G_N_ELEMENTS(steps));
}

// MARK: Pixels

/// Where the rows go, and how large the caller made it.
typedef struct {
  uint8_t *bytes;
  size_t stride;
  int height;
} Target;

static int copy_rows(VipsRegion *region, VipsRect *area, void *data) {
  const Target *target = data;
  if (VIPS_REGION_SIZEOF_LINE(region) != target->stride || area->top + area->height > target->height) return -1;
  for (int y = area->top; y < area->top + area->height; y++)
    memcpy(target->bytes + (size_t)y * target->stride, VIPS_REGION_ADDR(region, area->left, y), target->stride);
  return 0;
}

bool write_rows(VipsImage *image, CImageHeader header, int bands, uint8_t *bytes) {
  const VipsBandFormat wanted = header.bits == 16 ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
  if (vips_image_get_coding(image) != VIPS_CODING_NONE || format(image) != wanted ||
      vips_image_get_bands(image) != bands || vips_image_get_width(image) != header.width ||
      vips_image_get_height(image) != header.height)
    return false;
  Target target = {bytes, (size_t)header.width * (size_t)bands * (size_t)(header.bits / 8), header.height};
  return !vips_sink_disc(image, copy_rows, &target);
}
