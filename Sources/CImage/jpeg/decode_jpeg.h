// What the general decoder needs of a JPEG that is turned or converted after decoding.
#ifndef CIMAGE_DECODE_JPEG_H
#define CIMAGE_DECODE_JPEG_H

#include "CImage.h"

/// Starts decoding at full size to gray (1 sample), RGB (3) or CMYK (4), and gives how many samples a pixel has; 0
/// when it fails. `cimage_jpeg_read` then writes that many.
int jpeg_start_unconverted(CImageJPEG *decoder);
/// The EXIF orientation, 1 to 8. Only before reading.
int jpeg_orientation(const CImageJPEG *decoder);
/// The ICC profile, to be freed; NULL when there is none that is whole. Only before reading.
uint8_t *jpeg_profile(CImageJPEG *decoder, size_t *count);
/// What the last failure means.
CImageStatus jpeg_failure(const CImageJPEG *decoder);

#endif
