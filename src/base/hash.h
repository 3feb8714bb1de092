/*
 * SHA-256 and SHA-1 by libcrypto, which uses the processor's instructions.
 */
#ifndef GX_BASE_HASH_H
#define GX_BASE_HASH_H

#include <stdint.h>

#include "base/buf.h"

enum gx_hash_kind { GX_SHA1, GX_SHA256 };
enum { GX_SHA1_BYTES = 20, GX_SHA256_BYTES = 32, GX_HASH_MAX = 32 };

struct gx_hash; /* opaque */

/* A new running hash, or NULL without memory. */
struct gx_hash *gx_hash_new(enum gx_hash_kind kind);
void gx_hash_add(struct gx_hash *hash, const void *bytes, size_t len);
/* Writes the digest (20 or 32 bytes) and makes the hash ready for the next message. */
void gx_hash_final(struct gx_hash *hash, unsigned char *ret_digest);
void gx_hash_free(struct gx_hash *hash);

/* Of one piece of memory. */
void gx_sha1(struct gx_str bytes, unsigned char ret_digest[GX_SHA1_BYTES]);
void gx_sha256(struct gx_str bytes, unsigned char ret_digest[GX_SHA256_BYTES]);

/* SHA-256 of a regular file, read to its end; its size in bytes comes back too. */
int gx_sha256_file(const char *path, unsigned char ret_digest[GX_SHA256_BYTES], uint64_t *ret_size, struct gx_err *err);

/* The same, and `look` sees the bytes as they go by, in pieces. */
typedef void gx_hash_look(void *context, struct gx_str piece);
int gx_sha256_file_seen(const char *path, gx_hash_look *look, void *context, unsigned char ret_digest[GX_SHA256_BYTES],
			uint64_t *ret_size, struct gx_err *err);

/* Lower-case hex of `len` bytes, with a NUL behind: 2 * len + 1 bytes. */
void gx_hex(const unsigned char *bytes, size_t len, char *ret_hex);
/* The bytes of `2 * len` lower-case hex digits, at most 64 bytes; false if the text is anything else. */
bool gx_unhex(struct gx_str hex, unsigned char *ret_bytes, size_t len);

#endif
