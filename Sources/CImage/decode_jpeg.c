#include <stdlib.h>
#include <string.h>

#include "CImage.h"
#include "jpeg_errors.h"
#include "metadata.h"

// A file of a few kB can hold thousands of empty progressive scans, each as slow as a full one; ten are usual.
enum { MAXIMUM_SCANS = 200 };

struct CImageJPEG {
  struct jpeg_decompress_struct codec;
  struct jpeg_progress_mgr progress;
  JPEGErrors errors;
  CImageHeader header;
  CImagePart part;
};

static void stop_at_too_many_scans(j_common_ptr codec) {
  if (((j_decompress_ptr)codec)->input_scan_number <= MAXIMUM_SCANS) return;
  JPEGErrors *errors = (JPEGErrors *)codec->err;
  snprintf(errors->reason, sizeof errors->reason, "More than %d scans", MAXIMUM_SCANS);
  longjmp(errors->escape, 1);
}

static bool has_orientation(const struct jpeg_decompress_struct *codec) {
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next)
    if (marker->marker == JPEG_APP0 + 1 && cimage_exif_orientation(marker->data, marker->data_length) != 1)
      return true;
  return false;
}

static bool has_profile(const struct jpeg_decompress_struct *codec) {
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next)
    if (marker->marker == JPEG_APP0 + 2 && marker->data_length >= 12 &&
        memcmp(marker->data, "ICC_PROFILE", 12) == 0)
      return true;
  return false;
}

static bool has_profile_other_than_srgb(struct jpeg_decompress_struct *codec) {
  if (!has_profile(codec)) return false;

  // A profile in bad order counts as a warning, but says nothing about the pixels.
  const long warnings = codec->err->num_warnings;
  JOCTET *profile = NULL;
  unsigned int count = 0;
  const bool is_srgb = jpeg_read_icc_profile(codec, &profile, &count) && cimage_profile_is_srgb(profile, count);
  free(profile);
  codec->err->num_warnings = warnings;
  return !is_srgb;
}

CImageJPEG *cimage_jpeg_open(const uint8_t *bytes, size_t count) {
  CImageJPEG *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  struct jpeg_decompress_struct *codec = &decoder->codec;
  codec->err = jpeg_errors_install(&decoder->errors);
  decoder->header.status = CImageStatusDamaged;
  if (setjmp(decoder->errors.escape)) return decoder;

  jpeg_create_decompress(codec);
  decoder->progress.progress_monitor = stop_at_too_many_scans;
  codec->progress = &decoder->progress;
  jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
  jpeg_save_markers(codec, JPEG_APP0 + 2, 0xFFFF);
  jpeg_mem_src(codec, bytes, count);
  jpeg_read_header(codec, TRUE);

  const bool plain = (codec->num_components == 1 || codec->num_components == 3) && !has_orientation(codec) &&
                     !has_profile_other_than_srgb(codec);
  decoder->header = (CImageHeader){
      .status = plain ? CImageStatusOK : CImageStatusNotPlain,
      .width = (int32_t)codec->image_width,
      .height = (int32_t)codec->image_height,
      .bits = 8,
  };
  return decoder;
}

CImageHeader cimage_jpeg_header(const CImageJPEG *decoder) { return decoder->header; }

CImageHeader cimage_jpeg_start(CImageJPEG *decoder, int32_t minimum_side) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  decoder->header.status = CImageStatusDamaged;
  if (setjmp(decoder->errors.escape)) return decoder->header;

  codec->out_color_space = JCS_RGB;
  codec->scale_num = codec->scale_denom = 8;
  if (minimum_side > 0) {
    const int64_t side = codec->image_width < codec->image_height ? codec->image_width : codec->image_height;
    const int64_t eighths = (8 * (int64_t)minimum_side + side - 1) / side;
    if (eighths < 8) codec->scale_num = (unsigned int)eighths;
  }
  jpeg_start_decompress(codec);
  decoder->header = (CImageHeader){
      .status = CImageStatusOK,
      .width = (int32_t)codec->output_width,
      .height = (int32_t)codec->output_height,
      .bits = 8,
  };
  return decoder->header;
}

CImageHeader cimage_jpeg_start_part(CImageJPEG *decoder, CImagePart part, int32_t denominator) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  decoder->header.status = CImageStatusDamaged;
  if (setjmp(decoder->errors.escape)) return decoder->header;

  codec->out_color_space = JCS_RGB;
  codec->scale_num = 1;
  codec->scale_denom = (unsigned int)denominator;
  jpeg_start_decompress(codec);
  decoder->part = part;
  decoder->header = (CImageHeader){.status = CImageStatusOK, .width = part.width, .height = part.height, .bits = 8};
  return decoder->header;
}

static CImageStatus read_all(struct jpeg_decompress_struct *codec, uint8_t *pixels) {
  const size_t stride = (size_t)codec->output_width * 3;
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW row = pixels + codec->output_scanline * stride;
    jpeg_read_scanlines(codec, &row, 1);
  }
  jpeg_finish_decompress(codec);
  return codec->err->num_warnings > 0 ? CImageStatusDamaged : CImageStatusOK;
}

// Chroma is interpolated between neighbours, of which the outermost columns lack one: a margin gives it to them.
static CImageStatus read_part(struct jpeg_decompress_struct *codec, CImagePart part, uint8_t *pixels) {
  enum { MARGIN = 2 };
  const JDIMENSION left = (JDIMENSION)part.x, right = left + (JDIMENSION)part.width;
  JDIMENSION start = left < MARGIN ? 0 : left - MARGIN;
  JDIMENSION count = (right + MARGIN < codec->output_width ? right + MARGIN : codec->output_width) - start;
  if (count < codec->output_width) jpeg_crop_scanline(codec, &start, &count);
  if (part.y > 0) jpeg_skip_scanlines(codec, (JDIMENSION)part.y);

  JSAMPROW row = codec->mem->alloc_large((j_common_ptr)codec, JPOOL_IMAGE, (size_t)codec->output_width * 3);
  const size_t stride = (size_t)part.width * 3;
  for (int32_t y = 0; y < part.height; y++) {
    jpeg_read_scanlines(codec, &row, 1);
    memcpy(pixels + (size_t)y * stride, row + (size_t)(left - start) * 3, stride);
  }
  jpeg_abort_decompress(codec);
  return codec->err->num_warnings > 0 ? CImageStatusDamaged : CImageStatusOK;
}

CImageStatus cimage_jpeg_read(CImageJPEG *decoder, uint8_t *pixels) {
  if (setjmp(decoder->errors.escape)) return CImageStatusDamaged;
  const bool is_part = decoder->part.width > 0;
  return is_part ? read_part(&decoder->codec, decoder->part, pixels) : read_all(&decoder->codec, pixels);
}

const char *cimage_jpeg_reason(const CImageJPEG *decoder) { return decoder->errors.reason; }

void cimage_jpeg_close(CImageJPEG *decoder) {
  jpeg_destroy_decompress(&decoder->codec);
  free(decoder);
}
