# git-exp: build, test, install. `make help` lists the targets.

VERSION = 0.1.0
build   = build

prefix      = /usr/local
exec_prefix = $(prefix)
bindir      = $(exec_prefix)/bin
libdir      = $(exec_prefix)/lib
includedir  = $(prefix)/include
datarootdir = $(prefix)/share
mandir      = $(datarootdir)/man
datadir     = $(datarootdir)
sharedir    = $(datadir)/git-exp

CC        = cc
PKGCONFIG = pkg-config
PACKAGES  = libgit2 yaml-0.1 libcjson libcrypto libutf8proc libdeflate

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef -Wvla -Wcast-qual \
       -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wnull-dereference
HARDEN = -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
CFLAGS = -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Isrc -Iinclude -fvisibility=hidden -DGX_VERSION='"$(VERSION)"' \
             $(WARN) $(HARDEN) $(shell $(PKGCONFIG) --cflags $(PACKAGES)) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(shell $(PKGCONFIG) --libs $(PACKAGES)) -lm

SOURCES = $(sort $(wildcard src/*/*.c))
MAIN    = src/cli/main.c
OBJECTS = $(patsubst src/%.c,$(build)/obj/%.o,$(filter-out $(MAIN),$(SOURCES)))

UNIT_ROOMS = $(notdir $(wildcard tests/unit/*))
UNIT_TESTS = $(UNIT_ROOMS:%=$(build)/unit/%)

.PHONY: all unit clean help deps check-deps
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:

all: $(build)/git-exp

# What is missing here, installed by the system's package manager: for building, testing and the demo; for `make check`.
deps:
	@.ci/deps build test demo

check-deps:
	@.ci/deps check

# `make -j deps test`: nothing is compiled before its headers are there.
DEPS_FIRST = $(filter deps check-deps,$(MAKECMDGOALS))

$(build)/git-exp: $(build)/obj/cli/main.o $(build)/libgx.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(build)/libgx.a: $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(build)/obj/%.o: src/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What `git exp version --build-options` prints: "libgit2 1.5.1|zlib 1.2.13|…".
LIBRARIES = $(shell for p in $(PACKAGES); do printf '%s %s|' $$p "$$($(PKGCONFIG) --modversion $$p)"; done)
$(build)/obj/cli/cmd_version.o: ALL_CFLAGS += -DGX_LIBRARIES='"$(LIBRARIES)"'

# Unit tests: one program a room, from tests/unit/<room>/*.c.
$(build)/unit-obj/%.o: tests/unit/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) -MMD -MP -c -o $@ $<

define unit_room
$(build)/unit/$(1): $(patsubst tests/unit/%.c,$(build)/unit-obj/%.o,$(wildcard tests/unit/$(1)/*.c)) $(build)/libgx.a
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS) -lcriterion
endef
$(foreach room,$(UNIT_ROOMS),$(eval $(call unit_room,$(room))))

unit: $(UNIT_TESTS)
	@for t in $^; do echo "== $$t"; $$t || exit 1; done

# Preloaded by the kill tests.
$(build)/tests/fault.so: tests/lib/fault.c Makefile | $(DEPS_FIRST)
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -fPIC -shared -o $@ $< -ldl

# What tests/lint/flat-pyyaml.sh lets PyYAML load.
$(build)/tests/flat_samples: tests/lib/flat_samples.c tests/lib/random_flat.h $(build)/libgx.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -Wconversion -Wsign-conversion -Wnull-dereference,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $< $(build)/libgx.a $(LIBS)

clean:
	rm -rf $(build)

-include $(wildcard $(build)/obj/*/*.d $(build)/unit-obj/*/*.d)
