// libjpeg's errors as a jump back into the function that called it; by itself it would end the process.
#ifndef CIMAGE_JPEG_ERRORS_H
#define CIMAGE_JPEG_ERRORS_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;  // first: libjpeg hands back a pointer to it
  jmp_buf escape;
  char reason[JMSG_LENGTH_MAX];
} JPEGErrors;

/// Installs the handlers. Every function that calls libjpeg afterwards sets `escape` before it does.
struct jpeg_error_mgr *jpeg_errors_install(JPEGErrors *errors);

#endif
