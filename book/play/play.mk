# Figures that move: `![...](play:NAME)` in a chapter puts play/NAME.html under the still picture
# NAME, and the script play/NAME.js into the page, with the results that it names and, where
# there is a play/NAME.c, the book's own C for WebAssembly.
#
# That takes clang, lld and wasi-libc. Without them the figures that need C stay still.

PLAY ?= $(HERE)/play
export BOOK_PLAY := $(PLAY)
$(foreach c,$(CHAPTERS),$(eval PLACED.$c := $(patsubst (play:%),%,$(shell grep -o '(play:[a-z0-9-]*)' $(ROOT)/chapters/$c/chapter.md))))
PLACED := $(sort $(foreach c,$(CHAPTERS),$(PLACED.$c)))

WASM_CC ?= clang
PLAY_CFLAGS := -std=c11 -O2 -fno-math-errno -ffp-contract=off -fvisibility=hidden \
    -ffunction-sections -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wno-unknown-pragmas -Werror -Wl,--gc-sections
WASM_FLAGS := --target=wasm32-wasi -mexec-model=reactor -msimd128 -Wl,--strip-all,--export-dynamic
# popt.h is named by a header that is read here; nothing of it is used.
PLAY_INCLUDES := -I$(HERE)/play $(addprefix -I,$(ROOMS)) -idirafter /usr/include
HAS_C := $(foreach p,$(PLACED),$(if $(wildcard $(PLAY)/$p.c),$p))
CAN_C := $(if $(HAS_C),$(shell $(WASM_CC) --target=wasm32-wasi -mexec-model=reactor -include math.h -x c /dev/null -o /dev/null 2>/dev/null && echo yes))
STILL := $(if $(CAN_C),,$(HAS_C))
MOVING := $(foreach p,$(filter-out $(STILL),$(PLACED)),$(if $(wildcard $(PLAY)/$p.js),$p))
ifneq ($(strip $(STILL)),)
$(info these figures stand still, for there is no clang with lld and wasi-libc: $(STILL))
endif

matrices := common/arena 01-forward/matrix
products := $(matrices) 01-forward/matmul 01-forward/forward
C.chance := $(products) 01-forward/mlp common/random
C.pulls := $(products) 02-backprop/loss 02-backprop/cross_entropy 03-losses/losses
C.percentile := $(matrices) 04-pruning/percentile
C.bits := $(matrices) 05-quantization/quantizer
C.features := $(products) common/random \
    $(addprefix 02-backprop/,network dense_layer relu_layer sparse_images transpose image_tiles) \
    $(addprefix 06-cnn/,cnn convolution convolution_layer batch_norm_layer depthwise_layer \
      leaky_relu_layer pool_layer standardize_layer)
c-sources = $(PLAY)/$1.c $(HERE)/play/stop.c \
    $(foreach m,$(C.$1),$(if $(filter common/%,$m),$(ROOT)/$m.c,$(ROOT)/chapters/$m.c))

PLAY_FILES := $(if $(MOVING),$(OUT)/play/play.js $(OUT)/play/play.css $(MOVING:%=$(OUT)/play/%.js))
STALE_PLAY := $(filter-out $(PLAY_FILES),$(wildcard $(OUT)/play/*)) \
    $(filter-out $(MOVING:%=$(PARTS)/figures/play/%.made),$(wildcard $(PARTS)/figures/play/*))
$(if $(STALE_PLAY),$(shell rm -f $(STALE_PLAY)))

$(OUT)/play/play.%: play/play.%
	@mkdir -p $(@D)
	@cp $< $@

define moving-figure
ifneq ($(wildcard $(PLAY)/$1.c),)
$(PARTS)/play/$1.wasm: $(call c-sources,$1) $(wildcard play/*.h $(addsuffix /*.h,$(ROOMS))) play/play.mk
	@mkdir -p $$(@D)
	@$(WASM_CC) $(WASM_FLAGS) $(PLAY_CFLAGS) $(PLAY_INCLUDES) -o $$@ $(call c-sources,$1)
# The same for this machine: what the tests hold it against.
$(PARTS)/play/$1.so: $(PARTS)/play/$1.wasm
	@$(CC) -fPIC -shared $(PLAY_CFLAGS) $(PLAY_INCLUDES) -o $$@ $(call c-sources,$1) -lm
$(OUT)/play/$1.js: $(PARTS)/play/$1.wasm
endif
$(OUT)/play/$1.js: $(PLAY)/$1.js play/bundle.py $(RESULTS)
	@mkdir -p $$(@D) $(PARTS)/figures/play
	@cd $(ROOT) && $(PYTHON) $(HERE)/play/bundle.py $(PLAY)/$1.js $$@ $(PARTS)/figures/play/$1.made $(if $(wildcard $(PLAY)/$1.c),$(PARTS)/play/$1.wasm)
endef
$(foreach p,$(MOVING),$(eval $(call moving-figure,$p)))

# The list is for the filter; pages are made again when it changes.
$(PARTS)/play/moving.stamp: $(PLAY_FILES) FORCE
	@mkdir -p $(@D)
	@echo $(MOVING) > $(PARTS)/play/moving.txt.new
	@$(call keep-if-same,$(PARTS)/play/moving.txt)
$(PARTS)/play/moving.txt: $(PARTS)/play/moving.stamp ;
.PHONY: FORCE
FORCE:
$(PAGES): $(PARTS)/play/moving.txt
$(foreach c,$(CHAPTERS),$(eval $(PARTS)/pages/$c.json: $(patsubst %,$(PLAY)/%.html,$(filter $(MOVING),$(PLACED.$c)))))
$(PARTS)/links.stamp fresh: $(PLAY_FILES)
