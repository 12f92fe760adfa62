// Bitmaps of Windows and OS/2: 1, 2, 4, 8, 16, 24 and 32 bits, RLE4 and RLE8, bit fields, either way up
// (Microsoft, "Bitmap Storage").
#include <stdbool.h>
#include <string.h>

#include "formats.h"

enum { FILE_HEADER = 14, RGB = 0, RLE8 = 1, RLE4 = 2, BITFIELDS = 3, ALPHA_BITFIELDS = 6 };

typedef struct {
  const uint8_t *bytes;
  size_t count;
  int32_t width;
  int32_t height;
  bool is_top_down;
  int bits;
  uint32_t compression;
  /// Of red, green, blue and alpha; the last is 0 where there is none.
  uint32_t masks[4];
  /// Where the palette lies, how many bytes an entry has and how many entries there are.
  size_t palette;
  size_t entry_size;
  size_t entries;
  /// Where the pixels begin.
  size_t raster;
} Bitmap;

/// `size` bytes, little-endian; 0 behind the end.
static uint32_t number(const Bitmap *map, size_t at, size_t size) {
  if (at > map->count || size > map->count - at) return 0;
  uint32_t value = 0;
  for (size_t i = size; i > 0; i--) value = value << 8 | map->bytes[at + i - 1];
  return value;
}

static size_t stride(const Bitmap *map) { return ((size_t)map->width * (size_t)map->bits + 31) / 32 * 4; }

static bool is_run_coded(const Bitmap *map) { return map->compression == RLE8 || map->compression == RLE4; }

static void find_masks(Bitmap *map, uint32_t header) {
  static const uint32_t of15[4] = {0x7C00, 0x3E0, 0x1F, 0}, of24[4] = {0xFF0000, 0xFF00, 0xFF, 0};
  memcpy(map->masks, map->bits == 16 ? of15 : of24, sizeof map->masks);
  if (map->compression != BITFIELDS && map->compression != ALPHA_BITFIELDS) return;
  // They follow a header of 40 bytes, and belong to a longer one.
  const bool has_alpha = header >= 56 || map->compression == ALPHA_BITFIELDS;
  for (size_t i = 0; i < 4; i++) map->masks[i] = i < 3 || has_alpha ? number(map, FILE_HEADER + 40 + 4 * i, 4) : 0;
}

static CImageStatus check(const Bitmap *map) {
  const int bits = map->bits;
  const bool is_indexed = bits == 1 || bits == 2 || bits == 4 || bits == 8;
  bool known = false;
  switch (map->compression) {
    case RGB: known = is_indexed || bits == 16 || bits == 24 || bits == 32; break;
    case RLE8: known = bits == 8 && !map->is_top_down; break;
    case RLE4: known = bits == 4 && !map->is_top_down; break;
    case BITFIELDS:
    case ALPHA_BITFIELDS: known = bits == 16 || bits == 32; break;
    default: break;
  }
  if (!known) return CImageStatusUnsupportedKind;
  if (map->raster > map->count) return CImageStatusDamaged;
  if (is_run_coded(map)) return CImageStatusOK;
  const size_t rows = (size_t)map->height, left = map->count - map->raster;
  // Many writers leave out what fills up the last row.
  const size_t last = ((size_t)map->width * (size_t)bits + 7) / 8;
  return (rows - 1) * stride(map) + last <= left ? CImageStatusOK : CImageStatusDamaged;
}

static CImageStatus parse(const uint8_t *bytes, size_t count, Bitmap *map) {
  *map = (Bitmap){.bytes = bytes, .count = count};
  if (count < FILE_HEADER + 12) return CImageStatusDamaged;
  const uint32_t header = number(map, FILE_HEADER, 4);
  const bool is_old = header == 12;
  if (!is_old && (header < 16 || header > 4096)) return CImageStatusDamaged;
  const int64_t width = is_old ? (int64_t)number(map, 18, 2) : (int32_t)number(map, 18, 4);
  const int64_t height = is_old ? (int64_t)number(map, 20, 2) : (int32_t)number(map, 22, 4);
  if (width <= 0 || height == 0 || height == INT32_MIN) return CImageStatusDamaged;
  map->width = (int32_t)width;
  map->height = (int32_t)(height < 0 ? -height : height);
  map->is_top_down = height < 0;
  map->bits = (int)number(map, is_old ? 24 : 28, 2);
  map->compression = header >= 20 ? number(map, 30, 4) : RGB;
  map->raster = number(map, 10, 4);
  if (map->bits == 16 || map->bits == 24 || map->bits == 32) find_masks(map, header);

  const uint32_t declared = header >= 36 ? number(map, 46, 4) : 0;
  const bool has_masks_behind = header == 40 && map->compression != RGB && !is_run_coded(map);
  map->palette = FILE_HEADER + (size_t)header + (has_masks_behind ? (map->compression == BITFIELDS ? 12 : 16) : 0);
  map->entry_size = is_old ? 3 : 4;
  if (map->bits <= 8) {
    map->entries = declared > 0 && declared < 256 ? declared : (size_t)1 << (map->bits & 15);
    // It ends where the pixels begin, whatever the header says.
    const size_t room = map->raster > map->palette ? (map->raster - map->palette) / map->entry_size : 0;
    if (map->entries > room) map->entries = room;
  }
  return check(map);
}

CImageHeader bmp_header(const uint8_t *bytes, size_t count) {
  Bitmap map;
  const CImageStatus status = parse(bytes, count, &map);
  return (CImageHeader){.status = status, .width = map.width, .height = map.height, .bits = 8,
                        .has_opacity = map.masks[3] != 0};
}

// MARK: Pixels

/// Red, green and blue of a palette's entry; black for one that is not there.
static void put_entry(const Bitmap *map, uint32_t index, uint8_t *pixel) {
  const size_t at = map->palette + index * map->entry_size;
  for (size_t channel = 0; channel < 3; channel++)
    pixel[channel] = index < map->entries ? (uint8_t)number(map, at + 2 - channel, 1) : 0;
}

/// The part of a pixel that a mask covers, widened to 0 to 255.
static uint8_t masked(uint32_t pixel, uint32_t mask) {
  if (mask == 0) return 0;
  int shift = 0;
  while (!(mask >> shift & 1)) shift++;
  const uint64_t most = mask >> shift;
  return (uint8_t)(((uint64_t)((pixel & mask) >> shift) * 255 + most / 2) / most);
}

static uint8_t *row_of(const Bitmap *map, uint8_t *pixels, size_t line) {
  const size_t row = map->is_top_down ? line : (size_t)map->height - 1 - line;
  return pixels + row * (size_t)map->width * 3;
}

static void read_indexed(const Bitmap *map, uint8_t *pixels) {
  const size_t bits = (size_t)map->bits, per_byte = 8 / bits;
  for (size_t line = 0; line < (size_t)map->height; line++) {
    uint8_t *pixel = row_of(map, pixels, line);
    for (size_t x = 0; x < (size_t)map->width; x++, pixel += 3) {
      const uint32_t byte = number(map, map->raster + line * stride(map) + x / per_byte, 1);
      put_entry(map, byte >> (8 - bits * (x % per_byte + 1)) & ((1u << bits) - 1), pixel);
    }
  }
}

/// Whether a pixel is there to be seen: many writers declare alpha and leave it 0 throughout.
static bool has_visible_pixel(const Bitmap *map) {
  for (size_t line = 0; line < (size_t)map->height; line++)
    for (size_t x = 0; x < (size_t)map->width; x++)
      if (number(map, map->raster + line * stride(map) + x * (size_t)map->bits / 8, (size_t)map->bits / 8) &
          map->masks[3])
        return true;
  return false;
}

static void read_direct(const Bitmap *map, uint8_t *pixels, uint8_t *opacity) {
  const size_t size = (size_t)map->bits / 8, width = (size_t)map->width;
  for (size_t line = 0; line < (size_t)map->height; line++) {
    uint8_t *pixel = row_of(map, pixels, line);
    const size_t first = (size_t)(pixel - pixels) / 3;
    for (size_t x = 0; x < width; x++, pixel += 3) {
      const uint32_t value = number(map, map->raster + line * stride(map) + x * size, size);
      const uint32_t alpha = map->masks[3] ? masked(value, map->masks[3]) : 255;
      for (size_t channel = 0; channel < 3; channel++)
        pixel[channel] = (uint8_t)((masked(value, map->masks[channel]) * alpha + 255 * (255 - alpha)) / 255);
      if (opacity) opacity[first + x] = (uint8_t)alpha;
    }
  }
}

/// Runs of a color, pixels as they are, jumps; what nothing is written to keeps the first color.
static CImageStatus read_runs(const Bitmap *map, uint8_t *pixels) {
  const size_t width = (size_t)map->width, height = (size_t)map->height;
  for (size_t i = 0; i < width * height; i++) put_entry(map, 0, pixels + 3 * i);
  const bool is_half = map->compression == RLE4;
  size_t at = map->raster, x = 0, line = 0;
  while (at + 2 <= map->count) {
    const uint32_t length = map->bytes[at], code = map->bytes[at + 1];
    at += 2;
    if (length == 0 && code == 1) return CImageStatusOK;  // the end
    if (length == 0 && code == 0) {
      x = 0;
      line++;
    } else if (length == 0 && code == 2) {
      x += number(map, at, 1);
      line += number(map, at + 1, 1);
      at += 2;
    } else {
      const bool is_run = length > 0;
      for (uint32_t i = 0; i < (is_run ? length : code); i++, x++) {
        uint32_t value = is_run ? code : number(map, at + (is_half ? i / 2 : i), 1);
        if (is_half) value = i % 2 == 0 ? value >> 4 : value & 15;
        if (x < width && line < height) put_entry(map, value, row_of(map, pixels, line) + 3 * x);
      }
      const size_t literal = is_half ? ((size_t)code + 1) / 2 : code;
      if (!is_run) at += literal + literal % 2;  // filled up to a whole word
    }
  }
  // Some writers leave out the end mark behind the last row.
  return line + (x >= width) >= height ? CImageStatusOK : CImageStatusDamaged;
}

CImageStatus bmp_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint8_t *opacity) {
  Bitmap map;
  const CImageStatus status = parse(bytes, count, &map);
  if (status != CImageStatusOK) return status;
  if (opacity) memset(opacity, 255, (size_t)map.width * (size_t)map.height);
  if (map.masks[3] && !has_visible_pixel(&map)) map.masks[3] = 0;
  if (is_run_coded(&map)) return read_runs(&map, pixels);
  if (map.bits <= 8)
    read_indexed(&map, pixels);
  else
    read_direct(&map, pixels, opacity);
  return CImageStatusOK;
}
