#include "digests.h"

#include <string.h>

#include "sha256_x86.h"

static uint32_t rotated_left(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }
static uint32_t rotated_right(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static uint32_t little_endian(const uint8_t *b) {
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
static uint32_t big_endian(const uint8_t *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

// MD5 (RFC 1321): the constants are the sines of 1 to 64.
static void md5_block(uint32_t state[8], const uint8_t *bytes) {
  static const uint32_t constants[64] = {
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
      0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
      0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
      0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
      0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
      0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
      0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
  };
  static const int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
#pragma clang loop unroll(full)
  for (int i = 0; i < 64; i++) {
    uint32_t mixed;
    int word;
    switch (i / 16) {
      case 0: mixed = (b & c) | (~b & d), word = i; break;
      case 1: mixed = (d & b) | (~d & c), word = (5 * i + 1) % 16; break;
      case 2: mixed = b ^ c ^ d, word = (3 * i + 5) % 16; break;
      default: mixed = c ^ (b | ~d), word = 7 * i % 16; break;
    }
    const uint32_t sum = a + mixed + constants[i] + little_endian(bytes + 4 * word);
    a = d, d = c, c = b;
    b += rotated_left(sum, shifts[i / 16][i % 4]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

// SHA-1 (FIPS 180-4, 6.1).
static void sha1_block(uint32_t state[8], const uint8_t *bytes) {
  static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t w[80];
  for (int i = 0; i < 16; i++) w[i] = big_endian(bytes + 4 * i);
  for (int i = 16; i < 80; i++) w[i] = rotated_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 80; i++) {
    uint32_t mixed;
    switch (i / 20) {
      case 0: mixed = (b & c) | (~b & d); break;
      case 2: mixed = (b & c) | (b & d) | (c & d); break;
      default: mixed = b ^ c ^ d; break;
    }
    const uint32_t sum = rotated_left(a, 5) + mixed + e + constants[i / 20] + w[i];
    e = d, d = c, c = rotated_left(b, 30), b = a, a = sum;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

// SHA-256 (FIPS 180-4, 6.2).
static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void sha256_block(uint32_t state[8], const uint8_t *bytes) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = big_endian(bytes + 4 * i);
  for (int i = 16; i < 64; i++) {
    const uint32_t s0 = rotated_right(w[i - 15], 7) ^ rotated_right(w[i - 15], 18) ^ w[i - 15] >> 3;
    const uint32_t s1 = rotated_right(w[i - 2], 17) ^ rotated_right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
#pragma clang loop unroll(full)
  for (int i = 0; i < 64; i++) {
    const uint32_t s1 = rotated_right(e, 6) ^ rotated_right(e, 11) ^ rotated_right(e, 25);
    const uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + sha256_constants[i] + w[i];
    const uint32_t s0 = rotated_right(a, 2) ^ rotated_right(a, 13) ^ rotated_right(a, 22);
    const uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void add_blocks(digest_context *context, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (context->kind == DIGEST_SHA256 && !context->is_portable) {
    sha256_blocks_x86(context->state, bytes, count, sha256_constants);
    return;
  }
#endif
  for (; count > 0; count--, bytes += 64) {
    switch (context->kind) {
      case DIGEST_MD5: md5_block(context->state, bytes); break;
      case DIGEST_SHA1: sha1_block(context->state, bytes); break;
      case DIGEST_SHA256: sha256_block(context->state, bytes); break;
    }
  }
}

void digest_begin(digest_context *context, digest_kind kind, bool is_portable) {
  // MD5 begins with the first four of SHA-1's words.
  static const uint32_t md5_and_sha1[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  static const uint32_t sha256[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  context->kind = kind;
  context->is_portable = is_portable;
#if defined(__x86_64__)
  if (!has_sha_instructions()) context->is_portable = true;
#endif
  context->byte_count = 0;
  memcpy(context->state, kind == DIGEST_SHA256 ? sha256 : md5_and_sha1, sizeof context->state);
}

void digest_update(digest_context *context, const void *bytes, size_t count) {
  if (count == 0) return;
  const uint8_t *next = bytes;
  const size_t filled = context->byte_count % 64;
  context->byte_count += count;
  if (filled > 0) {
    const size_t taken = count < 64 - filled ? count : 64 - filled;
    memcpy(context->block + filled, next, taken);
    if (filled + taken < 64) return;
    add_blocks(context, context->block, 1);
    next += taken, count -= taken;
  }
  add_blocks(context, next, count / 64);
  memcpy(context->block, next + count / 64 * 64, count % 64);
}

size_t digest_finish(digest_context *context, uint8_t digest[32]) {
  static const uint8_t padding[64] = {0x80};
  static const size_t lengths[] = {[DIGEST_MD5] = 16, [DIGEST_SHA1] = 20, [DIGEST_SHA256] = 32};
  const bool is_little = context->kind == DIGEST_MD5;
  const uint64_t bit_count = context->byte_count * 8;
  uint8_t length[8];
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)(bit_count >> 8 * (is_little ? i : 7 - i));
  // A one, zeros up to eight bytes before the end of a block, and the length in bits.
  digest_update(context, padding, 1 + (119 - context->byte_count % 64) % 64);
  digest_update(context, length, 8);
  for (size_t i = 0; i < lengths[context->kind]; i++) {
    const size_t shift = 8 * (is_little ? i % 4 : 3 - i % 4);
    digest[i] = (uint8_t)(context->state[i / 4] >> shift);
  }
  return lengths[context->kind];
}
