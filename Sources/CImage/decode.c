#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "CImage.h"
#include "formats/containers.h"
#include "jpeg/decode_jpeg.h"
#include "formats/formats.h"
#include "vips/vips_start.h"
#include "vips/vips_steps.h"

struct CImageDecoder {
  const uint8_t *bytes;
  size_t count;
  const Format *format;
  CImageHeader header;
  /// What libvips reads or works on; NULL for a format with a reader of our own.
  VipsImage *image;
  Bands bands;
  /// Only for a JPEG: it gives the samples of `image`.
  CImageJPEG *jpeg;
  uint8_t *samples;
  char reason[200];
};

// MARK: Failures

/// What libvips' last words mean. They are all that it gives.
static CImageStatus meaning(const char *reason) {
  static const char *const unsupported[] = {"not supported", "nsupported", "not implemented", "not a whole number",
                                            "not correctly assigned", "not compiled", "Not implemented"};
  static const char *const memory[] = {"out of memory", "nable to alloc", "emory allocation"};
  for (size_t i = 0; i < G_N_ELEMENTS(memory); i++)
    if (strstr(reason, memory[i])) return CImageStatusOutOfMemory;
  for (size_t i = 0; i < G_N_ELEMENTS(unsupported); i++)
    if (strstr(reason, unsupported[i])) return CImageStatusUnsupportedKind;
  return CImageStatusDamaged;
}

static CImageHeader failure(CImageDecoder *decoder) {
  vips_take_reason(decoder->reason, sizeof decoder->reason);
  decoder->header.status = meaning(decoder->reason);
  return decoder->header;
}

static CImageHeader jpeg_stopped(CImageDecoder *decoder) {
  g_strlcpy(decoder->reason, cimage_jpeg_reason(decoder->jpeg), sizeof decoder->reason);
  decoder->header.status = jpeg_failure(decoder->jpeg);
  return decoder->header;
}

// MARK: Opening

static VipsImage *load(const CImageDecoder *decoder, const char *option, int value) {
  VipsSource *source = vips_source_new_from_memory(decoder->bytes, decoder->count);
  if (!source) return NULL;
  VipsImage *image = NULL;
  if (decoder->format->load(
          source, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, option, value, NULL))
    VIPS_UNREF(image);
  VIPS_UNREF(source);
  // A loader that looked around before it opened the file may have left words.
  if (image) vips_error_clear();
  return image;
}

static bool is_format(const CImageDecoder *decoder, const char *name) {
  return strcmp(decoder->format->name, name) == 0;
}

/// Sets what the bands of a TIFF mean, as its tags say; false when they are of a kind that is not read.
static bool find_tiff_bands(CImageDecoder *decoder) {
  const TIFFTags tags = tiff_tags(decoder->bytes, decoder->count);
  Bands *bands = &decoder->bands;
  const bool is_jpeg = tags.compression == 7;  // libtiff converts these itself
  bands->is_ycbcr = tags.photometric == 6 && !is_jpeg;
  if (bands->is_ycbcr && (tags.chroma[0] != 1 || tags.chroma[1] != 1 || tags.is_planar)) return false;
  const int bands_there = vips_image_get_bands(decoder->image);
  if (bands_there != tags.samples) return true;  // a palette that was looked up
  switch (tags.photometric) {
    case 0:
    case 1: bands->colors = 1; break;
    case 2:
    case 6: bands->colors = 3; break;
    case 5: bands->colors = 4; break;
    default: return true;
  }
  if (bands_there < bands->colors) return false;
  bands->alpha = -1;
  for (int i = 0; i < tags.extra_count && bands->colors + i < bands_there && bands->alpha < 0; i++) {
    // libvips has divided by it where the colors were multiplied.
    if (tags.extra[i] != 0 && !bands->is_ycbcr) bands->alpha = bands->colors + i;
  }
  // Without the tag, a fourth sample is alpha by custom.
  if (tags.extra_count == 0 && !bands->is_ycbcr && bands_there == bands->colors + 1) bands->alpha = bands->colors;
  return true;
}

/// The frame alone has pixels in a GIF without transparency; what it leaves of the canvas is white.
static int place_on_canvas(CImageDecoder *decoder) {
  CImagePart part;
  const int width = vips_image_get_width(decoder->image), height = vips_image_get_height(decoder->image);
  if (vips_image_hasalpha(decoder->image) || !gif_first_frame(decoder->bytes, decoder->count, &part)) return 0;
  if (part.x >= width || part.y >= height) return 0;
  const int right = MIN(part.x + part.width, width), bottom = MIN(part.y + part.height, height);
  if (right - part.x == width && bottom - part.y == height) return 0;
  VipsImage *frame = NULL, *placed = NULL;
  const int failed =
      vips_extract_area(decoder->image, &frame, part.x, part.y, right - part.x, bottom - part.y, NULL) ||
      vips_embed(frame, &placed, part.x, part.y, width, height, "extend", VIPS_EXTEND_WHITE, NULL);
  VIPS_UNREF(frame);
  if (failed) return -1;
  VIPS_UNREF(decoder->image);
  decoder->image = placed;
  return 0;
}

static void open_with_vips(CImageDecoder *decoder) {
  decoder->image = vips_start() ? load(decoder, NULL, 0) : NULL;
  if (!decoder->image || (is_format(decoder, "GIF") && place_on_canvas(decoder))) {
    failure(decoder);
    return;
  }
  decoder->bands = bands_of(decoder->image);
  CImageStatus status = has_plain_samples(decoder->image) ? CImageStatusOK : CImageStatusUnsupportedSamples;
  if (is_format(decoder, "TIFF") && status == CImageStatusOK && !find_tiff_bands(decoder))
    status = CImageStatusUnsupportedKind;
  decoder->header = (CImageHeader){
      .status = status,
      .width = vips_image_get_width(decoder->image),
      .height = vips_image_get_height(decoder->image),
      .bits = decoder->bands.is_wide ? 16 : 8,
      .has_opacity = decoder->bands.alpha >= 0,
  };
}

static void open_jpeg(CImageDecoder *decoder) {
  decoder->jpeg = cimage_jpeg_open(decoder->bytes, decoder->count);
  if (!decoder->jpeg) {
    decoder->header.status = CImageStatusOutOfMemory;
    return;
  }
  decoder->header = cimage_jpeg_header(decoder->jpeg);
  if (decoder->header.status == CImageStatusNotPlain) decoder->header.status = CImageStatusOK;
  if (decoder->header.status != CImageStatusOK) jpeg_stopped(decoder);
}

CImageDecoder *cimage_open(const uint8_t *bytes, size_t count) {
  CImageDecoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->bytes = bytes;
  decoder->count = count;
  decoder->format = format_of(bytes, count);
  if (!decoder->format)
    decoder->header.status = CImageStatusUnknownFormat;
  else if (decoder->format->header)
    decoder->header = decoder->format->header(bytes, count);
  else if (decoder->format->load)
    open_with_vips(decoder);
  else
    open_jpeg(decoder);
  return decoder;
}

CImageHeader cimage_header(const CImageDecoder *decoder) { return decoder->header; }

// MARK: Starting

/// Reads all samples of a JPEG, as libvips' own loader would give them.
static bool load_jpeg(CImageDecoder *decoder) {
  size_t count = 0;
  uint8_t *profile = jpeg_profile(decoder->jpeg, &count);
  const int orientation = jpeg_orientation(decoder->jpeg);
  const int bands = jpeg_start_unconverted(decoder->jpeg);
  const size_t size = (size_t)decoder->header.width * (size_t)decoder->header.height * (size_t)bands;
  if (bands > 0) decoder->samples = malloc(size);
  const bool has_read = decoder->samples && cimage_jpeg_read(decoder->jpeg, decoder->samples) == CImageStatusOK;
  if (!has_read || !vips_start()) {
    jpeg_stopped(decoder);
    if (bands > 0 && !decoder->samples) decoder->header.status = CImageStatusOutOfMemory;
    free(profile);
    return false;
  }
  // Adobe stores inks upside down, and so does everybody else.
  for (size_t i = 0; bands == 4 && i < size; i++) decoder->samples[i] = (uint8_t)(255 - decoder->samples[i]);
  VipsImage *plain = vips_image_new_from_memory(
      decoder->samples, size, decoder->header.width, decoder->header.height, bands, VIPS_FORMAT_UCHAR);
  const VipsInterpretation meaning = bands == 4   ? VIPS_INTERPRETATION_CMYK
                                     : bands == 3 ? VIPS_INTERPRETATION_sRGB
                                                  : VIPS_INTERPRETATION_B_W;
  if (plain && !vips_copy(plain, &decoder->image, "interpretation", meaning, NULL)) {
    vips_image_set_int(decoder->image, VIPS_META_ORIENTATION, orientation);
    if (profile) vips_image_set_blob_copy(decoder->image, VIPS_META_ICC_NAME, profile, count);
    decoder->bands = bands_of(decoder->image);
  }
  VIPS_UNREF(plain);
  free(profile);
  if (!decoder->image) failure(decoder);
  return decoder->image != NULL;
}

/// How many pictures of an animation are looked through for the first with anything on it.
enum { MOST_EMPTY_PAGES = 16 };

/// Goes on to the first picture of an animation that shows anything; stays where it is when none does.
static void pass_over_empty_pages(CImageDecoder *decoder) {
  if (!is_format(decoder, "GIF") && !is_format(decoder, "WebP")) return;
  const int pages = MIN(vips_image_get_n_pages(decoder->image), MOST_EMPTY_PAGES);
  for (int page = 0; pages > 1 && page < pages && decoder->bands.alpha >= 0; page++) {
    VipsImage *look = load(decoder, "page", page), *alpha = NULL;
    double most = 0;
    const bool is_shown = look && vips_image_get_bands(look) > decoder->bands.alpha &&
                          !vips_extract_band(look, &alpha, decoder->bands.alpha, NULL) &&
                          !vips_max(alpha, &most, NULL) && most > 0;
    VIPS_UNREF(alpha);
    VIPS_UNREF(look);
    if (!is_shown) continue;
    VipsImage *image = page > 0 ? load(decoder, "page", page) : NULL;
    if (image && vips_image_get_width(image) == decoder->header.width &&
        vips_image_get_height(image) == decoder->header.height &&
        vips_image_get_bands(image) == vips_image_get_bands(decoder->image)) {
      VIPS_UNREF(decoder->image);
      decoder->image = image;
    } else {
      VIPS_UNREF(image);
    }
    break;
  }
  vips_error_clear();
}

static CImageHeader start(CImageDecoder *decoder, VipsImage *(*convert)(VipsImage *, Bands), int bits) {
  if (decoder->format->header) return decoder->header;
  if (decoder->jpeg && !load_jpeg(decoder)) return decoder->header;
  pass_over_empty_pages(decoder);
  VipsImage *converted = convert(decoder->image, decoder->bands);
  if (!converted) return failure(decoder);
  VIPS_UNREF(decoder->image);
  decoder->image = converted;
  decoder->header.width = vips_image_get_width(converted);
  decoder->header.height = vips_image_get_height(converted);
  decoder->header.bits = bits;
  return decoder->header;
}

CImageHeader cimage_start(CImageDecoder *decoder) {
  return start(decoder, srgb_image, decoder->header.bits);
}

CImageHeader cimage_start_opacity(CImageDecoder *decoder) { return start(decoder, opacity_image, 8); }

// MARK: Pixels

static CImageStatus write_image(CImageDecoder *decoder, int bands, uint8_t *target) {
  if (write_rows(decoder->image, decoder->header, bands, target)) return CImageStatusOK;
  return failure(decoder).status;
}

CImageStatus cimage_read(CImageDecoder *decoder, uint8_t *pixels) {
  if (decoder->format->read) return decoder->format->read(decoder->bytes, decoder->count, pixels, NULL);
  return write_image(decoder, 3, pixels);
}

CImageStatus cimage_read_opacity(CImageDecoder *decoder, uint8_t *opacity) {
  if (!decoder->format->read) return write_image(decoder, 1, opacity);
  const size_t size = (size_t)decoder->header.width * (size_t)decoder->header.height * 3;
  uint8_t *pixels = malloc(size * (size_t)decoder->header.bits / 8);
  if (!pixels) return CImageStatusOutOfMemory;
  const CImageStatus status = decoder->format->read(decoder->bytes, decoder->count, pixels, opacity);
  free(pixels);
  return status;
}

const char *cimage_reason(const CImageDecoder *decoder) { return decoder->reason; }

const char *cimage_note(const CImageDecoder *decoder) {
  return decoder->jpeg ? cimage_jpeg_note(decoder->jpeg) : "";
}

void cimage_close(CImageDecoder *decoder) {
  VIPS_UNREF(decoder->image);
  if (decoder->jpeg) cimage_jpeg_close(decoder->jpeg);
  free(decoder->samples);
  free(decoder);
}
