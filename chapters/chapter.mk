# The one set of build rules, for every room: common/ and each chapter.
#
# A chapter's program is its own main.c with what it needs of the libraries of its own modules, of
# every earlier chapter's and of common/. test_*.c are Criterion tests, one program each;
# fuzz_*.c are fuzz targets (clang).
#
# VARIANT chooses how things are built, each into a directory of its own:
#   (empty)   fast: -O3 for this very machine
#   double    `real` is double: for gradient checks; with the sanitizers
#   asan      address and undefined-behaviour sanitizers
#   clang     clang instead of gcc
#   baseline  instructions that every 64-bit x86 has, and so valgrind knows; with the lines it names
#   exercises the same, and quick to compile: what students write is linked with it
#   fuzz      clang's libFuzzer with the sanitizers

ROOT ?= .
VARIANT ?=
BUILD := $(ROOT)/build$(if $(VARIANT),/$(VARIANT))
BIN := $(BUILD)/bin

OPTIMIZE.       := -O3 -march=native
SANITIZE := -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
OPTIMIZE.double := -O2 -march=native -DREAL_IS_DOUBLE $(SANITIZE)
OPTIMIZE.asan   := -O1 $(SANITIZE)
OPTIMIZE.clang  := -O3 -march=native
OPTIMIZE.baseline := -O3 -g1
OPTIMIZE.exercises := -O1 -g1
OPTIMIZE.fuzz   := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
COMPILER.clang  := clang
COMPILER.fuzz   := clang
ifneq ($(COMPILER.$(VARIANT)),)
CC := $(COMPILER.$(VARIANT))
endif

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wpointer-arith -Wwrite-strings $(if $(WERROR),-Werror)
LIBRARIES := -ljansson -lpng -lpopt -lz -lm
CRITERION := -lcriterion
ifeq ($(shell uname),Darwin)
# Apple's clang comes without OpenMP, and Homebrew puts things where it does not look.
BREW := $(shell brew --prefix)
OPENMP ?= -Xpreprocessor -fopenmp -I$(BREW)/opt/libomp/include -I$(BREW)/include
LIBRARIES := -L$(BREW)/opt/libomp/lib -lomp -L$(BREW)/lib $(LIBRARIES)
else
OPENMP ?= -fopenmp
# common/tools/criterion_guard.c says why a test may not exit. Apple's linker cannot wrap.
GUARD := $(BUILD)/obj/common/tools/criterion_guard.o
GUARD_EXITS := -Wl,--wrap=exit,--wrap=_exit,--wrap=_Exit,--wrap=quick_exit
ifneq ($(filter clang baseline asan,$(VARIANT)),)
# Criterion's tests, without its processes: common/tools/criterion_in_place.c says why.
GUARD += $(BUILD)/obj/common/tools/criterion_in_place.o
CRITERION :=
endif
endif
CFLAGS ?=
ALL_CFLAGS := -std=c11 -ffp-contract=fast -fno-math-errno -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(OPENMP) \
              $(OPTIMIZE.$(VARIANT)) $(CFLAGS) \
              -DBUNDLED_DIGITS='"$(abspath $(ROOT))/datasets/digits-10k"'

# Not what a command line means by CHAPTERS="3 4".
override CHAPTERS := $(sort $(notdir $(patsubst %/Makefile,%,$(wildcard $(ROOT)/chapters/[0-9]*/Makefile))))
# Chapter $1 and those before it: each that sorts first among itself and $1.
chapters-up-to = $(foreach c,$(CHAPTERS),$(if $(filter $c,$(firstword $(sort $c $1))),$c))
rooms-below = $(ROOT)/common $(patsubst %,$(ROOT)/chapters/%,$(call chapters-up-to,$1))

module-sources = $(filter-out $1/main.c $(wildcard $1/test_*.c $1/fuzz_*.c),$(wildcard $1/*.c))
object-of = $(patsubst $(ROOT)/%.c,$(BUILD)/obj/%.o,$1)
# The tests themselves need not be fast, and compile in half the time.
test-level = $(if $(filter test_%,$(notdir $1)),-O1)
reverse = $(if $1,$(call reverse,$(wordlist 2,$(words $1),$1)) $(firstword $1))
# The libraries of rooms, as a linker wants them: who calls before who is called.
libraries-of = $(foreach r,$(call reverse,$1),$(BUILD)/lib/$(notdir $r).a)

# $(call room,DIRECTORY,ROOMS IT MAY USE): rules for one room's objects, library, tests and fuzz targets.
define room
OBJECTS.$1 := $(call object-of,$(call module-sources,$1))
$(BUILD)/lib/$(notdir $1).a: $$(OBJECTS.$1)
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
$(BUILD)/obj/$(patsubst $(ROOT)/%,%,$1)/%.o: $1/%.c $(ROOT)/chapters/chapter.mk
	@mkdir -p $$(@D)
	$$(CC) $(ALL_CFLAGS) $$(call test-level,$$*) $(addprefix -I,$2) -MMD -MP -c $$< -o $$@
$(BIN)/$(notdir $1)-test_%: $(BUILD)/obj/$(patsubst $(ROOT)/%,%,$1)/test_%.o $(GUARD) $(call libraries-of,$2)
	@mkdir -p $$(@D)
	$$(CC) $(ALL_CFLAGS) $$^ -o $$@ $(GUARD_EXITS) $(CRITERION) $(LIBRARIES)
$(BIN)/$(notdir $1)-fuzz_%: $(BUILD)/obj/$(patsubst $(ROOT)/%,%,$1)/fuzz_%.o $(call libraries-of,$2)
	@mkdir -p $$(@D)
	$$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $$^ -o $$@ $(LIBRARIES)
TESTS += $(patsubst $1/%.c,$(BIN)/$(notdir $1)-%,$(wildcard $1/test_*.c))
FUZZERS += $(patsubst $1/%.c,$(BIN)/$(notdir $1)-%,$(wildcard $1/fuzz_*.c))
endef

define chapter-program
$(BIN)/$1: $(BUILD)/obj/chapters/$1/main.o $(call libraries-of,$(call rooms-below,$1))
	@mkdir -p $$(@D)
	$$(CC) $(ALL_CFLAGS) $$^ -o $$@ $(LIBRARIES)
endef

.SECONDEXPANSION:
.SECONDARY:
.DELETE_ON_ERROR:

$(BUILD)/obj/common/tools/%.o: $(ROOT)/common/tools/%.c $(ROOT)/chapters/chapter.mk
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@
$(eval $(call room,$(ROOT)/common,$(ROOT)/common))
$(foreach c,$(CHAPTERS),$(eval $(call room,$(ROOT)/chapters/$c,$(call rooms-below,$c))))
$(foreach c,$(CHAPTERS),$(eval $(call chapter-program,$c)))

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

PROGRAMS := $(addprefix $(BIN)/,$(CHAPTERS))

.PHONY: programs tests fuzzers
programs: $(PROGRAMS)
tests: $(TESTS)
fuzzers: $(FUZZERS)
