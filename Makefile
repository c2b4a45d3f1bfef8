# ticktools - build, test, install.  `make help` lists the targets.
#
# Every room of lib/ is an archive of its own.  DEPS_room names the rooms it
# may use; unit tests link those and nothing else, so an arrow that the house
# does not have fails at link time as well as in `make lint`.

VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man

O = build
CC = cc
CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
    -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wvla
SANITIZE =
# Those of hardening=+all that cost nothing here: see CONTRIBUTING.md.  The
# sanitizers have checks of their own, and libc's need an optimising compiler.
HARDEN = -fPIE -Wformat -Werror=format-security \
    $(if $(SANITIZE),,$(if $(filter-out -O0,$(filter -O%,$(CFLAGS))), \
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
TT_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib -ffp-contract=off \
    -DTT_VERSION='"$(VERSION)"' $(WARN) $(HARDEN) $(if $(SANITIZE), \
    -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
# Tables of addresses are read-only once the tool runs: 30 us of its start.
TT_LDFLAGS = -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),-fsanitize=$(SANITIZE))
# In the order of their search when a tool starts: most names are libc's.
LDLIBS = -lc -lm -lzstd -lz -llzma -ldl -lpthread

TOOLS = tickcat tickwin tickfeat ticktrain tickscore tickeval ticksim \
    tickinject

# Users before what they use: the order of a static link.
ROOMS = cat eval score detect synth feat book window source dbn stream math base
DEPS_base = base
DEPS_math = math base
DEPS_stream = stream base
DEPS_dbn = dbn stream base
DEPS_source = source dbn stream math base
DEPS_cat = cat source dbn stream math base
DEPS_book = book stream math base
DEPS_window = window stream math base
DEPS_feat = feat stream math base
DEPS_synth = synth dbn stream math base
DEPS_detect = detect math base
DEPS_score = score detect stream math base
DEPS_eval = eval math base
DEPS_cmd = $(ROOMS)

archives = $(foreach r,$(1),$(O)/lib$(r).a)
sources = $(wildcard lib/$(1)/*.c lib/$(1)/*/*.c)
objects = $(patsubst %.c,$(O)/%.o,$(1))
BINS = $(TOOLS:%=$(O)/bin/%)
UNITS = $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/*.c))

all: $(BINS)

help:
	@echo "all check unit lint bench demo fuzz install uninstall dist clean"
	@echo "variables: O PREFIX DESTDIR CC CFLAGS SANITIZE=address,undefined"
	@echo "           CHECKFLAGS (of scripts/check)"

# The flags are a prerequisite: another CC, CFLAGS or SANITIZE rebuilds.
FLAGS = $(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TT_CFLAGS)
$(shell mkdir -p $(O) && printf '%s\n' '$(subst ','\'',$(FLAGS))' | \
    cmp -s - $(O)/flags || printf '%s\n' '$(subst ','\'',$(FLAGS))' >$(O)/flags)

$(O)/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(CC) $(TT_CFLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Roots as vectors.  Where roots are rare they would be taken always: slower.
$(O)/lib/feat/fn/z.o: TT_CFLAGS += -fno-math-errno

define room
$(O)/lib$(1).a: $(call objects,$(call sources,$(1)))
	@rm -f $$@
	$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

# What tools share: the files of cmd/ that are no tool, each linked where it
# is called.
SHARED = $(call objects,$(filter-out $(TOOLS:%=cmd/%.c),$(wildcard cmd/*.c)))
$(O)/libcmd.a: $(SHARED)
	@rm -f $@
	$(AR) rcs $@ $^

$(O)/bin/%: $(O)/cmd/%.o $(O)/libcmd.a $(call archives,$(ROOMS))
	@mkdir -p $(@D)
	$(CC) $(TT_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# tests/unit/ROOM_thing.c links ROOM and what ROOM may use.
.SECONDEXPANSION:
$(O)/unit/%: $(O)/tests/unit/%.o \
    $$(call archives,$$(DEPS_$$(firstword $$(subst _, ,$$*))))
	@mkdir -p $(@D)
	$(CC) $(TT_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(O)/bench/doubles: $(call archives,$(DEPS_base))
$(O)/bench/forest: $(call archives,$(DEPS_detect))
$(O)/bench/nets: $(call archives,$(DEPS_detect))
$(O)/bench/ranks: $(call archives,$(DEPS_eval))
$(O)/bench/%: $(O)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(TT_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

unit: $(UNITS)

# libFuzzer targets, in a build of their own: every room is instrumented.
FUZZ = build-fuzz
FUZZERS = $(patsubst tests/fuzz/%.c,$(O)/%,$(wildcard tests/fuzz/fuzz_*.c))
$(O)/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(call archives,$(ROOMS))
	$(CC) -fsanitize=fuzzer $(TT_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
	    $(LDLIBS)

$(O)/seeds: $(O)/tests/fuzz/seeds.o $(call archives,$(ROOMS))
	$(CC) $(TT_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

fuzzers: $(FUZZERS) $(O)/seeds

fuzz:
	@$(MAKE) --no-print-directory O=$(FUZZ) CC=clang CFLAGS='-O1 -g' \
	    SANITIZE=fuzzer-no-link,address,undefined fuzzers

setup:
	@scripts/setup

check:
	@scripts/setup core tests
	@$(MAKE) --no-print-directory all unit
	@scripts/check --build $(O) $(CHECKFLAGS)

lint:
	@scripts/setup
	@$(MAKE) --no-print-directory all
	@scripts/lint --build $(O)

bench:
	@scripts/setup core bench
	@$(MAKE) --no-print-directory all $(O)/bench/doubles $(O)/bench/forest \
	    $(O)/bench/nets $(O)/bench/ranks
	@scripts/bench --build $(O)

demo:
	@scripts/setup core demo
	@$(MAKE) --no-print-directory all
	@scripts/demo --build $(O)

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7
	install -m 755 $(BINS) $(DESTDIR)$(BINDIR)
	for s in 1 5 7; do install -m 644 man/*.$$s \
	    $(DESTDIR)$(MANDIR)/man$$s || exit 1; done

uninstall:
	for t in $(TOOLS); do rm -f $(DESTDIR)$(BINDIR)/$$t; done
	for m in $(notdir $(wildcard man/*.[157])); do \
	    rm -f $(DESTDIR)$(MANDIR)/man$${m##*.}/$$m; done

dist:
	@mkdir -p $(O)
	git archive --format=tar.gz --prefix=ticktools-$(VERSION)/ \
	    -o $(O)/ticktools-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(O)

.PHONY: all help unit fuzz fuzzers setup check lint bench demo install \
    uninstall dist clean
.SECONDARY:
-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
