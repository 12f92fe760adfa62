// Which reader reads which bytes.
#ifndef CIMAGE_FORMATS_H
#define CIMAGE_FORMATS_H

#include <stddef.h>
#include <stdint.h>

#include <vips/vips.h>

#include "CImage.h"

typedef struct {
  const char *name;
  /// Loads through libvips; NULL where a reader of our own does it.
  int (*load)(VipsSource *source, VipsImage **out, ...);
  /// What the header says; NULL where libvips reads it.
  CImageHeader (*header)(const uint8_t *bytes, size_t count);
  /// Writes RGB of the header's size and depth, and how opaque each pixel is (0 to 255) if `opacity` is not NULL.
  /// What it has not reached when it fails is left as it was.
  CImageStatus (*read)(const uint8_t *bytes, size_t count, uint8_t *pixels, uint8_t *opacity);
} Format;

/// The format of a file that starts as `bytes` do; NULL when it is none that is read.
///
/// libvips is not asked: it would show the bytes to every loader it has, and a blocked one is stopped only after
/// its own set-up, for which the PDF loader parses the file.
const Format *format_of(const uint8_t *bytes, size_t count);

/// Windows' and OS/2's bitmaps (decode_bmp.c).
CImageHeader bmp_header(const uint8_t *bytes, size_t count);
CImageStatus bmp_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint8_t *opacity);

/// PBM, PGM and PPM, plain and raw (decode_netpbm.c).
CImageHeader netpbm_header(const uint8_t *bytes, size_t count);
CImageStatus netpbm_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint8_t *opacity);

#endif
