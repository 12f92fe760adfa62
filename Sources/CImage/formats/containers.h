// What files say of their pixels that libvips does not pass on.
#ifndef CIMAGE_CONTAINERS_H
#define CIMAGE_CONTAINERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CImage.h"

/// The tags of a TIFF's first directory that decide what its samples mean (TIFF 6.0).
typedef struct {
  /// 0 and 1 gray, 2 RGB, 3 palette, 4 mask, 5 inks, 6 YCbCr, 8 CIELAB; -1 when the tag is missing.
  int photometric;
  int compression;
  int samples;
  /// How many samples lie behind the colors: as many as `extra` has of theirs, at the most.
  int extra_count;
  /// 0 unknown, 1 associated alpha, 2 alpha.
  uint32_t extra[8];
  /// How many pixels share a chroma sample, across and down.
  uint32_t chroma[2];
  /// Whether each sample has a plane of its own.
  bool is_planar;
} TIFFTags;

/// Reads the tags of a file that starts as a TIFF does; what cannot be read keeps its default.
TIFFTags tiff_tags(const uint8_t *bytes, size_t count);

/// The part of a GIF's canvas that its first frame covers; false when there is no frame.
bool gif_first_frame(const uint8_t *bytes, size_t count, CImagePart *part);

#endif
