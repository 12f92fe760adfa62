#include "metadata.h"

#include <string.h>

static uint32_t big_endian(const uint8_t *p, int size) {
  uint32_t value = 0;
  for (int i = 0; i < size; i++) value = value << 8 | p[i];
  return value;
}

static uint32_t little_endian(const uint8_t *p, int size) {
  uint32_t value = 0;
  for (int i = size - 1; i >= 0; i--) value = value << 8 | p[i];
  return value;
}

// EXIF 2.3, section 4.6: a TIFF header, then a directory of 12-byte entries.
int cimage_exif_orientation(const uint8_t *block, size_t count) {
  if (count < 14 || memcmp(block, "Exif\0\0", 6) != 0) return 1;
  const uint8_t *tiff = block + 6;
  const size_t size = count - 6;
  const bool little = memcmp(tiff, "II", 2) == 0;
  if (!little && memcmp(tiff, "MM", 2) != 0) return 1;
  uint32_t (*const number)(const uint8_t *, int) = little ? little_endian : big_endian;

  const size_t directory = number(tiff + 4, 4);
  if (directory > size || size - directory < 2) return 1;
  const size_t entries = number(tiff + directory, 2);
  for (size_t i = 0; i < entries; i++) {
    const size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > size) return 1;
    if (number(tiff + entry, 2) != 0x0112) continue;
    const bool is_long = number(tiff + entry + 2, 2) == 4;
    const uint32_t orientation = number(tiff + entry + 8, is_long ? 4 : 2);
    return orientation >= 1 && orientation <= 8 ? (int)orientation : 1;
  }
  return 1;
}

// ICC.1:2010, section 7: a 128-byte header, a tag table; the name is in the tag "desc", as ASCII (version 2)
// or as big-endian UTF-16 records (version 4).
static size_t profile_name(const uint8_t *profile, size_t count, char *name, size_t capacity) {
  const size_t tags = big_endian(profile + 128, 4);
  for (size_t i = 0; i < tags && 132 + 12 * (i + 1) <= count; i++) {
    const uint8_t *entry = profile + 132 + 12 * i;
    if (memcmp(entry, "desc", 4) != 0) continue;
    const size_t offset = big_endian(entry + 4, 4), size = big_endian(entry + 8, 4);
    if (offset > count || size > count - offset || size < 28) return 0;
    const uint8_t *tag = profile + offset;
    const bool wide = memcmp(tag, "mluc", 4) == 0;
    const size_t start = wide ? big_endian(tag + 24, 4) : 12;
    const size_t bytes = wide ? big_endian(tag + 20, 4) : big_endian(tag + 8, 4);
    if (start > size || bytes > size - start) return 0;
    size_t length = 0;
    for (size_t at = wide ? 1 : 0; at < bytes && length < capacity; at += wide ? 2 : 1) {
      if (tag[start + at] == 0) break;
      name[length++] = (char)tag[start + at];
    }
    return length;
  }
  return 0;
}

bool cimage_profile_is_srgb(const uint8_t *profile, size_t count) {
  // A name that only contains "sRGB" proves nothing: there are linear profiles called sRGB too.
  static const char *const names[] = {"sRGB IEC61966-2", "IEC 61966-2-1 Default RGB", "IEC 61966-2.1 Default RGB"};
  static const char *const whole_names[] = {"sRGB", "sRGB built-in"};
  if (count < 132 || memcmp(profile + 16, "RGB ", 4) != 0) return false;
  char name[64];
  const size_t length = profile_name(profile, count, name, sizeof name);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const size_t wanted = strlen(names[i]);
    if (length >= wanted && memcmp(name, names[i], wanted) == 0) return true;
  }
  for (size_t i = 0; i < sizeof whole_names / sizeof *whole_names; i++) {
    const size_t wanted = strlen(whole_names[i]);
    if (length == wanted && memcmp(name, whole_names[i], wanted) == 0) return true;
  }
  return false;
}

static bool has_tag(const uint8_t *profile, size_t count, const char *name) {
  const size_t tags = count >= 132 ? big_endian(profile + 128, 4) : 0;
  for (size_t i = 0; i < tags && 132 + 12 * (i + 1) <= count; i++)
    if (memcmp(profile + 132 + 12 * i, name, 4) == 0) return true;
  return false;
}

bool cimage_profile_is_perceptual(const uint8_t *profile, size_t count) {
  return has_tag(profile, count, "A2B0") && !has_tag(profile, count, "A2B1");
}
