// libjpeg's errors as a jump back into the function that called it; by itself it would end the process.
#ifndef CIMAGE_JPEG_ERRORS_H
#define CIMAGE_JPEG_ERRORS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "CImage.h"

typedef struct {
  struct jpeg_error_mgr manager;  // first: libjpeg hands back a pointer to it
  jmp_buf escape;
  /// What the error that ended the work means for the picture.
  CImageStatus status;
  /// Whether a warning told of pixels that are missing or wrong.
  bool is_damaged;
  /// Whether the data ended before the end marker.
  bool has_no_end;
  /// The error, or the first warning of damage.
  char reason[JMSG_LENGTH_MAX];
  /// The first warning that says nothing against the pixels.
  char note[JMSG_LENGTH_MAX];
} JPEGErrors;

/// Installs the handlers. Every function that calls libjpeg afterwards sets `escape` before it does.
struct jpeg_error_mgr *jpeg_errors_install(JPEGErrors *errors);

#endif
