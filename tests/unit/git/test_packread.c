#include "scratch.h"

#include <sys/resource.h>

#include "git/packread.h"

#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#endif

TestSuite(packread, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

/* Files of which a line in thirty changes at each commit, a big one, an empty one, all kinds of objects; by fast-import because that is quick. */
static void make_history(unsigned commits)
{
	enum { FILES = 4, LINES = 300 };
	static uint64_t values[FILES][LINES];
	FILE *git = popen("git -c fastimport.unpackLimit=1 fast-import --quiet", "w");
	uint64_t random = 1;
	cr_assert(git != NULL);
	for (unsigned i = 0; i < commits; i++) {
		(void)fprintf(git, "commit refs/heads/main\ncommitter C <c@example.com> %u +0000\ndata 6\nstate\n\n", 1700000000 + i);
		for (unsigned file = 0; file < FILES; file++) {
			struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY);
			for (unsigned line = 0; line < (file == 3 ? LINES : 30); line++) {
				if (test_below(&random, 30) == 0)
					values[file][line] = test_next(&random);
				gx_buf_printf(&text, "key%u: %llu\n", line, (unsigned long long)values[file][line]);
			}
			(void)fprintf(git, "M 644 inline d%u/f%u\ndata %zu\n%s\n", file % 2, file, text.len, gx_buf_c(&text));
			gx_buf_release(&text);
		}
		(void)fprintf(git, "M 644 inline empty\ndata 0\n\n");
	}
	(void)fprintf(git, "tag v1\nfrom refs/heads/main\ntagger C <c@example.com> 1700000000 +0000\ndata 4\none\n\n");
	cr_assert(pclose(git) == 0);
}

/* Every object of the repository by our reader is what `git cat-file --batch` says. The number of them comes back. */
static size_t compare_all(const char *repository)
{
	struct gx_repo *repo = open_repo();
	struct gx_reader *reader = gx_reader_new(repo);
	struct gx_buf all = shell_out("git -C '%s' cat-file --batch-all-objects --batch --buffer", repository);
	struct gx_str rest = gx_buf_view(&all), line;
	size_t count = 0;
	while (gx_str_cut(&rest, '\n', &line)) {
		char hex[41], kind_name[16];
		size_t size;
		cr_assert(sscanf(line.at, "%40s %15s %zu", hex, kind_name, &size) == 3);
		struct gx_oid oid = oid_of(hex);
		struct gx_err err = GX_ERR_INIT;
		struct gx_str bytes;
		enum gx_object_kind kind;
		uint64_t header_size;
		cr_assert(gx_object_read(reader, &oid, GX_OBJECT_NONE, GX_BUF_ANY, &bytes, &kind, &err) == 0, "%s", err.text);
		cr_assert(strcmp(gx_object_kind_name(kind), kind_name) == 0 && bytes.len == size, "%s", hex);
		cr_assert(size == 0 || memcmp(bytes.at, rest.at, size) == 0, "%s", hex);
		cr_assert(gx_object_header(reader, &oid, &kind, &header_size, &err) == 0 && header_size == size, "%s", hex);
		cr_assert(strcmp(gx_object_kind_name(kind), kind_name) == 0);
		if (size > 0) {
			cr_assert(gx_object_read(reader, &oid, GX_OBJECT_NONE, size - 1, &bytes, &kind, &err) == GX_ELIMIT, "%s", hex);
			struct gx_oid again;
			cr_assert(gx_object_id(kind, (struct gx_str){ rest.at, size }, &again) && gx_oid_equal(&oid, &again));
		}
		rest = gx_str_from(rest, size + 1);
		count++;
	}
	gx_buf_release(&all);
	gx_reader_free(reader);
	gx_repo_free(repo);
	return count;
}

Test(packread, loose_and_packed)
{
	make_history(30);
	shell("mkdir old; mv .git/objects/pack/* old; cat old/*.pack | git unpack-objects -q; rm -r old");
	size_t count = compare_all(".");
	cr_assert(count > 100);
	shell("git repack -adq");
	cr_assert(compare_all(".") == count);
}

Test(packread, deep_chains)
{
	make_history(300);
	shell("git repack -adfq --depth=250 --window=250");
	const char *deepest = shell_word("git verify-pack -v .git/objects/pack/*.idx | sed -n 's/^chain length = \\([0-9]*\\).*/\\1/p' | tail -1");
	cr_assert(atoi(deepest) > 20, "%s", deepest);
	compare_all(".");
}

Test(packread, ref_deltas)
{
	make_history(50);
	shell("git repack -adfq; git rev-list --objects --all | cut -c-40 | git pack-objects --no-delta-base-offset -q p; "
	      "rm -f .git/objects/pack/*; mv p-* .git/objects/pack/");
	cr_assert(compare_all(".") > 200);
}

Test(packread, several_packs_and_midx)
{
	make_history(10);
	for (int i = 0; i < 5; i++)
		shell("seq %d 200 > new; git add new; git commit -qm %d; git repack -dq", i, i);
	compare_all(".");
	shell("git multi-pack-index write");
	compare_all(".");
}

Test(packread, alternates)
{
	make_history(10);
	shell("git repack -adq; git clone -q --shared . ../other; cd ../other; echo x > new; git add new; git commit -qm new");
	cr_assert(chdir("../other") == 0);
	cr_assert(compare_all(".") > 40);
}

Test(packread, bare_and_old_index_version)
{
	make_history(10);
	shell("git repack -adq; cd .git/objects/pack; git index-pack --index-version=1 -o new.idx *.pack; mv -f new.idx pack-*.idx");
	compare_all(".");
}

Test(packread, promised_blobs_are_fetched)
{
	make_history(3);
	shell("git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true; "
	      "git clone -q --no-checkout --filter=blob:none file://$PWD ../partial");
	const char *blob = shell_word("git rev-parse HEAD:d1/f3"), *size = shell_word("git cat-file -s %s", blob);
	cr_assert(chdir("../partial") == 0);
	struct gx_repo *repo = open_repo();
	struct gx_reader *reader = gx_reader_new(repo);
	struct gx_oid oid = oid_of(blob), none = oid_of("1111111111111111111111111111111111111111");
	struct gx_err err = GX_ERR_INIT;
	struct gx_str bytes;
	cr_assert(gx_object_read(reader, &oid, GX_BLOB, 1000, &bytes, NULL, &err) == GX_ELIMIT, "%d: %s", err.code, err.text);
	cr_assert(gx_object_read(reader, &oid, GX_BLOB, 1 << 20, &bytes, NULL, &err) == 0, "%s", err.text);
	cr_assert(bytes.len == strtoul(size, NULL, 10));
	cr_assert(gx_object_read(reader, &none, GX_BLOB, 1 << 20, &bytes, NULL, &err) < 0);
	gx_reader_free(reader);
	gx_repo_free(repo);
}

Test(packread, missing_and_wrong_kind)
{
	make_history(2);
	struct gx_repo *repo = open_repo();
	struct gx_reader *reader = gx_reader_new(repo);
	struct gx_oid head = oid_of(shell_word("git rev-parse HEAD")), none = oid_of("1111111111111111111111111111111111111111");
	struct gx_str bytes;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_object_read(reader, &none, GX_BLOB, 1 << 20, &bytes, NULL, &err) == GX_ENOTFOUND);
	cr_assert(gx_object_read(reader, &head, GX_BLOB, 1 << 20, &bytes, NULL, &err) == GX_EFORMAT);
	cr_assert_str_eq(strstr(err.text, "is a"), "is a commit, not a blob");
	gx_reader_free(reader);
	gx_repo_free(repo);
}

/* ---- hostile packs */

/* Reads all that the index lists; whatever the bytes are, it must end, and within the memory that the test has. */
static void read_listed(const struct gx_oid *oids, size_t count)
{
	struct gx_packs *packs = gx_packs_open("objects");
	for (size_t i = 0; i < count; i++) {
		enum gx_object_kind kind;
		uint64_t size;
		struct gx_str bytes;
		enum gx_packs_result result = gx_packs_read(packs, &oids[i], 1 << 20, &kind, &size, &bytes);
		if (result == GX_PACKS_FOUND)
			cr_assert(bytes.len == size && size <= 1 << 20 && kind >= GX_COMMIT && kind <= GX_TAG);
		(void)gx_packs_read(packs, &oids[i], 1 << 20, &kind, &size, NULL);
	}
	gx_packs_close(packs);
}

/* A pack of a few small objects with both kinds of deltas, as objects/pack/x.{pack,idx}. */
static struct gx_oid *small_pack(bool ref_delta, size_t *ret_count)
{
	shell("seq 1000 1100 > a; (seq 1000 1100; echo x) > b; (echo y; seq 1000 1100; echo x) > c; git add a b c; git commit -qm one; "
	      "mkdir -p objects/pack; git rev-list --objects --all | cut -c-40 | git pack-objects -q %s p; "
	      "mv p-*.pack objects/pack/x.pack; mv p-*.idx objects/pack/x.idx; chmod u+w objects/pack/*",
	      ref_delta ? "--no-delta-base-offset" : "--delta-base-offset");
	struct gx_buf list = shell_out("git show-index < objects/pack/x.idx | cut -d' ' -f2");
	struct gx_str rest = gx_buf_view(&list), line;
	struct gx_oid *oids = calloc(16, sizeof(*oids));
	*ret_count = 0;
	while (gx_str_cut(&rest, '\n', &line))
		cr_assert(*ret_count < 16 && gx_oid_read(line, &oids[(*ret_count)++]));
	gx_buf_release(&list);
	return oids;
}

static void flip_each(const char *path, const struct gx_oid *oids, size_t count)
{
	struct gx_buf bytes = file_bytes(path);
	for (size_t i = 0; i < bytes.len; i++) {
		static const unsigned char masks[] = { 0xff, 0x01, 0x80, 0x10 };
		char before = bytes.at[i];
		bytes.at[i] = (char)(before ^ masks[i % sizeof(masks)]);
		write_file(path, gx_buf_view(&bytes));
		read_listed(oids, count);
		bytes.at[i] = before;
	}
	write_file(path, gx_buf_view(&bytes));
	gx_buf_release(&bytes);
}

static void bound_memory(void)
{
#ifndef WITH_ASAN
	struct rlimit limit = { (rlim_t)1 << 30, (rlim_t)1 << 30 };
	cr_assert(setrlimit(RLIMIT_AS, &limit) == 0);
#endif
}

Test(packread, flipped_bytes)
{
	for (int ref_delta = 0; ref_delta < 2; ref_delta++) {
		size_t count;
		shell("rm -rf objects");
		struct gx_oid *oids = small_pack(ref_delta, &count);
		if (ref_delta)
			bound_memory();
		flip_each("objects/pack/x.pack", oids, count);
		flip_each("objects/pack/x.idx", oids, count);
		free(oids);
	}
}

Test(packread, truncated)
{
	size_t count;
	struct gx_oid *oids = small_pack(false, &count);
	static const char *const paths[] = { "objects/pack/x.pack", "objects/pack/x.idx" };
	for (size_t p = 0; p < 2; p++) {
		struct gx_buf bytes = file_bytes(paths[p]);
		for (size_t len = 0; len < bytes.len; len += 1 + len / 100) {
			write_file(paths[p], (struct gx_str){ bytes.at, len });
			read_listed(oids, count);
		}
		write_file(paths[p], gx_buf_view(&bytes));
		gx_buf_release(&bytes);
	}
	free(oids);
}

static void put_be32(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* An index over one object at `offset` of a pack that holds these bytes. */
static void write_pack_of(const struct gx_oid *oid, struct gx_str pack, uint32_t offset, uint64_t large)
{
	unsigned char index[8 + 1024 + 20 + 4 + 4 + 8 + 40] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	for (unsigned i = oid->raw[0]; i < 256; i++)
		put_be32(index + 8 + i * 4, 1);
	memcpy(index + 1032, oid->raw, 20);
	put_be32(index + 1056, offset);
	put_be32(index + 1060, (uint32_t)(large >> 32));
	put_be32(index + 1064, (uint32_t)large);
	write_file("objects/pack/x.idx", (struct gx_str){ (const char *)index, sizeof(index) });
	write_file("objects/pack/x.pack", pack);
}

static enum gx_packs_result read_made(const struct gx_oid *oid, size_t max)
{
	struct gx_packs *packs = gx_packs_open("objects");
	enum gx_object_kind kind;
	uint64_t size;
	struct gx_str bytes;
	enum gx_packs_result result = gx_packs_read(packs, oid, max, &kind, &size, &bytes);
	gx_packs_close(packs);
	return result;
}

Test(packread, lies)
{
	struct gx_oid oid = oid_of("11223344556677889900aabbccddeeff00112233");
	char pack[200] = "PACK\0\0\0\2\0\0\0\1";
	struct gx_str all = { pack, sizeof(pack) };
	shell("mkdir -p objects/pack");
	bound_memory();
	/* offsets into the header, the trailer, beyond the end, by the table of large ones and beyond that table */
	static const uint32_t offsets[] = { 0, 11, 180, 199, 200, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff };
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		write_pack_of(&oid, all, offsets[i], UINT64_MAX);
		cr_assert(read_made(&oid, 1000) != GX_PACKS_FOUND, "%x", offsets[i]);
	}
	/* a blob of 2^60 - 1 bytes */
	memcpy(pack + 12, "\xbf\xff\xff\xff\xff\xff\xff\xff\x7f", 9);
	write_pack_of(&oid, all, 12, 0);
	cr_assert(read_made(&oid, 1000) == GX_PACKS_TOO_LARGE);
	cr_assert(read_made(&oid, GX_BUF_ANY) == GX_PACKS_TOO_LARGE);
	/* a size that never ends */
	memset(pack + 12, 0xff, 100);
	write_pack_of(&oid, all, 12, 0);
	cr_assert(read_made(&oid, GX_BUF_ANY) == GX_PACKS_DAMAGED);
	/* a delta upon itself by name, with a sound delta inside: "base 1, result 1, insert one byte" */
	memcpy(pack + 12, "\x74", 1);
	memcpy(pack + 13, oid.raw, 20);
	memcpy(pack + 33, "\x78\x01\x01\x04\x00\xfb\xff\x01\x01\x01" "a" "\x01\x69\x00\x65", 15);
	write_pack_of(&oid, all, 12, 0);
	cr_assert(read_made(&oid, 1000) == GX_PACKS_DAMAGED);
	/* by offset 0, and by one before the pack */
	memcpy(pack + 12, "\x64\x00", 2);
	write_pack_of(&oid, all, 12, 0);
	cr_assert(read_made(&oid, 1000) == GX_PACKS_DAMAGED);
	memcpy(pack + 12, "\x64\xff\xff\xff\xff\x7f", 6);
	write_pack_of(&oid, all, 12, 0);
	cr_assert(read_made(&oid, 1000) == GX_PACKS_DAMAGED);
}

/* Beyond 2^31 the index has another table; the pack is a hole. */
Test(packread, far_offsets)
{
	static const char blob[] = "\x35\x78\x01\x01\x05\x00\xfa\xffhello\x06\x2c\x02\x15";
	struct gx_oid oid = oid_of("b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
	uint64_t far = ((uint64_t)5 << 30) + 12345;
	struct gx_str bytes;
	enum gx_object_kind kind;
	uint64_t size;
	shell("mkdir -p objects/pack");
	write_pack_of(&oid, GX_STR("PACK\0\0\0\2\0\0\0\1"), 0x80000000, far);
	FILE *file = fopen("objects/pack/x.pack", "r+b");
	cr_assert(fseeko(file, (off_t)far, SEEK_SET) == 0 && fwrite(blob, 1, sizeof(blob) - 1, file) == sizeof(blob) - 1);
	cr_assert(fwrite("01234567890123456789", 1, 20, file) == 20 && fclose(file) == 0);
	struct gx_packs *packs = gx_packs_open("objects");
	cr_assert(gx_packs_read(packs, &oid, 100, &kind, &size, &bytes) == GX_PACKS_FOUND);
	cr_assert(kind == GX_BLOB && gx_str_is(bytes, "hello"));
	gx_packs_close(packs);
}

Test(packread, another_pack_helps)
{
	size_t count;
	struct gx_oid *oids = small_pack(false, &count);
	shell("cp objects/pack/x.idx objects/pack/y.idx; cp objects/pack/x.pack objects/pack/y.pack; chmod u+w objects/pack/*; "
	      "printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' | dd of=objects/pack/x.pack bs=1 seek=14 conv=notrunc 2>/dev/null");
	struct gx_packs *packs = gx_packs_open("objects");
	for (size_t i = 0; i < count; i++) {
		enum gx_object_kind kind;
		uint64_t size;
		struct gx_str bytes;
		struct gx_oid id;
		cr_assert(gx_packs_read(packs, &oids[i], 1 << 20, &kind, &size, &bytes) == GX_PACKS_FOUND);
		cr_assert(gx_object_id(kind, bytes, &id) && gx_oid_equal(&id, &oids[i]));
	}
	gx_packs_close(packs);
	free(oids);
}

/* Bases over what is cached at once: each read drives others out. */
Test(packread, large_objects)
{
	shell("for i in 1 2 3 4; do (seq 1 3000000; echo $i) > big$i; done; git add .; git commit -qm big; git repack -adfq --window=10");
	compare_all(".");
}
