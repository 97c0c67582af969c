# What every exercise is linked with: the objects of common/ and the chapters, and the driver.
# Run in the root with ROOT=. VARIANT=valgrind BUILD=build/exercises: with debug information
# and no instructions that valgrind does not know.
include chapters/chapter.mk

HARNESS := $(ROOT)/exercises/harness
$(eval $(call room,$(HARNESS),$(HARNESS) $(ROOT)/common $(addprefix $(ROOT)/chapters/,$(CHAPTERS))))

.PHONY: library
library: $(foreach r,$(ROOT)/common $(addprefix $(ROOT)/chapters/,$(CHAPTERS)) $(HARNESS),$(OBJECTS.$r)) $(BUILD)/flags
.DEFAULT_GOAL := library

# How a student's file is compiled (first line) and linked (second).
$(BUILD)/flags: chapters/chapter.mk exercises/harness/library.mk
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(subst ','\'',$(ALL_CFLAGS))' '$(LIBRARIES)' > $@.new && mv $@.new $@
