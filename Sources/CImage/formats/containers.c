#include "containers.h"

#include <string.h>

typedef struct {
  const uint8_t *bytes;
  size_t count;
  bool is_little;
} Reader;

/// `size` bytes as a number; 0 behind the end.
static uint64_t number(const Reader *reader, uint64_t at, size_t size) {
  if (at > reader->count || size > reader->count - at) return 0;
  uint64_t value = 0;
  for (size_t i = 0; i < size; i++)
    value = value << 8 | reader->bytes[at + (reader->is_little ? size - 1 - i : i)];
  return value;
}

TIFFTags tiff_tags(const uint8_t *bytes, size_t count) {
  TIFFTags tags = {.photometric = -1, .compression = 1, .samples = 1, .chroma = {2, 2}};
  const Reader reader = {bytes, count, count > 0 && bytes[0] == 'I'};
  const bool is_big = number(&reader, 2, 2) == 43;
  const size_t offset_size = is_big ? 8 : 4, count_size = is_big ? 8 : 2, entry_size = is_big ? 20 : 12;
  const uint64_t directory = number(&reader, is_big ? 8 : 4, offset_size);
  const uint64_t entries = number(&reader, directory, count_size);
  for (uint64_t i = 0; i < entries && i < 4096; i++) {
    const uint64_t entry = directory + count_size + i * entry_size;
    if (entry < directory || entry > count) break;
    const size_t size = number(&reader, entry + 2, 2) == 4 ? 4 : 2;  // LONG or SHORT
    const uint64_t length = number(&reader, entry + 4, offset_size);
    const uint64_t inside = entry + 4 + offset_size;
    const uint64_t values = length * size <= offset_size ? inside : number(&reader, inside, offset_size);
    const uint32_t first = (uint32_t)number(&reader, values, size);
    switch (number(&reader, entry, 2)) {
      case 259: tags.compression = (int)(first & 0xFFFF); break;
      case 262: tags.photometric = (int)(first & 0xFFFF); break;
      case 277: tags.samples = (int)(first & 0xFFFF); break;
      case 284: tags.is_planar = first == 2; break;
      case 338:
        for (tags.extra_count = 0; tags.extra_count < 8 && (uint64_t)tags.extra_count < length; tags.extra_count++)
          tags.extra[tags.extra_count] = (uint32_t)number(&reader, values + (uint64_t)tags.extra_count * size, size);
        break;
      case 530:
        for (uint64_t k = 0; k < 2; k++) tags.chroma[k] = (uint32_t)number(&reader, values + k * size, size);
        break;
      default: break;
    }
  }
  return tags;
}

/// Passes over the sub-blocks that start at `at`.
static size_t behind_blocks(const Reader *reader, size_t at) {
  while (at < reader->count && reader->bytes[at] != 0) at += (size_t)reader->bytes[at] + 1;
  return at + 1;
}

// GIF89a, sections 17 to 26.
bool gif_first_frame(const uint8_t *bytes, size_t count, CImagePart *part) {
  const Reader reader = {bytes, count, true};
  const uint64_t flags = number(&reader, 10, 1);
  size_t at = 13 + (flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0);
  while (at < count && bytes[at] == 0x21) at = behind_blocks(&reader, at + 2);
  if (at >= count || bytes[at] != 0x2C || count - at < 10) return false;
  *part = (CImagePart){
      .x = (int32_t)number(&reader, at + 1, 2),
      .y = (int32_t)number(&reader, at + 3, 2),
      .width = (int32_t)number(&reader, at + 5, 2),
      .height = (int32_t)number(&reader, at + 7, 2),
  };
  return part->width > 0 && part->height > 0;
}
