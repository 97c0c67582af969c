"""The PDF: fonts are in it, nothing is lost on the way, and what cannot be printed stops it."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
BOOK = os.path.dirname(HERE)
sys.path.insert(0, BOOK)
from test_book import REAL, Book, make_real, refused  # noqa: E402

NEEDED = {"lualatex": "LuaLaTeX", "makeindex": "makeindex", "rsvg-convert": "rsvg-convert",
          "pdffonts": "pdffonts (poppler-utils)", "pdftotext": "pdftotext (poppler-utils)"}
for tool, full_name in NEEDED.items():
    if shutil.which(tool) is None:
        pytest.skip(f"{full_name} is not installed: the PDF is not tested",
                    allow_module_level=True)

PDF = "build/book/eight-thousand-weights.pdf"
BACK = {
    "book/back/terms.txt": "limit\n",
    "book/back/book-index.md": "# Index\n\n::: {.index-of-terms}\n:::\n\n"
                               "::: {.index-of-definitions}\n:::\n",
}


def printed(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def squeezed(text):
    """Text without what line breaks change: blanks, hyphens; ligatures are letters."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.sub(r"[\s\-\u00ad\u2010\u2011]", "", text)


def fonts_outside(pdf):
    """The fonts that are not embedded."""
    rows = printed("pdffonts", pdf).splitlines()
    at = rows[0].index("emb")
    return [row for row in rows[2:] if row[at:at + 3] != "yes"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    book = Book(str(tmp_path_factory.mktemp("pdf")))
    for name, text in BACK.items():
        book.write(name, text)
    book.chapter("Aside.", "An aside on the *limit*, the same limit.")
    run = book.make("pdf")
    assert run.returncode == 0, run.stdout
    return book


def test_fonts_are_embedded(built):
    assert len(printed("pdffonts", built.path(PDF)).splitlines()) > 4
    assert fonts_outside(built.path(PDF)) == []


def test_text_code_numbers_and_outputs_are_in_it(built):
    text = squeezed(printed("pdftotext", "-layout", built.path(PDF), "-"))
    for part in ("Chapter 1", "Sums", "We add", "98.8 % of the time", "41,000 images", "It falls.",
                 "return a > LIMIT ? LIMIT : a;", "\"; }\" in a string",
                 "$ ./one --fast", "right: 2 of 2", "An aside", "Overflow", "01-sum/sum.h"):
        assert squeezed(part) in text, part


def test_lines_have_their_numbers(built):
    page = printed("pdftotext", "-layout", built.path(PDF), "-")
    assert re.search(r"^\s*17\s+\}", page, re.M) and re.search(r"^\s*16\s+return clip", page, re.M)


def test_the_same_text_gives_the_same_file(built):
    with open(built.path(PDF), "rb") as stream:
        first = stream.read()
    os.remove(built.path(PDF))
    assert built.make("pdf").returncode == 0
    with open(built.path(PDF), "rb") as stream:
        assert stream.read() == first


def test_contents_and_index_have_page_numbers(built):
    text = printed("pdftotext", "-layout", built.path(PDF), "-")
    pages = text.split("\f")
    contents = next(page for page in pages if "Contents" in page)
    assert re.search(r"1\.1\s+Code\b.*\d", contents)
    index = next(page for page in reversed(pages) if "Index" in page)
    for entry in ("clip", "limit", "sum", "total"):
        assert re.search(rf"\b{entry}, \d+", index), index


def test_the_first_page_leads_to_it(built):
    built.write("book/front/index.md", "# A small book\n\n"
                "[PDF](eight-thousand-weights.pdf), [EPUB](eight-thousand-weights.epub)\n")
    assert built.make("html").returncode == 0
    page = built.read("build/book/index.html")
    assert 'href="eight-thousand-weights.pdf"' in page
    assert 'href="eight-thousand-weights.epub"' in page


def test_no_link_to_a_pdf_that_was_not_made(tmp_path):
    book = Book(str(tmp_path))
    book.write("book/front/index.md", "# A small book\n\n[PDF](eight-thousand-weights.pdf)\n")
    assert book.make("html").returncode == 0
    assert "eight-thousand-weights.pdf" not in book.read("build/book/index.html")


def test_a_character_that_no_font_has_and_a_line_too_wide(tmp_path):
    book = Book(str(tmp_path))
    book.chapter("Aside.", f"Aside \U0001f71a. `{'x' * 120}`")
    refused(book, "Missing character", "points too wide: Aside", target="pdf")
    assert not os.path.exists(book.path(PDF))


# --- the real book --------------------------------------------------------------------------

def words_and_lines(path):
    """The words of a page's prose and the lines of its code."""
    words, lines = set(), []

    def walk(node):
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            if kind == "Str":
                words.add(content)
            elif kind in ("Code", "CodeBlock"):
                lines.extend(line for line in content[1].splitlines() if line.strip())
            elif kind == "Image":
                pass  # its text stands in for it where it cannot be seen
            elif kind == "Link" and {"anchor", "work"} & set(content[0][1]):
                pass
            elif kind not in ("Math", "RawInline", "RawBlock"):
                walk(content if kind else list(node.values()))

    with open(path, encoding="utf-8") as stream:
        walk(json.load(stream)["blocks"])
    return words, lines


def test_the_real_book():
    make_real("pdf")
    pdf = f"{REAL}/eight-thousand-weights.pdf"
    assert fonts_outside(pdf) == []
    text = squeezed(printed("pdftotext", "-layout", pdf, "-")) + squeezed(printed("pdftotext", pdf, "-"))
    pages = [path for path in glob.glob(f"{REAL}-parts/pages/*.json")
             if os.path.basename(path) not in ("index.json", "book-index.json")]
    assert len(pages) > 10
    lost = {os.path.basename(path): [part for part in [*words, *lines]
                                     if squeezed(part) not in text]
            for path in pages for words, lines in [words_and_lines(path)]}
    assert {page: parts for page, parts in lost.items() if parts} == {}
