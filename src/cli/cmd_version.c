#include "cli/commands.h"

struct version_options {
	bool build;
};

static const struct gx_option options[] = {
	GX_FLAG(0, "build-options", struct version_options, build, "also print the compiler and the libraries"),
	GX_OPTION_END,
};

static const char *compiler(void)
{
#ifdef __clang__
	return "clang " __clang_version__;
#else
	return "gcc " __VERSION__;
#endif
}

static void print_build(struct gx_out *out)
{
	/* GX_LIBRARIES is what pkg-config said when this was built: "libgit2 1.5.1|yaml-0.1 0.2.5|…". */
	struct gx_str rest = GX_STR(GX_LIBRARIES), library;
	gx_out_printf(out, "compiler: %s\n", compiler());
	while (gx_str_cut(&rest, '|', &library)) {
		struct gx_str name, version = library;
		if (gx_str_cut(&version, ' ', &name))
			gx_out_printf(out, "%" GX_PRI ": %" GX_PRI "\n", GX_ARG(name), GX_ARG(version));
	}
	gx_out_printf(out, "sizeof-size_t: %zu\n", sizeof(size_t));
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct version_options *want = given;
	if (cli->argc)
		return gx_say_usage(cli, "no argument is taken");
	gx_out_printf(&cli->out, "git-exp version %s\n", GX_VERSION);
	if (want->build)
		print_build(&cli->out);
	return GX_EXIT_DONE;
}

const struct gx_command gx_cmd_version = {
	.name = "version",
	.group = GX_GROUP_OTHER,
	.summary = "print the version of git exp",
	.synopsis = "[--build-options]",
	GX_TAKES(options, struct version_options, 0),
	.run = run,
};
