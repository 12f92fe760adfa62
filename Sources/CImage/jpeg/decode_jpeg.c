#include <stdlib.h>
#include <string.h>

#include "CImage.h"
#include "decode_jpeg.h"
#include "jpeg_errors.h"

#include "../formats/metadata.h"

#include <jerror.h>

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
  errors->status = CImageStatusDamaged;
  longjmp(errors->escape, 1);
}

static int orientation(const struct jpeg_decompress_struct *codec) {
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1) continue;
    const int value = cimage_exif_orientation(marker->data, marker->data_length);
    if (value != 1) return value;
  }
  return 1;
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

  JOCTET *profile = NULL;
  unsigned int count = 0;
  const bool is_srgb = jpeg_read_icc_profile(codec, &profile, &count) && cimage_profile_is_srgb(profile, count);
  free(profile);
  return !is_srgb;
}

CImageJPEG *cimage_jpeg_open(const uint8_t *bytes, size_t count) {
  CImageJPEG *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  struct jpeg_decompress_struct *codec = &decoder->codec;
  codec->err = jpeg_errors_install(&decoder->errors);
  decoder->header.status = CImageStatusDamaged;
  if (setjmp(decoder->errors.escape)) {
    decoder->header.status = decoder->errors.status;
    return decoder;
  }

  jpeg_create_decompress(codec);
  decoder->progress.progress_monitor = stop_at_too_many_scans;
  codec->progress = &decoder->progress;
  jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
  jpeg_save_markers(codec, JPEG_APP0 + 2, 0xFFFF);
  jpeg_mem_src(codec, bytes, count);
  jpeg_read_header(codec, TRUE);

  const bool plain = (codec->num_components == 1 || codec->num_components == 3) && orientation(codec) == 1 &&
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

static CImageHeader failure(CImageJPEG *decoder) {
  decoder->header.status = decoder->errors.status;
  return decoder->header;
}

CImageHeader cimage_jpeg_start(CImageJPEG *decoder, int32_t minimum_side) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  if (setjmp(decoder->errors.escape)) return failure(decoder);

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
  if (setjmp(decoder->errors.escape)) return failure(decoder);

  codec->out_color_space = JCS_RGB;
  codec->scale_num = 1;
  codec->scale_denom = (unsigned int)denominator;
  jpeg_start_decompress(codec);
  decoder->part = part;
  decoder->header = (CImageHeader){.status = CImageStatusOK, .width = part.width, .height = part.height, .bits = 8};
  return decoder->header;
}

int jpeg_start_unconverted(CImageJPEG *decoder) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  if (setjmp(decoder->errors.escape)) return 0;
  const J_COLOR_SPACE spaces[] = {JCS_UNKNOWN, JCS_GRAYSCALE, JCS_UNKNOWN, JCS_RGB, JCS_CMYK};
  codec->out_color_space = codec->num_components <= 4 ? spaces[codec->num_components] : JCS_UNKNOWN;
  if (codec->out_color_space == JCS_UNKNOWN) ERREXIT(codec, JERR_CONVERSION_NOTIMPL);
  jpeg_start_decompress(codec);
  return codec->output_components;
}

CImageStatus jpeg_failure(const CImageJPEG *decoder) { return decoder->errors.status; }

int jpeg_orientation(const CImageJPEG *decoder) { return orientation(&decoder->codec); }

uint8_t *jpeg_profile(CImageJPEG *decoder, size_t *count) {
  JOCTET *profile = NULL;
  unsigned int length = 0;
  if (setjmp(decoder->errors.escape)) return NULL;
  if (!jpeg_read_icc_profile(&decoder->codec, &profile, &length)) return NULL;
  *count = length;
  return profile;
}

/// Whether every component and every bit of it came, in a file whose end is missing.
static bool is_complete(const struct jpeg_decompress_struct *codec) {
  for (int component = 0; component < codec->num_components; component++) {
    if (!codec->comp_info[component].quant_table) return false;  // none of its scans began
    for (int k = 0; codec->progressive_mode && k < DCTSIZE2; k++)
      if (codec->coef_bits[component][k] != 0) return false;
  }
  return true;
}

static CImageStatus read_all(CImageJPEG *decoder, uint8_t *pixels) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  const size_t stride = (size_t)codec->output_width * (size_t)codec->output_components;
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW row = pixels + codec->output_scanline * stride;
    jpeg_read_scanlines(codec, &row, 1);
  }
  JPEGErrors *errors = &decoder->errors;
  if (errors->has_no_end && !errors->is_damaged && !is_complete(codec)) {
    errors->is_damaged = true;
    memcpy(errors->reason, errors->note, sizeof errors->reason);
  }
  jpeg_finish_decompress(codec);
  return errors->is_damaged ? CImageStatusDamaged : CImageStatusOK;
}

// Chroma is interpolated between neighbors, of which the outermost columns lack one: a margin gives it to them.
static CImageStatus read_part(CImageJPEG *decoder, uint8_t *pixels) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  const CImagePart part = decoder->part;
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
  const bool is_whole = !decoder->errors.has_no_end || is_complete(codec);
  jpeg_abort_decompress(codec);
  return decoder->errors.is_damaged || !is_whole ? CImageStatusDamaged : CImageStatusOK;
}

CImageStatus cimage_jpeg_read(CImageJPEG *decoder, uint8_t *pixels) {
  if (setjmp(decoder->errors.escape)) return decoder->errors.status;
  return decoder->part.width > 0 ? read_part(decoder, pixels) : read_all(decoder, pixels);
}

const char *cimage_jpeg_reason(const CImageJPEG *decoder) { return decoder->errors.reason; }

const char *cimage_jpeg_note(const CImageJPEG *decoder) { return decoder->errors.note; }

void cimage_jpeg_close(CImageJPEG *decoder) {
  jpeg_destroy_decompress(&decoder->codec);
  free(decoder);
}
