// Pictures in and out through libvips and libjpeg-turbo, without a type of either.
//
// Both decoders work in steps, so that the caller can judge a picture by its header before any memory is taken
// for its pixels: open, look at the header, read, close. A decoder belongs to one thread at a time; different
// decoders may run on different threads. The encoded bytes must stay in place until the decoder is closed.
#ifndef CIMAGE_H
#define CIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef enum __attribute__((enum_extensibility(closed))) {
  CImageStatusOK,
  /// No decoder that is allowed here knows the bytes.
  CImageStatusUnknownFormat,
  /// The samples are floating-point, signed or wider than 16 bits.
  CImageStatusUnsupportedSamples,
  /// The file is of a kind of its format that is not read: it may well be sound.
  CImageStatusUnsupportedKind,
  /// The decoder got no memory.
  CImageStatusOutOfMemory,
  /// A sound picture that only the general decoder can show as sRGB.
  CImageStatusNotPlain,
  /// The bytes are cut off, damaged or against their format's rules.
  CImageStatusDamaged,
} CImageStatus;

/// Size in pixels and bits per sample (8 or 16) of a picture, and whether its pixels may be transparent.
typedef struct {
  CImageStatus status;
  int32_t width;
  int32_t height;
  int32_t bits;
  bool has_opacity;
} CImageHeader;

/// The format that the first bytes tell: "JPEG", "PNG", "GIF", "WebP", "TIFF", "HEIF", "PPM" or "BMP"; NULL for any
/// other.
const char *_Nullable cimage_format(const uint8_t *bytes, size_t count);

/// A rectangle of pixels.
typedef struct {
  int32_t x;
  int32_t y;
  int32_t width;
  int32_t height;
} CImagePart;

// MARK: Plain JPEGs (decode_jpeg.c)

/// Decoder of JPEGs with 1 or 3 components that stand upright and are in sRGB.
typedef struct CImageJPEG CImageJPEG;

/// Reads the header; NULL when memory is short.
CImageJPEG *_Nullable cimage_jpeg_open(const uint8_t *bytes, size_t count);
/// The size that the file declares; `CImageStatusNotPlain` when the picture is one for the general decoder.
CImageHeader cimage_jpeg_header(const CImageJPEG *decoder);
/// Starts decoding, at the smallest eighth of the size whose sides are both at least `minimum_side` pixels
/// (0: full size), and gives the size that comes out.
CImageHeader cimage_jpeg_start(CImageJPEG *decoder, int32_t minimum_side);
/// Starts decoding a part of the picture at 1/1, 1/2, 1/4 or 1/8 of its size instead. The part is in pixels of that
/// size, lies within it and has at least one. What comes after it in the file is not read.
CImageHeader cimage_jpeg_start_part(CImageJPEG *decoder, CImagePart part, int32_t denominator);
/// Writes interleaved 8-bit RGB, `width × height × 3` bytes, of the size that the start gave.
CImageStatus cimage_jpeg_read(CImageJPEG *decoder, uint8_t *pixels);
/// Why the last call failed, in libjpeg's words; empty when it did not.
const char *cimage_jpeg_reason(const CImageJPEG *decoder);
/// What is odd about the file and harms no pixel, in libjpeg's words; empty when nothing is.
const char *cimage_jpeg_note(const CImageJPEG *decoder);
void cimage_jpeg_close(CImageJPEG *decoder);

// MARK: Every picture (decode.c)

/// Decoder of all allowed formats: libvips' loaders, libjpeg for what is to be turned or converted, and readers of our
/// own for BMP and Netpbm.
typedef struct CImageDecoder CImageDecoder;

/// Reads the header; NULL when memory is short. The first call starts libvips.
CImageDecoder *_Nullable cimage_open(const uint8_t *bytes, size_t count);
/// The size that the file declares, before it is turned upright, and its bits per sample.
CImageHeader cimage_header(const CImageDecoder *decoder);
/// Sets up upright sRGB laid on white, as many bits per sample as the file has, and gives the size that comes out.
CImageHeader cimage_start(CImageDecoder *decoder);
/// Writes interleaved RGB, `width × height × 3 × bits / 8` bytes, native-endian.
CImageStatus cimage_read(CImageDecoder *decoder, uint8_t *pixels);
/// Sets up how opaque each pixel is instead, upright, in 8 bits; only for a header that has opacity.
CImageHeader cimage_start_opacity(CImageDecoder *decoder);
/// Writes `width × height` bytes, 0 for transparent to 255 for opaque.
CImageStatus cimage_read_opacity(CImageDecoder *decoder, uint8_t *opacity);
/// Why the last call failed, in the decoder's words; empty when it did not.
const char *cimage_reason(const CImageDecoder *decoder);
/// What is odd about the file and harms no pixel; empty when nothing is.
const char *cimage_note(const CImageDecoder *decoder);
void cimage_close(CImageDecoder *decoder);

// MARK: Encoding (encode_jpeg.c, encode_png.c)

/// An encoded file in memory, or the reason why there is none. Free it with `cimage_encoded_free`.
typedef struct {
  uint8_t *_Nullable bytes;
  size_t count;
  char *_Nullable reason;
} CImageEncoded;

/// Encodes interleaved 8-bit RGB as a baseline JPEG. Quality is 1 to 100, chroma is halved unless `full_chroma`.
CImageEncoded cimage_encode_jpeg(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, bool full_chroma);
/// Encodes interleaved RGB with `bits` (8 or 16, native-endian) per sample as a PNG.
CImageEncoded cimage_encode_png(const uint8_t *pixels, int32_t width, int32_t height, int32_t bits);
void cimage_encoded_free(CImageEncoded encoded);

// MARK: Text (text.c)

/// How much of each pixel a line of text covers, 0 to 255, in rows of `width` bytes; NULL where nothing is to be seen.
/// Free it with `cimage_text_free`.
typedef struct {
  uint8_t *_Nullable coverage;
  int32_t width;
  int32_t height;
  /// Where the ink begins, from the line's left end and its upper edge.
  int32_t left;
  int32_t top;
} CImageText;

/// Draws a line of UTF-8 text in the system's sans-serif font, `size` pixels high. Safe on any thread.
CImageText cimage_text(const char *text, int32_t size, bool bold);
void cimage_text_free(CImageText text);

#pragma clang assume_nonnull end

#endif
