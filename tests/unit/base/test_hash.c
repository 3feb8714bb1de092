#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"

static const char *sha1_hex(struct gx_str bytes)
{
	static char hex[2 * GX_SHA1_BYTES + 1];
	unsigned char digest[GX_SHA1_BYTES];
	gx_sha1(bytes, digest);
	gx_hex(digest, sizeof(digest), hex);
	return hex;
}

static const char *sha256_hex(struct gx_str bytes)
{
	static char hex[2 * GX_SHA256_BYTES + 1];
	unsigned char digest[GX_SHA256_BYTES];
	gx_sha256(bytes, digest);
	gx_hex(digest, sizeof(digest), hex);
	return hex;
}

/* The vectors of FIPS 180. */
Test(hash, known_digests)
{
	struct gx_str two_blocks = GX_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
	cr_assert_str_eq(sha1_hex(GX_STR_NONE), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	cr_assert_str_eq(sha1_hex(GX_STR("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
	cr_assert_str_eq(sha1_hex(two_blocks), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	cr_assert_str_eq(sha256_hex(GX_STR_NONE), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	cr_assert_str_eq(sha256_hex(GX_STR("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	cr_assert_str_eq(sha256_hex(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

Test(hash, the_id_of_git_s_empty_blob)
{
	cr_assert_str_eq(sha1_hex((struct gx_str){ "blob 0\0", 7 }), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

Test(hash, pieces_of_any_size_add_up_and_a_hash_can_be_used_again)
{
	static char bytes[3000];
	struct gx_random random = { true, 3 };
	unsigned char whole[GX_HASH_MAX], pieces[GX_HASH_MAX];
	struct gx_hash *hashes[] = { gx_hash_new(GX_SHA1), gx_hash_new(GX_SHA256) };
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)gx_random_next(&random);
	gx_hash_free(NULL);
	for (int round = 0; round < 200; round++) {
		struct gx_hash *hash = hashes[round % 2];
		size_t len = (size_t)(gx_random_next(&random) % sizeof(bytes));
		struct gx_str text = { bytes, len };
		cr_assert_not_null(hash);
		for (size_t at = 0; at < len;) {
			size_t step = (size_t)(gx_random_next(&random) % 200);
			struct gx_str piece = gx_str_sub(text, at, step);
			gx_hash_add(hash, piece.at, piece.len);
			at += piece.len;
		}
		gx_hash_final(hash, pieces);
		(round % 2 ? gx_sha256 : gx_sha1)(text, whole);
		cr_assert_arr_eq(whole, pieces, round % 2 ? GX_SHA256_BYTES : GX_SHA1_BYTES);
	}
	gx_hash_free(hashes[0]);
	gx_hash_free(hashes[1]);
}

Test(hash, hex_goes_both_ways)
{
	struct gx_random random = { true, 4 };
	for (size_t len = 0; len < 64; len++) {
		unsigned char bytes[64], back[64];
		char hex[129];
		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)gx_random_next(&random);
		gx_hex(bytes, len, hex);
		cr_assert_eq(strlen(hex), 2 * len);
		cr_assert(gx_unhex(gx_str_of(hex), back, len));
		cr_assert_eq(memcmp(bytes, back, len), 0);
	}
}

Test(hash, refuses_other_hex_and_leaves_the_bytes_alone)
{
	static const char *const wrong[] = { "", "0", "000", "00000", "00AA", "00g0", "00 0", "0x00", "00-1", "00\xff\xff" };
	for (size_t i = 0; i < GX_LEN(wrong); i++) {
		unsigned char bytes[2] = { 42, 43 };
		cr_assert_not(gx_unhex(gx_str_of(wrong[i]), bytes, 2), "%s", wrong[i]);
		cr_assert_eq(bytes[0], 42);
		cr_assert_eq(bytes[1], 43);
	}
}

Test(hash, a_file_of_several_chunks)
{
	char path[] = "/tmp/test-hash-XXXXXX";
	int fd = mkstemp(path);
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	unsigned char of_file[GX_SHA256_BYTES], of_memory[GX_SHA256_BYTES];
	uint64_t size = 0;
	for (int i = 0; i < 100000; i++)
		gx_buf_printf(&bytes, "%d\n", i);
	cr_assert_eq(gx_fd_write(fd, gx_buf_view(&bytes), path, NULL), 0);
	close(fd);
	cr_assert_eq(gx_sha256_file(path, of_file, &size, NULL), 0);
	gx_sha256(gx_buf_view(&bytes), of_memory);
	cr_assert_arr_eq(of_file, of_memory, GX_SHA256_BYTES);
	cr_assert_eq(size, bytes.len);
	unlink(path);
}

Test(hash, what_is_no_regular_file_is_refused_at_once)
{
	char folder[] = "/tmp/test-hash-XXXXXX", fifo[64];
	unsigned char digest[GX_SHA256_BYTES] = { 42 };
	uint64_t size = 42;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(mkdtemp(folder));
	(void)snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	cr_assert_eq(gx_sha256_file(folder, digest, &size, &err), GX_EINPUT);
	cr_assert_eq(gx_sha256_file(fifo, digest, &size, &err), GX_EINPUT);
	cr_assert(strstr(err.text, "is not a regular file"), "%s", err.text);
	cr_assert_eq(gx_sha256_file("/nowhere/at/all", digest, &size, &err), GX_ENOTFOUND);
	cr_assert_eq(digest[0], 42);
	cr_assert_eq(size, 42);
	cr_assert_eq(gx_folder_remove(folder, NULL), 0);
}
