// libvips, started by the first picture that needs it.
#ifndef CIMAGE_VIPS_START_H
#define CIMAGE_VIPS_START_H

#include <stdbool.h>
#include <stddef.h>

/// Starts libvips once, on any thread; false when it cannot start. It is never shut down.
bool vips_start(void);

/// Takes the last line out of libvips' error log. The log is one for the whole process: where several
/// threads fail at once, a text can be the other's.
void vips_take_reason(char *reason, size_t capacity);

#endif
