// Which of libvips' loaders reads which bytes.
#ifndef CIMAGE_VIPS_LOADERS_H
#define CIMAGE_VIPS_LOADERS_H

#include <stddef.h>
#include <stdint.h>

#include <vips/vips.h>

typedef struct {
  const char *format;
  int (*load)(VipsSource *source, VipsImage **out, ...);
  VipsFailOn fail_on;
} VipsLoader;

/// The loader for a file that starts as `bytes` do; NULL when there is none.
///
/// libvips is not asked: it would show the bytes to every loader it has, and a blocked one is stopped only after
/// its own set-up, for which the PDF loader parses the file.
const VipsLoader *vips_loader_for(const uint8_t *bytes, size_t count);

#endif
