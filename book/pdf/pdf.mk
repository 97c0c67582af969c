# The PDF: each page becomes LaTeX (page.lua), book.tex is the frame around them.

PDF_PARTS := $(PARTS)/pdf
PDF_PAGES := $(BODY:%=$(PDF_PARTS)/%.tex)
RSVG ?= rsvg-convert

.PHONY: pdf
# Then the first page once more, which leads to it.
pdf: $(PDF)
	@$(MAKE) --no-print-directory html

$(PDF_PAGES): $(PDF_PARTS)/%.tex: $(PARTS)/pages/%.json pdf/page.lua pdf/figures.css style/epub.css
	@mkdir -p $(@D)
	@$(PANDOC) -f json $< --lua-filter pdf/page.lua --highlight-style monochrome --top-level-division=chapter --wrap=none -t latex -o $@

$(PDF_PARTS)/highlighting.tex: pdf/highlighting.tex
	@mkdir -p $(@D)
	@printf '~~~c\nint x;\n~~~\n' | $(PANDOC) --template pdf/highlighting.tex --highlight-style monochrome -t latex -o $@

$(PDF_PARTS)/overview.pdf: front/overview.svg
	@mkdir -p $(@D)
	@$(RSVG) -f pdf $< -o $@

$(PDF_PARTS)/book.tex: pdf/book.tex pdf/pdf.mk $(PDF_PARTS)/highlighting.tex $(PDF_PAGES)
	@$(PANDOC) --template pdf/book.tex -f markdown /dev/null -t latex -o $@ \
	    -V highlighting="$$(cat $(PDF_PARTS)/highlighting.tex)" -V overview=$(PDF_PARTS)/overview.pdf \
	    $(FRONT:%=-V front=$(PDF_PARTS)/%.tex) $(CHAPTERS:%=-V chapters=$(PDF_PARTS)/%.tex) \
	    $(BACK:%=-V back=$(PDF_PARTS)/%.tex)

$(PDF): $(PDF_PARTS)/book.tex $(PDF_PAGES) $(PDF_PARTS)/overview.pdf $(FIGURES)
	@$(PYTHON) pdf/typeset.py $(PDF_PARTS) $(OUT) $@
	@echo $(call in-root,$@)
