/*
 * SipHash-1-3 (Jean-Philippe Aumasson, Daniel J. Bernstein, "SipHash: a fast short-input PRF", 2012, with the
 * rounds that hash tables need): who does not know the key cannot choose texts that collide.
 */
#ifndef GX_BASE_SIPHASH_H
#define GX_BASE_SIPHASH_H

#include <stdint.h>

#include "base/str.h"

uint64_t gx_siphash(const uint64_t key[2], struct gx_str text);

#endif
