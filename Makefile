# git-exp: build, test, install. `make help` lists the targets.

VERSION = 0.1.0
build   = build

prefix      = /usr/local
exec_prefix = $(prefix)
bindir      = $(exec_prefix)/bin
libdir      = $(exec_prefix)/lib
pcdir       = $(libdir)/pkgconfig
includedir  = $(prefix)/include
datarootdir = $(prefix)/share
mandir      = $(datarootdir)/man
datadir     = $(datarootdir)
sharedir    = $(datadir)/git-exp
pythondir   = $(sharedir)/python
man1dir     = $(mandir)/man1
man3dir     = $(mandir)/man3
man5dir     = $(mandir)/man5
man7dir     = $(mandir)/man7
bashdir     = $(datadir)/bash-completion/completions
zshdir      = $(datadir)/zsh/site-functions
fishdir     = $(datadir)/fish/vendor_completions.d

CC        = cc
PKGCONFIG = pkg-config
PACKAGES  = libgit2 yaml-0.1 libcrypto libutf8proc libdeflate

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef -Wvla -Wcast-qual \
       -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wnull-dereference
HARDEN = -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
CFLAGS = -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Isrc -Iinclude -fvisibility=hidden -DGX_VERSION='"$(VERSION)"' \
             $(WARN) $(HARDEN) $(shell $(PKGCONFIG) --cflags $(PACKAGES)) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(shell $(PKGCONFIG) --libs $(PACKAGES)) -lm

# One short line a file; the whole command by `make V=1`.
say = $(if $(V),,@echo '  $(1)  $@';)

SOURCES = $(sort $(wildcard src/*/*.c))
MAIN    = src/cli/main.c
OBJECTS = $(patsubst src/%.c,$(build)/obj/%.o,$(filter-out $(MAIN),$(SOURCES))) $(build)/made/python_hook_data.o

UNIT_ROOMS = $(notdir $(wildcard tests/unit/*))
UNIT_TESTS = $(UNIT_ROOMS:%=$(build)/unit/%)

.PHONY: all kill unit demo bench clean help deps check-deps test cli-test fuzz-replay fuzz fuzzers lint interop install install-lib install-python uninstall check check-clang \
        check-sanitizers check-valgrind check-analyzer check-cppcheck check-tidy check-shell
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:

all: $(build)/git-exp $(build)/libgitexp.a $(build)/libgitexp.so

# What is missing here, installed by the system's package manager: for building, testing and the demo; for `make check`.
deps:
	@.ci/deps build test demo

check-deps:
	@.ci/deps check

# `make -j deps test`: nothing is compiled before its headers are there.
DEPS_FIRST = $(filter deps check-deps,$(MAKECMDGOALS))

$(build)/git-exp: $(build)/obj/cli/main.o $(build)/libgx.a
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(build)/libgx.a: $(OBJECTS)
	@rm -f $@
	$(call say,AR  )$(AR) rcs $@ $^

$(build)/obj/%.o: src/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The hook for Python as arrays of bytes: a string literal of that length would be no C17.
PYTHON_HOOK = src/python/hook/sitecustomize.py src/python/hook/recorders.py
$(build)/made/python_hook_data.c: $(PYTHON_HOOK) Makefile
	@mkdir -p $(@D)
	$(call say,MAKE){ echo '#include "capture/python_hook_data.h"'; for f in $(PYTHON_HOOK); do \
		name=gx_python_hook_$$(basename $$f .py); \
		echo "const unsigned char $$name[] = {"; od -An -v -tx1 $$f | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'; \
		echo "};"; echo "const size_t $${name}_size = sizeof($$name);"; done; } >$@

$(build)/made/%.o: $(build)/made/%.c src/capture/python_hook_data.h | $(DEPS_FIRST)
	$(call say,CC  )$(CC) $(ALL_CFLAGS) -c -o $@ $<

# libgitexp: src/lib, and what it needs of src/base, as one object whose only global names are those of include/gitexp.h.
GITEXP_BASE    = buf clock err json_text mem num_format num_pow10 str utf8
GITEXP_OBJECTS = $(patsubst src/%.c,$(build)/pic/%.o,$(wildcard src/lib/*.c) $(GITEXP_BASE:%=src/base/%.c))
GITEXP_SONAME  = libgitexp.so.0
GITEXP_SO      = libgitexp.so.$(VERSION)
OBJCOPY        = objcopy

$(build)/pic/%.o: src/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(ALL_CFLAGS) -fPIC -MMD -MP -c -o $@ $<

$(build)/gitexp.o: $(GITEXP_OBJECTS)
	$(call say,LD  )$(LD) -r -o $@ $^ && $(OBJCOPY) --localize-hidden $@

$(build)/libgitexp.a: $(build)/gitexp.o
	@rm -f $@
	$(call say,AR  )$(AR) rcs $@ $^

$(build)/$(GITEXP_SO): $(build)/gitexp.o
	$(call say,LINK)$(CC) $(ALL_CFLAGS) -fPIC -shared -pthread -Wl,-soname,$(GITEXP_SONAME) -Wl,-z,relro,-z,now $(LDFLAGS) -o $@ $^

$(build)/libgitexp.so: $(build)/$(GITEXP_SO)
	@ln -sf $(GITEXP_SO) $(build)/$(GITEXP_SONAME) && ln -sf $(GITEXP_SO) $@

# What `git exp version --build-options` prints: "libgit2 1.5.1|zlib 1.2.13|…".
LIBRARIES = $(shell for p in $(PACKAGES); do printf '%s %s|' $$p "$$($(PKGCONFIG) --modversion $$p)"; done)
$(build)/obj/cli/cmd_version.o: ALL_CFLAGS += -DGX_LIBRARIES='"$(LIBRARIES)"'

# Unit tests: one program a room, from tests/unit/<room>/*.c.
$(build)/unit-obj/%.o: tests/unit/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) -MMD -MP -c -o $@ $<

define unit_room
$(build)/unit/$(1): $(patsubst tests/unit/%.c,$(build)/unit-obj/%.o,$(wildcard tests/unit/$(1)/*.c)) $(build)/libgx.a
	@mkdir -p $$(@D)
	$$(call say,LINK)$$(CC) $$(ALL_CFLAGS) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS) -lcriterion
endef
$(foreach room,$(UNIT_ROOMS),$(eval $(call unit_room,$(room))))

unit: $(UNIT_TESTS)
	@for t in $^; do echo "== $$t"; $$t || exit 1; done

# A whole experiment in a temporary folder, each command shown before it runs: the tutorial.
demo: $(build)/git-exp | $(DEPS_FIRST)
	@PATH="$(abspath $(build)):$$PATH" sh tests/demo/demo.sh

# Preloaded by the kill tests.
$(build)/tests/fault.so: tests/lib/fault.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -fPIC -shared -o $@ $< -ldl

# What the unit tests of the sampler load in the place of NVIDIA's library, as it is and as it was.
$(build)/tests/libnvidia-ml.so.1: tests/lib/fake_nvml.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -g -fPIC -shared -o $@ $<

$(build)/tests/libnvidia-ml-old.so: tests/lib/fake_nvml.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -std=c17 -D_GNU_SOURCE -DOLD $(WARN) -O1 -g -fPIC -shared -o $@ $<

$(build)/unit/capture: | $(build)/tests/libnvidia-ml.so.1 $(build)/tests/libnvidia-ml-old.so

# What tests/lint/yaml-pyyaml.sh holds against PyYAML.
$(build)/tests/yaml_values: tests/lib/yaml_values.c $(build)/libgx.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $< $(build)/libgx.a $(LIBS)

# What tests/lint/flat-pyyaml.sh lets PyYAML load.
$(build)/tests/flat_samples: tests/lib/flat_samples.c tests/lib/random_flat.h $(build)/libgx.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $< $(build)/libgx.a $(LIBS)

# What tests/lint/packages-python.sh holds against importlib.metadata.
$(build)/tests/packages_of: tests/lib/packages_of.c $(build)/libgx.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $< $(build)/libgx.a $(LIBS)

# --- tests ---

test: unit cli-test fuzz-replay

# JOBS files at a time; TESTS='tests/cli/t00-frame.sh …' for some of them.
JOBS  = 2
TESTS =
cli-test: $(build)/git-exp $(build)/tests/fault.so
	@GX_BIN=$(build) tests/cli/run.sh -j $(JOBS) $(TESTS)

# The kill tests at every point, not at a few: half an hour.
kill: $(build)/git-exp $(build)/tests/fault.so
	@KILL_POINTS=100000 GX_BIN=$(build) sh tests/cli/t90-kill.sh

# A harness is tests/fuzz/fuzz_<what>.c, its corpus tests/fuzz/corpus/<what>/. Replayed, it is an ordinary program.
FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_CC = $(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) $(ALL_LDFLAGS)

$(build)/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(build)/libgx.a
	@mkdir -p $(@D)
	$(call say,LINK)$(FUZZ_CC) -o $@ $^ $(LIBS)

fuzz-replay: $(FUZZERS:%=$(build)/fuzz/replay_%)
	@for f in $(FUZZERS); do $(build)/fuzz/replay_$$f tests/fuzz/corpus/$$f || exit 1; done

# `make fuzz FUZZ_SECONDS=600` searches on; what it finds is kept in $(build)-fuzz/corpus/<what>/ and $(build)-fuzz/found/.
FUZZ_SECONDS = 60
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all

$(build)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(build)/libgx.a
	@mkdir -p $(@D)
	$(call say,LINK)$(FUZZ_CC) -fsanitize=fuzzer -o $@ $^ $(LIBS)

fuzzers: $(FUZZERS:%=$(build)/fuzz/fuzz_%)

fuzz:
	@$(MAKE) --no-print-directory build=$(build)-fuzz CC=clang LDFLAGS='$(SANITIZE)' \
		CFLAGS='-O1 -g $(SANITIZE) -fsanitize=fuzzer-no-link -U_FORTIFY_SOURCE' fuzzers
	@for f in $(FUZZERS); do \
		echo "== fuzz_$$f"; \
		mkdir -p $(build)-fuzz/corpus/$$f $(build)-fuzz/found; \
		$(build)-fuzz/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
			-verbosity=0 -artifact_prefix=$(build)-fuzz/found/$$f- $(build)-fuzz/corpus/$$f tests/fuzz/corpus/$$f || exit 1; \
	done

# --- measures ---

$(build)/tests/paired: tests/bench/paired.c
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -o $@ $<

# Whole commands against git; prints a table and writes $(build)/bench.json. BENCH_RUNS=1000 for a quick look.
BENCH_RUNS = 10000
bench: $(build)/git-exp $(build)/tests/paired
	@sh tests/bench/run.sh $(build) $(BENCH_RUNS)

# --- checks ---

# Each script says what it proves; all run, and the first complaint does not hide the others.
lint: $(build)/git-exp $(build)/libgitexp.a $(build)/libgitexp.so $(build)/tests/flat_samples $(build)/tests/packages_of \
      $(build)/tests/yaml_values
	@failed=; for s in tests/lint/*.sh; do \
		BUILD=$(build) GX_BIN=$(build) CC='$(CC)' GX_CFLAGS='$(filter-out -Wnull-dereference,$(ALL_CFLAGS))' sh $$s || failed="$$failed $$s"; \
	done; [ -z "$$failed" ] || { echo "lint failed:$$failed"; exit 1; }

# One after the other: each is parallel in itself.
check:
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory lint
	@for c in clang sanitizers valgrind analyzer cppcheck tidy shell; do \
		echo "== check-$$c"; $(MAKE) --no-print-directory check-$$c || exit 1; \
	done

check-clang:
	@$(MAKE) --no-print-directory build=$(build)-clang CC=clang CFLAGS='-O2 -g -Werror' all $(UNIT_TESTS:$(build)/%=$(build)-clang/%)

# Criterion's runner exits 0 when a worker leaks, unless that aborts. The kill tests bring a library of their own to preload.
UNSANITIZED = %kill-harness.sh %-kill.sh %-deps.sh
check-sanitizers:
	@ASAN_OPTIONS=abort_on_error=1 LSAN_OPTIONS=suppressions=$(abspath tests/lib/lsan.supp):print_suppressions=0 \
		UBSAN_OPTIONS=print_stacktrace=1 $(MAKE) --no-print-directory build=$(build)-asan CC=clang \
		CFLAGS='-O1 -g $(SANITIZE) -U_FORTIFY_SOURCE' LDFLAGS='$(SANITIZE)' \
		TESTS='$(filter-out $(UNSANITIZED),$(wildcard tests/cli/t*.sh))' test

# The core of the command line's tests: a start under valgrind takes a second.
VALGRIND_TESTS = $(wildcard tests/cli/t00-*.sh tests/cli/t03-*.sh tests/cli/t20-*.sh tests/cli/t31-*.sh)
check-valgrind: $(build)/git-exp
	@rm -rf $(build)/valgrind && mkdir -p $(build)/valgrind/logs
	@printf '#!/bin/sh\nexec %s -q --leak-check=full --errors-for-leak-kinds=definite --log-file=%s %s "$$@"\n' \
		"$$(command -v valgrind)" '$(abspath $(build))/valgrind/logs/%p.log' '$(abspath $(build))/git-exp' >$(build)/valgrind/git-exp
	@chmod +x $(build)/valgrind/git-exp
	@GX_BIN=$(build)/valgrind tests/cli/run.sh -j $(JOBS) $(VALGRIND_TESTS)
	@find $(build)/valgrind/logs -name '*.log' | grep -q . || { echo 'valgrind wrote no log'; exit 1; }
	@! find $(build)/valgrind/logs -name '*.log' -size +0 -exec cat {} + | grep .

# gcc's analyzer, without what it cannot follow here: that memory is owned by a structure (the sanitizers look for leaks),
# and that a view of no bytes may point nowhere.
ANALYZE = -fanalyzer -Wno-analyzer-malloc-leak -Wno-analyzer-null-argument -Wno-analyzer-null-dereference
check-analyzer:
	@$(MAKE) --no-print-directory build=$(build)-analyzer CC=gcc CFLAGS='-O1 -g $(ANALYZE) -Werror' $(build)-analyzer/libgx.a

check-cppcheck:
	cppcheck -q -j $(JOBS) --std=c11 --language=c --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--suppressions-list=.cppcheck -D__GNUC__ -D__GLIBC__ -Isrc src

check-tidy:
	@printf '%s\n' $(SOURCES) | xargs -P $(JOBS) -n 8 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- $(subst ','\'',$(ALL_CFLAGS) -DGX_LIBRARIES='""')' clang-tidy

check-shell:
	shellcheck -x -P tests/cli -P tests/lib $(wildcard .ci/* hooks/* tests/*/*.sh tests/*/*/*.sh)

# With packages from a registry, so not a part of check: what the hook for Python reads from click, absl, fire and Hydra.
interop:
	@for s in tests/interop/*.sh; do sh $$s || exit 1; done

# --- install ---

MAN1 = $(wildcard man/*.1)
MAN3 = $(wildcard man/*.3)
MAN5 = $(wildcard man/*.5)
MAN7 = $(wildcard man/*.7)
HOOKS = $(wildcard hooks/*)
INSTALL = install

install: $(build)/git-exp install-lib install-python
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir) $(DESTDIR)$(fishdir)
	$(INSTALL) -m 755 $(build)/git-exp $(DESTDIR)$(bindir)/git-exp
	$(build)/git-exp completion bash >$(DESTDIR)$(bashdir)/git-exp
	$(build)/git-exp completion zsh >$(DESTDIR)$(zshdir)/_git-exp
	$(build)/git-exp completion fish >$(DESTDIR)$(fishdir)/git-exp.fish
	chmod 644 $(DESTDIR)$(bashdir)/git-exp $(DESTDIR)$(zshdir)/_git-exp $(DESTDIR)$(fishdir)/git-exp.fish
	$(if $(MAN1),$(INSTALL) -d $(DESTDIR)$(man1dir) && $(INSTALL) -m 644 $(MAN1) $(DESTDIR)$(man1dir))
	$(if $(MAN3),$(INSTALL) -d $(DESTDIR)$(man3dir) && $(INSTALL) -m 644 $(MAN3) $(DESTDIR)$(man3dir))
	$(if $(MAN5),$(INSTALL) -d $(DESTDIR)$(man5dir) && $(INSTALL) -m 644 $(MAN5) $(DESTDIR)$(man5dir))
	$(if $(MAN7),$(INSTALL) -d $(DESTDIR)$(man7dir) && $(INSTALL) -m 644 $(MAN7) $(DESTDIR)$(man7dir))
	$(if $(HOOKS),$(INSTALL) -d $(DESTDIR)$(sharedir)/hooks && $(INSTALL) -m 755 $(HOOKS) $(DESTDIR)$(sharedir)/hooks)

install-lib: $(build)/libgitexp.a $(build)/libgitexp.so
	$(INSTALL) -d $(DESTDIR)$(libdir) $(DESTDIR)$(includedir) $(DESTDIR)$(pcdir)
	$(INSTALL) -m 644 include/gitexp.h $(DESTDIR)$(includedir)/gitexp.h
	$(INSTALL) -m 644 $(build)/libgitexp.a $(DESTDIR)$(libdir)/libgitexp.a
	$(INSTALL) -m 755 $(build)/$(GITEXP_SO) $(DESTDIR)$(libdir)/$(GITEXP_SO)
	ln -sf $(GITEXP_SO) $(DESTDIR)$(libdir)/$(GITEXP_SONAME)
	ln -sf $(GITEXP_SO) $(DESTDIR)$(libdir)/libgitexp.so
	sed 's,@prefix@,$(prefix),; s,@libdir@,$(libdir),; s,@includedir@,$(includedir),; s,@version@,$(VERSION),' \
		src/lib/gitexp.pc.in >$(DESTDIR)$(pcdir)/gitexp.pc
	chmod 644 $(DESTDIR)$(pcdir)/gitexp.pc

# Found by Python where PYTHONPATH has $(pythondir); or by pythondir=$$(python3 -c 'import site; print(site.getsitepackages()[0])').
install-python:
	$(INSTALL) -d $(DESTDIR)$(pythondir)
	$(INSTALL) -m 644 src/python/gitexp.py $(DESTDIR)$(pythondir)/gitexp.py

# What install has put there, by the same names; folders only where they are ours alone.
uninstall:
	rm -f $(DESTDIR)$(bindir)/git-exp $(DESTDIR)$(bashdir)/git-exp $(DESTDIR)$(zshdir)/_git-exp $(DESTDIR)$(fishdir)/git-exp.fish
	rm -f $(DESTDIR)$(includedir)/gitexp.h $(DESTDIR)$(pcdir)/gitexp.pc $(DESTDIR)$(libdir)/libgitexp.a
	rm -f $(patsubst %,$(DESTDIR)$(libdir)/%,$(GITEXP_SO) $(GITEXP_SONAME) libgitexp.so) $(MAN3:man/%=$(DESTDIR)$(man3dir)/%)
	rm -f $(MAN1:man/%=$(DESTDIR)$(man1dir)/%) $(MAN5:man/%=$(DESTDIR)$(man5dir)/%) $(MAN7:man/%=$(DESTDIR)$(man7dir)/%)
	rm -f $(HOOKS:hooks/%=$(DESTDIR)$(sharedir)/hooks/%)
	rm -f $(DESTDIR)$(pythondir)/gitexp.py
	rmdir $(DESTDIR)$(sharedir)/python $(DESTDIR)$(sharedir)/hooks $(DESTDIR)$(sharedir) 2>/dev/null || :

help:
	@echo 'make deps            install what is missing, by the package manager of the system'
	@echo 'make                 build $(build)/git-exp and libgitexp'
	@echo 'make test            unit tests, command line tests, fuzzing corpora'
	@echo 'make kill            git exp killed at every single call that changes a file'
	@echo 'make lint            layers, headers, man pages, style, examples'
	@echo 'make check           test, lint, clang, sanitizers, valgrind, static analysis, staged install'
	@echo 'make interop         the hook for Python against click, absl, fire and Hydra, which it installs from the network'
	@echo 'make fuzz            libFuzzer, FUZZ_SECONDS=$(FUZZ_SECONDS) for each harness'
	@echo 'make install         into prefix=$(prefix); DESTDIR, bindir, mandir … as in GNU'
	@echo 'make uninstall       remove it again'
	@echo 'make clean           remove $(build) and the builds of the checks'

clean:
	rm -rf $(build) $(build)-clang $(build)-asan $(build)-analyzer $(build)-fuzz

-include $(wildcard $(build)/obj/*/*.d $(build)/pic/*/*.d $(build)/unit-obj/*/*.d)
