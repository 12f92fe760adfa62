// Netpbm's portable bitmap, graymap and pixmap, formats P1 to P6 (netpbm.sourceforge.net/doc/ppm.html).
#include <stdbool.h>
#include <string.h>

#include "formats.h"

// Far more than any file holds, and so few that no product of them overflows.
static const int64_t MOST_PIXELS = INT64_C(1) << 40;

/// Reads from front to back; what is asked for behind the end is -1.
typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} Cursor;

typedef struct {
  int32_t width;
  int32_t height;
  uint32_t maximum;
  /// 1 or 3.
  int channels;
  bool is_bitmap;
  bool is_plain;
  /// What comes behind the header.
  Cursor raster;
} Netpbm;

static int next(Cursor *cursor) { return cursor->at < cursor->end ? *cursor->at++ : -1; }

static bool is_space(int byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/// The next byte that is neither blank nor part of a comment.
static int next_solid(Cursor *cursor) {
  while (true) {
    int byte = next(cursor);
    if (byte == '#')
      while (byte >= 0 && byte != '\n' && byte != '\r') byte = next(cursor);
    else if (!is_space(byte))
      return byte;
  }
}

/// The next decimal number, and the one byte that ends it; -1 when there is none up to `most`.
static int64_t next_number(Cursor *cursor, int64_t most) {
  int byte = next_solid(cursor);
  int64_t value = -1;
  for (; byte >= '0' && byte <= '9'; byte = next(cursor)) {
    value = (value < 0 ? 0 : value) * 10 + (byte - '0');
    if (value > most) return -1;
  }
  if (byte == '#') cursor->at--;  // a comment may follow at once
  return byte < 0 || is_space(byte) || byte == '#' ? value : -1;
}

/// Bytes of the raster at the least.
static size_t least_size(const Netpbm *image) {
  const size_t pixels = (size_t)image->width * (size_t)image->height;
  if (image->is_bitmap) return image->is_plain ? pixels : ((size_t)image->width + 7) / 8 * (size_t)image->height;
  const size_t samples = pixels * (size_t)image->channels;
  if (image->is_plain) return 2 * samples - 1;
  return image->maximum > 255 ? 2 * samples : samples;
}

/// Reads the header, and sees to it that the raster may be whole.
static bool parse(const uint8_t *bytes, size_t count, Netpbm *image) {
  if (count < 3) return false;
  const int kind = bytes[1] - '0';
  image->raster = (Cursor){bytes + 2, bytes + count};
  image->is_plain = kind <= 3;
  image->is_bitmap = kind % 3 == 1;
  image->channels = kind % 3 == 0 ? 3 : 1;
  const int64_t width = next_number(&image->raster, INT32_MAX);
  const int64_t height = next_number(&image->raster, INT32_MAX);
  const int64_t maximum = image->is_bitmap ? 1 : next_number(&image->raster, UINT16_MAX);
  if (width <= 0 || height <= 0 || maximum <= 0 || height > MOST_PIXELS / width) return false;
  image->width = (int32_t)width;
  image->height = (int32_t)height;
  image->maximum = (uint32_t)maximum;
  return (size_t)(image->raster.end - image->raster.at) >= least_size(image);
}

CImageHeader netpbm_header(const uint8_t *bytes, size_t count) {
  Netpbm image;
  if (!parse(bytes, count, &image)) return (CImageHeader){.status = CImageStatusDamaged};
  return (CImageHeader){
      .status = CImageStatusOK,
      .width = image.width,
      .height = image.height,
      .bits = image.maximum > 255 ? 16 : 8,
  };
}

/// The next sample of the raster, -1 when there is none.
static int64_t next_sample(Netpbm *image) {
  Cursor *raster = &image->raster;
  if (image->is_plain && image->is_bitmap) {
    const int byte = next_solid(raster);
    return byte == '0' || byte == '1' ? '1' - byte : -1;  // 1 is black
  }
  if (image->is_plain) return next_number(raster, UINT16_MAX);
  const int high = next(raster);
  if (image->maximum <= 255 || high < 0) return high;
  const int low = next(raster);
  return low < 0 ? -1 : high << 8 | low;
}

static void put(uint8_t *pixels, size_t index, uint32_t value, const Netpbm *image) {
  const uint32_t most = image->maximum > 255 ? 65535 : 255, maximum = image->maximum;
  const uint32_t scaled = ((value < maximum ? value : maximum) * most + maximum / 2) / maximum;
  if (most == 255) {
    pixels[index] = (uint8_t)scaled;
  } else {
    const uint16_t wide = (uint16_t)scaled;
    memcpy(pixels + 2 * index, &wide, sizeof wide);
  }
}

CImageStatus netpbm_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint8_t *opacity) {
  Netpbm image;
  if (!parse(bytes, count, &image)) return CImageStatusDamaged;
  const size_t pixel_count = (size_t)image.width * (size_t)image.height;
  if (opacity) memset(opacity, 255, pixel_count);
  if (!image.is_plain && image.channels == 3 && image.maximum == 255) {
    memcpy(pixels, image.raster.at, 3 * pixel_count);
    return CImageStatusOK;
  }
  const bool is_packed = image.is_bitmap && !image.is_plain;
  int bits = 0;
  for (size_t pixel = 0; pixel < pixel_count; pixel++) {
    uint32_t samples[3] = {0};
    for (int channel = 0; channel < image.channels; channel++) {
      int64_t sample;
      if (is_packed) {
        const int column = (int)(pixel % (size_t)image.width);
        if (column % 8 == 0) bits = next(&image.raster);
        sample = bits < 0 ? -1 : !(bits >> (7 - column % 8) & 1);
      } else {
        sample = next_sample(&image);
      }
      if (sample < 0) return CImageStatusDamaged;
      samples[channel] = (uint32_t)sample;
    }
    for (int channel = 0; channel < 3; channel++)
      put(pixels, 3 * pixel + (size_t)channel, samples[image.channels == 3 ? channel : 0], &image);
  }
  return CImageStatusOK;
}
