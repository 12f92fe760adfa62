// What decides whether, and how, a picture is converted once its pixels are decoded.
#ifndef CIMAGE_METADATA_H
#define CIMAGE_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The orientation tag (1 to 8) in an EXIF block that starts with "Exif\0\0"; 1 when there is none.
int cimage_exif_orientation(const uint8_t *block, size_t count);

/// Whether an ICC profile is known by its name to be sRGB. An unknown sRGB profile gives false: that costs time only.
bool cimage_profile_is_srgb(const uint8_t *profile, size_t count);

/// Whether a profile has a table for the perceptual intent and none for the colorimetric one.
bool cimage_profile_is_perceptual(const uint8_t *profile, size_t count);

#endif
