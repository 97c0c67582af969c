# Eight Thousand Weights: neural networks in C, from a matrix to a microcontroller.
# `make help` lists what there is. The rules that compile are in chapters/chapter.mk.

ROOT := .
ASKED := $(CHAPTERS)
include chapters/chapter.mk
.DEFAULT_GOAL := programs

SETUP := common/tools/setup.sh
PYTHON_WITH = $$(common/tools/find-python $1)
SECONDS ?= 600
FUZZ_BUILD := build/check/fuzz

.PHONY: help run check book pdf results bench plots oracles data fuzz clean

help:
	@echo 'make            build the programs into build/bin'
	@echo 'make run        install what is missing, build, walk through the chapters on real digits'
	@echo 'make check      every test; JOBS=n runs n at a time'
	@echo 'make book       the book: build/book/index.html and an EPUB'
	@echo 'make pdf        the book as a PDF: build/book/eight-thousand-weights.pdf (needs LuaLaTeX)'
	@echo 'make results    rerun every experiment the book quotes'
	@echo 'make bench      speed against PyTorch and NumPy, side by side'
	@echo 'make plots      draw what a run left in its --out directory: RUN=dir'
	@echo 'make try        the exercises: where you stand; with EX=04-mask, that one is tested'
	@echo 'make hint       the next hint, of EX=...; make solution EX=..., once it is passed'
	@echo 'make watch      tests an exercise again whenever its file is saved'
	@echo 'make starters   writes anew what exercises/ gives to students; AGAIN=... begins one anew'
	@echo 'make handout    exercises for students: CHAPTERS="3 4"; without solutions and hidden tests'
	@echo 'make grade      SUBMISSIONS=dir OUT=dir: grades a class; CHAPTERS="3 4" says what is asked'
	@echo 'make gradescope an autograder for Gradescope: CHAPTERS="3"'
	@echo 'make data       fetch the full MNIST into datasets/mnist (make run then uses it)'
	@echo 'make oracles    compute the test vectors anew with NumPy and PyTorch'
	@echo 'make fuzz       feed the file readers random bytes for SECONDS=600 each'
	@echo 'make clean      remove build/'
	@echo
	@echo 'DATA=dir        with run, results or bench: the digits in dir instead (IDX files or a Kaggle CSV)'
	@echo 'make -C chapters/02-backprop run ARGS=--help    one chapter alone'

run:
	@$(SETUP) run
	@$(MAKE) --no-print-directory programs
	@DATA='$(DATA)' chapters/walk.sh

check:
	@$(SETUP) check
	@$(call PYTHON_WITH,pytest) common/tools/check.py

# As many pages at a time as there are processors, unless this make says how many.
AT_A_TIME = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$$(getconf _NPROCESSORS_ONLN || echo 1))

book:
	@$(SETUP) book
	@$(MAKE) --no-print-directory $(AT_A_TIME) -C book PYTHON="$(call PYTHON_WITH,)"

pdf:
	@$(SETUP) pdf
	@$(MAKE) --no-print-directory -C book pdf PYTHON="$(call PYTHON_WITH,)"

# What was measured with the same program is kept in build/results: AGAIN=1 measures it anew.
MEASURE = $(if $(DATA),--data '$(DATA)') $(if $(AGAIN),--again)

results:
	@$(SETUP) run
	@status=0; for script in chapters/*/results.py; do \
	    $(call PYTHON_WITH,) $$script $(MEASURE) || status=1; \
	done; exit $$status

bench:
	@$(SETUP) bench
	@status=0; for script in chapters/*/bench.py; do \
	    $(call PYTHON_WITH,numpy torch) $$script $(MEASURE) || status=1; \
	done; exit $$status

plots:
	@$(SETUP) book
	@chapters/02-backprop/plots/plot-run.sh $(if $(RUN),'$(RUN)')

oracles:
	@$(SETUP) bench
	@for script in chapters/*/oracles.py; do $(call PYTHON_WITH,numpy torch) $$script || exit 1; done

data:
	@datasets/fetch-mnist.sh

fuzz:
	@$(SETUP) check
	@$(MAKE) --no-print-directory -f chapters/chapter.mk VARIANT=fuzz WERROR=1 BUILD=$(FUZZ_BUILD) fuzzers
	@for target in $(FUZZ_BUILD)/bin/*-fuzz_*; do \
	    common/tools/fuzz.sh $$target $(SECONDS) || exit 1; \
	done

# A wrong answer is an answer: only what could not be done at all (status 2) is make's failure.
.PHONY: try hint watch solution starters
try hint watch solution:
	@$(SETUP) exercises
	@$(call PYTHON_WITH,) exercises/tools/student.py $@ $(if $(EX),'$(EX)') || [ $$? = 1 ]

starters:
	@$(SETUP) exercises
	@$(call PYTHON_WITH,) exercises/tools/starters.py $(if $(AGAIN),--again '$(AGAIN)')

# exercises/INSTRUCTORS.md says more about these three.
.PHONY: grade handout gradescope
grade:
	@$(SETUP) grade
	@$(call PYTHON_WITH,) exercises/grader/grade.py --submissions '$(SUBMISSIONS)' --out '$(OUT)' \
	    --chapters '$(ASKED)' $(if $(JOBS),--jobs '$(JOBS)') $(if $(AGAIN),--again)

handout gradescope:
	@$(SETUP) exercises
	@$(call PYTHON_WITH,) exercises/grader/$@.py --chapters '$(ASKED)' $(if $(OUT),--out '$(OUT)')

clean:
	rm -rf build
