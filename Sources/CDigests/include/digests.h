// Digests of bytes that come piece by piece: MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4).
#ifndef REVERIE_DIGESTS_H
#define REVERIE_DIGESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256 } digest_kind;

/// A digest in the making. Its members are digests.c's own.
typedef struct {
  digest_kind kind;
  bool is_portable;
  uint32_t state[8];
  uint64_t byte_count;
  uint8_t block[64];
} digest_context;

/// Begins a digest. `is_portable` leaves the processor's SHA instructions alone: for tests.
void digest_begin(digest_context *context, digest_kind kind, bool is_portable);

/// Adds `count` bytes.
void digest_update(digest_context *context, const void *bytes, size_t count);

/// Writes the digest, 16, 20 or 32 bytes, and returns how many; the context is used up.
size_t digest_finish(digest_context *context, uint8_t digest[32]);

#endif
