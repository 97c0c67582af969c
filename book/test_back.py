"""Citations and the index: small books with one thing wrong, and the real lists."""
import glob
import os
import re
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)
from test_book import Book, refused  # noqa: E402

BIB = """@article{able1990,
  author = {Able, Ada},
  title = {On sums},
  journaltitle = {Journal of Sums},
  volume = {1},
  date = {1990},
}
@misc{nobody, title = {A project without a name}, howpublished = {Public repository}}
"""


@pytest.fixture
def book(tmp_path):
    small = Book(str(tmp_path))
    small.write("book/bibliography/works.bib", BIB)
    small.write("book/back/bibliography.md",
                "---\nnocite: '@*'\n---\n\n# Bibliography\n\n::: {#refs}\n:::\n")
    small.write("book/back/terms.txt", "# terms\nlimit = bound, upper bound\n")
    small.write("book/back/book-index.md", "# Index\n\n## T {#t}\n\n::: {.index-of-terms}\n:::\n\n"
                "## D {#d}\n\n::: {.index-of-definitions}\n:::\n")
    small.chapter("Aside.", "A *limit* [@able1990].\n:::\n\nAn upper bound, as @able1990 has it.\n\n"
                  "- @able1990. Short.\n- @nobody. Nameless.\n\n::: {.note}\nAside.")
    return small


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def test_citations_lead_to_the_bibliography(book):
    run = book.make("html")
    assert run.returncode == 0, run.stdout
    page = book.page()
    assert 'href="bibliography.html#ref-able1990"' in page
    assert "as Able (1990) has it" in plain(page)
    assert "Journal of Sums 1. ↗ Short." in plain(page)
    assert "Public repository. ↗ Nameless." in plain(page)
    assert 'id="ref-able1990"' not in page
    works = book.read("build/book/bibliography.html")
    assert 'id="ref-able1990"' in works and 'id="ref-nobody"' in works


def test_a_work_that_nobody_knows(book):
    book.chapter("as @able1990", "as @abel1990")
    refused(book, 'chapter.md:39: the work "abel1990" is not in book/bibliography/works.bib.')


def test_citations_without_a_page_of_works(book):
    os.remove(book.path("book/back/bibliography.md"))
    refused(book, "works are cited, and there is no book/back/bibliography.md to list them.")


def test_the_index_lists_terms_and_definitions(book):
    run = book.make("html")
    assert run.returncode == 0, run.stdout
    index = book.read("build/book/book-index.html")
    assert re.search(r'limit, <a href="01-sum.html#term-limit"><strong>1\.2</strong></a>', index)
    assert 'id="term-limit" class="term main"' in book.page()
    for name, anchor in (("sum", "decl-sum"), ("sum", "def-sum"), ("clip", "def-clip"),
                         ("LIMIT", "def-LIMIT"), ("total", "def-total")):
        assert re.search(rf'<code>{name}</code>[^\n]*href="01-sum.html#{anchor}"', index)
    assert re.search(r'<code>TWICE</code>, <a href="code/01-sum/sum.c.html#L10"', index)
    assert "helper" not in index and "untested" not in index


def test_a_term_that_stands_nowhere(book):
    book.write("book/back/terms.txt", "limit\nzebra\n")
    refused(book, 'book/back/terms.txt: no chapter has "zebra" more than once in its sections.')


# --- the real lists -----------------------------------------------------------------------

def pages():
    return [path for pattern in ("chapters/*/chapter.md", "book/front/*.md", "book/back/*.md")
            for path in glob.glob(os.path.join(ROOT, pattern))]


def read(path):
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def test_every_work_is_cited():
    works = re.findall(r"^@\w+\{(\w+),", read(os.path.join(HERE, "bibliography/works.bib")), re.M)
    text = "".join(read(path) for path in pages())
    assert [work for work in works if not re.search(rf"@{work}\b", text)] == []
    assert len(works) == len(set(works))


def test_exercises_of_the_courses_exist():
    solutions = os.path.join(ROOT, "solutions")
    if not os.path.isdir(solutions):
        pytest.skip("there are no exercises yet")
    named = set(re.findall(r"`(0\d-[a-z-]+)`", read(os.path.join(HERE, "front/courses.md"))))
    assert named and named <= set(os.listdir(solutions))


def test_each_chapter_has_what_a_chapter_has():
    for path in glob.glob(os.path.join(ROOT, "chapters/*/chapter.md")):
        anchors = re.findall(r"^## .*\{#([a-z-]+)\}", read(path), re.M)
        assert anchors[0] == "what", path
        assert anchors[-3:] == ["summary", "exercises", "reading"], path


def test_the_glossary_is_in_order():
    terms = re.findall(r"^(\S.*)\n:   ", read(os.path.join(HERE, "back/glossary.md")), re.M)
    words = [re.findall(r"\w+", re.sub(r"\(.*?\)|,.*", "", term.lower())) for term in terms]
    assert len(words) > 50 and words == sorted(words)
