# What every exercise is linked with: the objects of common/ and the chapters, and the driver.
# Run in the root with ROOT=. VARIANT=exercises BUILD=build/exercises: no instructions that
# valgrind does not know.
#
# On Linux a program is a shared library that also runs by itself: it names a loader and begins
# where a program does. So the grader's `together` can run several under one valgrind.
LOADER := $(shell $(CC) -\#\#\# -x c /dev/null 2>&1 | \
                  sed -n 's/.*-dynamic-linker"\{0,1\} "\{0,1\}\([^ "]*\).*/\1/p' | tail -n 1)
ifneq ($(LOADER),)
# One thread is enough here, and valgrind needs long for what starts several. (Elsewhere OPENMP also says
# where omp.h is.)
override OPENMP := -fopenmp-simd
override CFLAGS += -fPIC -fno-semantic-interposition
RUNNABLE := -shared -Wl,-Bsymbolic,--exclude-libs,ALL,-z,defs,-e,_start $(shell $(CC) -print-file-name=Scrt1.o)
endif
# Where there is gold, it links in half the time.
LINKER := $(if $(shell command -v ld.gold),-fuse-ld=gold)
# Of lines only the student's are told, who compiles with -g1.
override CFLAGS += -g0
include chapters/chapter.mk

HARNESS := $(ROOT)/exercises/harness
$(eval $(call room,$(HARNESS),$(HARNESS) $(ROOT)/common $(addprefix $(ROOT)/chapters/,$(CHAPTERS))))
LOADING := $(if $(LOADER),$(BUILD)/obj/exercises/harness/loader.o $(BUILD)/together)

LIBRARY := $(foreach r,$(ROOT)/common $(addprefix $(ROOT)/chapters/,$(CHAPTERS)) $(HARNESS),$(OBJECTS.$r))

.PHONY: library
library: $(LIBRARY) $(LOADING) $(BUILD)/flags
.DEFAULT_GOAL := library
$(LIBRARY): exercises/harness/library.mk

$(BUILD)/obj/exercises/harness/loader.o: exercises/harness/library.mk
	@mkdir -p $(@D)
	echo 'const char loader[] __attribute__((section(".interp"))) = "$(LOADER)";' | \
	    $(CC) -fPIC -x c -c - -o $@

$(BUILD)/together: $(BUILD)/obj/exercises/harness/together.o
	$(CC) $< -ldl -o $@

# How a student's file is compiled (first line) and linked (second: what comes before it; third:
# after it).
$(BUILD)/flags: chapters/chapter.mk exercises/harness/library.mk
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(subst ','\'',$(ALL_CFLAGS))' '$(CC) $(LINKER) $(RUNNABLE)' '$(LIBRARIES)' > $@.new && mv $@.new $@
