"""The book's pages in a real browser: Chromium, driven by playwright-core (package.json).

browser/check.mjs says, a sentence a line, what is wrong with a page. The tests on small pages,
each with one thing wrong, show that it would.
"""
import glob
import os
import shutil
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "browser")]
from installed import BROWSER, missing  # noqa: E402
from test_book import REAL, Book, make_real  # noqa: E402

ROOT = os.path.dirname(HERE)
if missing():
    pytest.skip(f"no browser tests: {missing()}", allow_module_level=True)
if not shutil.which("pandoc"):
    pytest.skip("no browser tests: pandoc is not installed", allow_module_level=True)


def names(directory, kind):
    return sorted(os.path.basename(p)[:-3] for p in glob.glob(os.path.join(HERE, directory, kind)))


CHAPTERS = sorted(os.path.basename(os.path.dirname(p))
                  for p in glob.glob(os.path.join(ROOT, "chapters", "[0-9]*", "chapter.md")))
PAGES = [*names("front", "*.md"), *CHAPTERS, *names("back", "*.md"), "code/common/arena.h"]


@pytest.fixture(scope="module")
def book():
    make_real("html")
    return REAL


def check(*pages, patience="60000"):
    run = subprocess.run(["node", os.path.join(HERE, "browser", "check.mjs"), BROWSER, *pages],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         timeout=300 * len(pages), env={**os.environ, "PATIENCE": patience})
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def said(book):
    """What is wrong with any page: one browser for all of them."""
    return check(*(f"{book}/{page}.html" for page in PAGES)).splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_page(book, said, page):
    wrong = [line for line in said if line.startswith(f"{book}/{page}.html, ")]
    assert wrong == []


def test_nothing_is_said_of_other_pages(book, said):
    assert [line for line in said if not any(line.startswith(f"{book}/{page}.html, ") for page in PAGES)] == []


# --- what is wrong is found -------------------------------------------------------------------

LONG = "\n".join(["int steps(void)", "{", "    int n = 0;", *["    n++;"] * 50, "    return n;", "}"])

# For each check a change of a page, or of its style, that it must not let pass.
AT_REST = [
    ("<p>", '<p style="width: 120rem">', "is 2237 wide in a window of 820: p"),
    ("</body>", "<script>nothing.at.all()</script></body>", "a script failed: nothing is not defined"),
    ("</body>", "<script>console.error('alas')</script></body>", "the console says: alas"),
    ("</body>", '<img alt="" src="http://127.0.0.1:9/x.png"></body>',
     "asks another host: http://127.0.0.1:9/x.png"),
    ("</body>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></body>', "axe, image-alt: 1 times"),
    ("<h2", '<p style="color: #777; background: #888">Grey.</p><h2', "axe, color-contrast"),
    ('<rect class="box"', '<text y="5" font-size="0.3">tiny</text><rect class="box"', 'fig-box: "tiny" is '),
    ('<rect class="box"', '<text x="19" y="5" font-size="3">long</text><rect class="box"',
     'fig-box: "long" sticks out of its drawing'),
    ("</head>", "<style>@media print { body { color: #ddd } }</style></head>", "is not dark on white on paper"),
    ("--lines: ", "--lines: 1", "when it comes into sight"),
    ("<h1", "<div id=late></div><script>addEventListener('DOMContentLoaded', () => "
            "requestAnimationFrame(() => requestAnimationFrame(() => { late.style.height = '300px' })))</script><h1",
     "the layout shifts while the page loads")]
IN_USE = [
    ("</head>", "<style>:focus-visible { outline: none !important }</style></head>",
     "has the focus and does not show it"),
    ("</head>", "<style>.listing-code { max-height: none !important }</style></head>",
     "folding a long listing does not make it shorter"),
    ("</head>", "<style>.listing-code [id] { scroll-margin-top: 0 !important }</style></head>",
     "a link to a line of code leads to where its caption covers it"),
    ("search.js", "nosearch.js", "trying search: "),
    ("</head>", "<script>delete document.documentElement.dataset.theme; "
                "localStorage.removeItem('theme')</script></head>",
     "the theme is forgotten when the page is loaded again"),
    ("</body>", "<script>navigator.clipboard.writeText = () => Promise.resolve()</script></body>",
     "copying a listing gives"),
    ("<li><a href=\"#results", "<li><a href=\"#no-results", "trying contents: "),
    ('<details class="made">', '<details class="made" inert>', "how a figure is made does not open")]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small book with something for each check to look at."""
    made = Book(str(tmp_path_factory.mktemp("small")))
    made.write("chapters/01-sum/long.c", LONG + "\n")
    made.chapter("## Results\n", "```{.listing file=long.c names=steps}\n```\n\n## Results\n")
    run = made.make("html")
    assert run.returncode == 0, run.stdout
    return made


def spoiled(small, changes):
    """A copy of the small book's page with all of `changes` in it."""
    text = small.page()
    for old, new, _ in changes:
        assert old in text, f"{old!r} is not in the page"
        text = text.replace(old, new, 1)
    small.write("build/book/spoiled.html", text)
    return small.path("build/book/spoiled.html")


def test_the_small_book_is_good(small):
    assert check(small.path("build/book/01-sum.html")) == ""


@pytest.mark.parametrize("changes", [AT_REST, IN_USE], ids=["at rest", "in use"])
def test_what_is_wrong_is_found(small, changes):
    said = check(spoiled(small, changes), patience="4000")
    for _, _, sentence in changes:
        assert sentence in said
