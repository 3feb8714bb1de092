#include "run/attributes.h"

#include "run/object.h"
#include "run/record.h"

/*
 * `linguist-generated` folds what no person wrote on the pages of hosts. The first line undoes what a user's own
 * attributes say of such names: neither line ends nor filters may change what was recorded, and an archive holds it
 * whole.
 */
static const char standard[] = "* -text -filter -ident -working-tree-encoding -export-ignore -export-subst\n"
			       "/artifacts/** linguist-generated\n"
			       "/environment/packages.txt linguist-generated\n"
			       "/metrics/** linguist-generated\n"
			       "/output.txt linguist-generated\n";

/*
 * A path in a record holds none of the characters that a pattern or a quoted name gives a meaning: gx_path_encode()
 * leaves letters, digits and `_.+=@ ()-%~`. Of these only the blank needs the quotes. A line stays under git's 2048
 * bytes.
 */
static void add_pointer(struct gx_buf *out, struct gx_str path)
{
	gx_buf_text(out, "\"artifacts/");
	gx_path_encode(out, path);
	gx_buf_text(out, "\" filter=lfs diff=lfs merge=lfs -text\n");
}

void gx_attributes_write(struct gx_buf *out, const struct gx_flat *artifacts, struct gx_arena *arena)
{
	gx_buf_text(out, standard);
	for (size_t i = 0; i < artifacts->len; i++)
		if (gx_str_is(gx_object_text(&artifacts->at[i].value, "storage", arena), "lfs"))
			add_pointer(out, artifacts->at[i].key);
}
