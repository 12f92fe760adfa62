// From what a loader gives to upright sRGB, step by step.
#ifndef CIMAGE_VIPS_STEPS_H
#define CIMAGE_VIPS_STEPS_H

#include <stdbool.h>

#include <vips/vips.h>

#include "CImage.h"

/// What the bands of a loaded picture mean.
typedef struct {
  /// The bands that make the color, the first ones: 1, 3 or 4.
  int colors;
  /// The band that says how opaque a pixel is; -1 for none.
  int alpha;
  /// Whether the colors are luma and chroma that nobody has converted yet.
  bool is_ycbcr;
  /// Whether the samples have 16 bits.
  bool is_wide;
} Bands;

/// What the bands of a picture without tags of its own mean.
Bands bands_of(VipsImage *image);

/// Whether the samples are of a kind that is read: 8 or 16 bits, or CIELAB.
bool has_plain_samples(VipsImage *image);

/// Upright sRGB without alpha, of three bands of 8 or 16 bits; NULL when a step fails.
VipsImage *srgb_image(VipsImage *image, Bands bands);

/// The band of alpha, upright and in 8 bits; NULL when a step fails.
VipsImage *opacity_image(VipsImage *image, Bands bands);

/// Writes a picture of `bands` bands into memory of the header's size, in order; false when it fails or does not fit.
bool write_rows(VipsImage *image, CImageHeader header, int bands, uint8_t *target);

#endif
