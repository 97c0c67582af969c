# Included from chapters/NN-name/Makefile: `make` builds that chapter's program, `make run` runs it
# (ARGS="..." are its options). All is built from the root: what was built there or here is the
# same, and is built anew after the same changes.

BIN := build$(if $(VARIANT),/$(VARIANT))/bin

.PHONY: all run
all:
	@$(MAKE) --no-print-directory -C ../.. -f chapters/chapter.mk $(BIN)/$(CHAPTER)
run: all
	../../$(BIN)/$(CHAPTER) $(ARGS)
