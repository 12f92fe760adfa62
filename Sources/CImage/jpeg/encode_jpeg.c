#include <stdlib.h>
#include <string.h>

#include "CImage.h"
#include "jpeg_errors.h"

typedef struct {
  struct jpeg_compress_struct codec;
  JPEGErrors errors;
  unsigned char *bytes;
  unsigned long count;
} Encoder;

static bool encode(Encoder *encoder, const uint8_t *pixels, int32_t width, int32_t height, int32_t quality,
                   bool full_chroma) {
  struct jpeg_compress_struct *codec = &encoder->codec;
  codec->err = jpeg_errors_install(&encoder->errors);
  if (setjmp(encoder->errors.escape)) return false;

  jpeg_create_compress(codec);
  codec->image_width = (JDIMENSION)width;
  codec->image_height = (JDIMENSION)height;
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  codec->optimize_coding = TRUE;
  if (full_chroma) codec->comp_info[0].h_samp_factor = codec->comp_info[0].v_samp_factor = 1;

  jpeg_mem_dest(codec, &encoder->bytes, &encoder->count);
  jpeg_start_compress(codec, TRUE);
  const size_t stride = (size_t)width * 3;
  while (codec->next_scanline < codec->image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + codec->next_scanline * stride);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
  return true;
}

CImageEncoded cimage_encode_jpeg(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, bool full_chroma) {
  Encoder *encoder = calloc(1, sizeof *encoder);
  if (!encoder) return (CImageEncoded){.reason = NULL};
  CImageEncoded result = {0};
  if (encode(encoder, pixels, width, height, quality, full_chroma)) {
    result.bytes = encoder->bytes;
    result.count = encoder->count;
  } else {
    // `bytes` is not freed: until libjpeg finishes, it may point to a buffer that libjpeg has freed already.
    result.reason = strdup(encoder->errors.reason);
  }
  jpeg_destroy_compress(&encoder->codec);
  free(encoder);
  return result;
}
