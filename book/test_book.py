"""The book's own tests: small books in a temporary folder, each with one thing wrong."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path[:0] = [os.path.join(HERE, "tools"), os.path.join(ROOT, "common", "tools")]
import links  # noqa: E402
from building import CHECK, locked, once  # noqa: E402

for tool in ("pandoc", "ctags", "gnuplot", "make"):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed", allow_module_level=True)

HEADER = """\
/*
 * Sums. The header is the manual.
 */
#ifndef SUM_H
#define SUM_H

/* The number type. */
#ifdef WIDE
typedef double number;
#else
typedef float number;
#endif

enum { LIMIT = 8, HALF = 4 };

typedef struct {
    number value;
} total;

/* a + b, below LIMIT */
number sum(number a,
           number b);

#endif
"""

SOURCE = """\
#include "sum.h"

/* Keeps a value below the limit;
   "; }" in a string must not confuse anyone. */
static number clip(number a)
{
    return a > LIMIT ? LIMIT : a;
}

#define TWICE(x) \\
    ((x) + \\
     (x))

number sum(number a, number b)
{
    return clip(a + b);
}
"""

CHAPTER = """\
---
summary: How to add.
unshown:
  - {file: sum.c, name: TWICE, reason: nobody needs it}
---

# Sums

We add $a + b$; see [the code](#def-sum), [its header](#decl-sum) and [all](sum.c).

## Code {#code}

```{.listing file=sum.h}
```

```{.listing file=sum.c names="clip sum"}
```

## Results

It was right [one.runs.1.right]{.result f="%.1f" scale=100} % of the time,
with [one.images]{.result f="%,d"} images.

| what | value |
|---|--:|
| kind | [one.kind]{.result} |

```{.output file=one-run}
```

![It falls.](figure:fall){alt="A falling line."}

![A drawing of a box.](figure:box)

::: {.note}
Aside.
:::

::: {.warning}
Overflow: $1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16 = 136$.
:::
"""

RESULTS = {"command": "./one --fast", "machine": "a test", "seeds": [1, 2], "images": 41000,
           "kind": "dense", "runs": [{"right": 0.5}, {"right": 0.98765}]}

BOX = """<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">
<defs><marker id="tip"/></defs><rect class="box" width="20" height="10" style="stroke:black"/>
<path d="M0,0 L9,9" marker-end="url(#tip)"/><text x="2" y="8" font-size="4" text-anchor="">x</text></svg>"""


class Book:
    """A book in a folder of its own."""

    def __init__(self, root):
        self.root = root
        self.write("chapters/01-sum/sum.h", HEADER)
        self.write("chapters/01-sum/sum.c", SOURCE)
        self.write("chapters/01-sum/test_sum.c", "int untested(void)\n{\n    return 1;\n}\n")
        self.write("chapters/01-sum/test_help.h", "int helper(void);\n")
        self.write("chapters/01-sum/chapter.md", CHAPTER)
        self.write("chapters/01-sum/plots/fall.gp",
                   'plot "book/results/one.csv" using 1:2 with lines\n')
        self.write("chapters/01-sum/figures/box.svg", BOX)
        self.write("book/results/one.json", json.dumps(RESULTS))
        self.write("book/results/one.csv", "0,2\n1,1\n2,0.5\n")
        self.keep("book/results/one.csv")
        self.write("book/results/one-run.txt", "$ ./one --fast\n\nright: 2 of 2\n")
        self.write("book/front/index.md", "# A small book\n\nText.\n")

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as stream:
            stream.write(text)

    def keep(self, name):
        """Notes that an experiment wrote `name` as it is."""
        with open(self.path(name), "rb") as stream:
            digest = hashlib.sha256(stream.read()).hexdigest()
        self.write("book/results/kept.tsv", "file\tcommand\tseeds\tmachine\tdate\tsha256\n"
                   f"{name}\t./one --fall\t1 2\ta test\t2026-11-25\t{digest}\n")

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as stream:
            return stream.read()

    def change(self, name, old, new):
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def chapter(self, old, new):
        self.change("chapters/01-sum/chapter.md", old, new)

    def make(self, *targets):
        return subprocess.run(["make", "-C", HERE, f"ROOT={self.root}",
                               f"OUT={self.root}/build/book", f"PYTHON={sys.executable}",
                               *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)

    def page(self):
        return self.read("build/book/01-sum.html")


REAL = str(CHECK / "book")


def make_real(target):
    """The real book, made once for all tests and processes; what make said. Nobody makes it again
    while others read it."""
    said = CHECK / f"book-{str(target).replace('/', '-')}.txt"
    with locked("book"):
        if not once(said.with_suffix(".session")):
            return said.read_text(encoding="utf-8")
        said.unlink(missing_ok=True)
        run = subprocess.run(["make", "-C", HERE, target, f"OUT={REAL}", f"PYTHON={sys.executable}"],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert run.returncode == 0, run.stdout
        said.write_text(run.stdout, encoding="utf-8")
    return run.stdout


@pytest.fixture
def book(tmp_path):
    return Book(str(tmp_path))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    good = Book(str(tmp_path_factory.mktemp("good")))
    run = good.make()
    assert run.returncode == 0, run.stdout
    return good


def refused(book, *sentences, target="html"):
    """The build stops and says all of `sentences`."""
    run = book.make(target)
    assert run.returncode != 0, "the build went through:\n" + run.stdout
    for sentence in sentences:
        assert sentence in run.stdout
    return run.stdout


# --- a good book --------------------------------------------------------------------------

def code_of(page):
    """The code of a page's listings as {line number: text}."""
    lines = {}
    for block in re.findall(r'<div\s+class="sourceCode"[^>]*>\s*<pre\s+class="sourceCode '
                            r'numberSource.*?</pre>', page, re.S):
        start = int(re.search(r'data-startFrom="(\d+)"', block)[1])
        code = re.sub(r"<[^>]*>", "", block[block.index("<code"):block.index("</code>")])
        for number, line in enumerate(code.split("\n"), start):
            lines.setdefault(number, []).append(
                line.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
                    .replace("&amp;", "&"))
    return lines


def test_listings_show_the_files_lines_under_their_numbers(built):
    shown = code_of(built.page())
    header, source = HEADER.splitlines(), SOURCE.splitlines()
    for number in range(1, len(header) + 1):
        assert header[number - 1] in shown[number]
    for number in [*range(3, 9), *range(14, 18)]:
        assert source[number - 1] in shown[number]
    assert re.findall(r'class="lines">([^<]*)<', built.page()) == ["lines 1–24", "lines 3–8, 14–17"]
    assert not any("TWICE" in line for lines in shown.values() for line in lines)


def test_definitions_and_listings_have_anchors(built):
    page = built.page()
    for anchor in ("def-sum", "decl-sum", "def-clip", "def-number", "def-total", "def-LIMIT",
                   "listing-sum-c-clip", "code"):
        assert f'id="{anchor}"' in page
    assert 'href="code/01-sum/sum.c.html#L3"' in page
    assert 'id="L3"' in built.read("build/book/code/01-sum/sum.c.html")


def test_figures_are_bound_and_say_their_source(built):
    page = built.page()
    assert "98.8</a>" in page and "41,000</a>" in page and "dense</a>" in page
    assert "Measured by `./one --fast` (seeds: 1, 2; a test)" in page


def test_numbers_lead_to_where_they_come_from(built):
    page = built.page()
    assert re.search(r'<a href="#source-one" class="result"[^>]*tabindex="-1"[^>]*>98.8</a>', page)
    source = page[page.index('id="source-one"'):]
    assert "<code>./one --fast</code>" in source and "kept in one.json" in source


def test_figures_say_how_they_are_made(built):
    page = " ".join(built.page().split())
    folds = re.findall(r'<details class="made">.*?</details>', page)
    plot, drawing = (re.sub(r"<[^>]*>", "", fold) for fold in folds)
    assert "chapters/01-sum/plots/fall.gp, drawn by make book" in plot
    assert "one.csv from ./one --fall (seeds 1, 2; a test; 2026-11-25)" in plot
    assert "A drawing: chapters/01-sum/figures/box.svg." in drawing


def test_output_shows_command_and_text(built):
    page = built.page()
    assert "<code>$ ./one --fast</code><button" in page and "right: 2 of 2" in page


def test_pictures_are_in_the_page_and_follow_the_theme(built):
    page = built.page()
    assert 'aria-label="A falling line."' in page and 'aria-label="A drawing of a box."' in page
    assert "var(--series-1, #0072b2)" in page
    svgs = "".join(re.findall(r"<svg.*?</svg>", page, re.S))
    assert not re.search(r'(?:stroke|fill|color)(?:="|: *)(?:black|#000|rgb\(\s*0,\s*0,\s*0\))', svgs)
    assert "url(#fig-01-sum-box-tip)" in svgs and 'id="fig-01-sum-box-tip"' in svgs


def test_formulas_are_mathml_and_nothing_comes_from_other_hosts(built):
    assert "<math" in built.page()
    assert built.page().count('<span class="long-formula"><math') == 1
    assert links.check(built.path("build/book")) == []


def test_ledger_lists_each_definition(built):
    run = built.make("ledger")
    assert run.returncode == 0
    rows = {tuple(line.split()[:2]): line.split(None, 2)[2] for line in run.stdout.splitlines()
            if "chapters/" in line}
    assert rows[("clip", "chapters/01-sum/sum.c:5")] == "01-sum.html#def-clip"
    assert rows[("sum", "chapters/01-sum/sum.h:21")] == "01-sum.html#decl-sum"
    assert rows[("TWICE", "chapters/01-sum/sum.c:10")] == "not shown: nobody needs it"
    assert not {"untested", "helper"} & {name for name, _ in rows}


def test_only_what_changed_is_made_again(book):
    book.write("chapters/02-more/chapter.md", "# More\n\nText.\n")
    assert book.make("html").returncode == 0
    assert ".html" not in book.make("html").stdout
    book.change("chapters/02-more/chapter.md", "Text.", "Other text.")
    again = book.make("html").stdout
    assert "02-more.html" in again and "01-sum.html" not in again


def test_a_page_that_goes_or_moves_changes_the_contents(book):
    book.write("book/front/a.md", "# A\n\nText.\n")
    book.write("book/front/b.md", "# B\n\nText.\n")
    assert book.make("html").returncode == 0
    book.write("book/order.mk", "FRONT_ORDER := b a\n")
    assert book.make("html").returncode == 0
    assert re.findall(r'<h3><a href="(\w)\.html"', book.read("build/book/index.html")) == ["b", "a"]
    os.remove(book.path("book/front/a.md"))
    run = book.make("html")
    assert run.returncode == 0, run.stdout
    assert 'href="a.html"' not in book.read("build/book/index.html")
    assert ".html" not in book.make("html").stdout


def test_pages_before_and_after_the_chapters_stand_in_their_order(book):
    book.write("book/order.mk", "FRONT_ORDER := z-preface a-notation\nBACK_ORDER := z-formats\n")
    book.write("book/front/a-notation.md", "# Notation\n\nText.\n")
    book.write("book/front/z-preface.md", "# Preface\n\nSee [how](../back/z-formats.md#files).\n")
    book.write("book/back/glossary.md", "# Glossary\n\nText.\n")
    book.write("book/back/z-formats.md", "---\nnumber: B\n---\n\n# Formats\n\n## Files {#files}\n")
    run = book.make("html")
    assert run.returncode == 0, run.stdout
    home = book.read("build/book/index.html")
    names = re.findall(r'<h3><a href="([^"]*)\.html"', home)
    assert names == ["z-preface", "a-notation", "01-sum", "z-formats", "glossary"]
    assert '<span class="section-number">B.1</span>' in book.read("build/book/z-formats.html")
    assert 'href="z-formats.html#files"' in book.read("build/book/z-preface.html")


def test_epub_holds_code_and_pictures(built):
    with zipfile.ZipFile(built.path("build/book/eight-thousand-weights.epub")) as epub:
        text = "".join(epub.read(n).decode() for n in epub.namelist() if n.endswith(".xhtml"))
    assert "clip" in text and "<svg" in text and "<math" in text


TASK = """\
# Adding

`sum` in `sum.c`: 3 points, about 5 minutes.

## Example

$1 + 2$ is 3.

## What is scored

| test | points | |
"""


def test_exercises_of_the_chapter_with_folded_hints(book):
    book.write("exercises/01-adding/task.md", TASK)
    book.write("exercises/01-about/task.md", TASK.replace("Adding", "About sums"))
    book.write("exercises/02-later/task.md", TASK.replace("Adding", "Something later"))
    book.write("exercises/order.txt", "# in order\n01-gone\n01-adding\n01-about\n")
    book.write("solutions/01-adding/hints.md", "## 1\n\nUse `+`.\n\n## 2\n\nOnce.\n")
    book.chapter("::: {.note}\n", "## Exercises\n\n::: {.exercises}\n:::\n\n::: {.note}\n")
    run = book.make()
    assert run.returncode == 0, run.stdout
    page = book.page()
    assert re.search(r'<h3[^>]* id="exercise-01-adding">Adding', page)
    assert "<h4" in page and "3 points, about 5 minutes" in page and "make try EX=01-adding" in page
    assert re.search(r'<details class="hint"><summary>Hint 1</summary>\s*<p>Use <code>\+</code>', page)
    assert page.count("<details class=\"hint\">") == page.count("</details>\n<details") + 1 == 2
    assert page.index("exercise-01-adding") < page.index("exercise-01-about")
    assert "What is scored" not in page and "Something later" not in page
    assert "make try" not in book.read("build/book/index.html")
    with zipfile.ZipFile(book.path("build/book/eight-thousand-weights.epub")) as epub:
        text = "".join(epub.read(n).decode() for n in epub.namelist() if n.endswith(".xhtml"))
    assert "<strong>Hint 2</strong>" in text


def test_an_exercise_that_changed_is_made_again(book):
    book.write("exercises/01-adding/task.md", TASK)
    book.chapter("::: {.note}\n", "::: {.exercises}\n:::\n\n::: {.note}\n")
    assert book.make("html").returncode == 0
    book.change("exercises/01-adding/task.md", "# Adding", "# Adding up")
    assert book.make("html").returncode == 0
    assert "Adding up" in book.page()


# --- one thing wrong ----------------------------------------------------------------------

# All problems of a chapter are told at once, so that one chapter has them all.
LISTING = "```{{.listing {}}}\n{}```\n".format
IN_A_CHAPTER = {
    "missing name": (LISTING('file=sum.c names="summ"', ""),
                     'the listing asks for "summ", but chapters/01-sum/sum.c does not define it.'),
    "prototype in a .c file": (LISTING('file=proto.c names="later"', ""),
                               'the listing asks for "later", but chapters/01-sum/proto.c does not define it.'),
    "doubled name": (LISTING('file=sum.c names="sum clip sum"', ""), 'the listing names "sum" twice.'),
    "ambiguous name": (LISTING("file=proto.c names=LOW", ""),
                       'the listing asks for "LOW", which is ambiguous: chapters/01-sum/proto.c '
                       "defines it 2 times (lines 2, 4)."),
    "missing file": (LISTING("file=sums.h", ""),
                     "the listing wants chapters/01-sum/sums.h, and there is no such C file."),
    "lines": (LISTING("file=proto.c lines=3-9 names=later", ""), 'a listing takes file and names, not "lines".'),
    "typed code": (LISTING("file=typed.h", "int x;\n"), "the listing of typed.h has text of its own"),
    "missing number": ("[one.runs.2.right]{.result}\n",
                       'there is no result "one.runs.2.right" in book/results/*.json.'),
    "number and format": ('[two.kind]{.result f="%d"}\n',
                          'the result "two.kind" is dense, which f="%d" scale="1" cannot write.'),
    "missing alternative": ("![](figure:plain)\n", 'the picture "figure:plain" has no text alternative.'),
    "missing figure": ("![A fox.](figure:fox)\n",
                       'the figure "fox" is missing: there is no chapters/01-sum/plots/fox.gp'),
    "picture from elsewhere": ("![A box.](https://elsewhere.example/box.svg)\n",
                               "is not from the chapter: write figure:NAME."),
    "missing output": ("```{.output file=two-run}\n```\n",
                       "the output wants book/results/two-run.txt, and there is no such file."),
    "output without command": ("```{.output file=bare}\n```\n",
                               'the first line of book/results/bare.txt is not "$ " and a command.'),
    "link to nowhere": ("[all](product.c)\n",
                        'the link leads to "product.c", which has no page in the book.'),
    "no exercises": ("::: {.exercises}\n:::\n", "exercises/ has none of this chapter.")}


@pytest.fixture(scope="module")
def all_wrong(tmp_path_factory):
    """The sentences about a chapter with all of that, and the chapter."""
    wrong = Book(str(tmp_path_factory.mktemp("wrong")))
    wrong.write("chapters/01-sum/proto.c", "int later(void);\n#define LOW 1\n#undef LOW\n#define LOW 2\n")
    wrong.write("chapters/01-sum/typed.h", "int x;\n")
    wrong.write("book/results/bare.txt", "right: 2 of 2\n")
    wrong.write("book/results/two.json", json.dumps(RESULTS))
    wrong.write("exercises/02-later/task.md", TASK)
    text = CHAPTER + "\n" + "\n".join(block for block, _ in IN_A_CHAPTER.values())
    wrong.write("chapters/01-sum/chapter.md", text)
    return refused(wrong), text


@pytest.mark.parametrize("what", IN_A_CHAPTER)
def test_what_is_wrong_in_a_chapter(all_wrong, what):
    said, text = all_wrong
    block, sentence = IN_A_CHAPTER[what]
    line = text[:text.index(block)].count("\n") + 1
    place = "" if what == "no exercises" else f"{line}: "
    assert re.search(rf"chapters/01-sum/chapter\.md:{place}.*{re.escape(sentence)}", said), said


def test_unshown_definition_and_all_at_once(book):
    book.chapter('"clip sum"', '"sum"')
    book.change("chapters/01-sum/sum.c", "#define TWICE", "int extra;\n\n#define TWICE")
    refused(book, "chapters/01-sum/sum.c:5: clip is not shown in chapters/01-sum/chapter.md",
            "chapters/01-sum/sum.c:10: extra is not shown")


def test_definition_shown_twice(book):
    book.chapter("## Results", "```{.listing file=sum.c names=clip}\n```\n\n## Results")
    refused(book, "chapters/01-sum/sum.c:5: clip is shown 2 times (in chapters/01-sum/chapter.md, "
                  "chapters/01-sum/chapter.md).")


def test_definition_shown_in_another_chapter(book):
    book.chapter('"clip sum"', '"sum"')
    book.write("chapters/02-more/chapter.md",
               "# More\n\n```{.listing file=../01-sum/sum.c names=clip}\n```\n")
    refused(book, "clip is shown in chapters/02-more/chapter.md, not in its own chapter.")


def test_stale_exceptions(book):
    book.chapter("  - {file: sum.c, name: TWICE, reason: nobody needs it}",
                 "  - {file: sum.c, name: TWICE, reason: nobody needs it}\n"
                 "  - {file: sum.c, name: clip, reason: shown after all}\n"
                 "  - {file: sum.c, name: gone, reason: was here once}\n"
                 "  - {file: sum.c, name: sum}")
    refused(book, "`unshown` excuses clip of sum.c, which the chapter does show.",
            "`unshown` excuses gone of sum.c, which is not defined there (any more).",
            "an entry of `unshown` has no reason.")


@pytest.mark.parametrize("name", ["command", "machine", "seeds"])
def test_results_without_their_origin(book, name):
    book.write("book/results/one.json", json.dumps({k: v for k, v in RESULTS.items() if k != name}))
    refused(book, f'book/results/one.json: "{name}" is missing')


def test_results_that_are_not_json(book):
    book.write("book/results/one.json", '{"command": ')
    refused(book, "book/results/one.json: cannot be read as JSON")


def test_figure_that_went_away(book):
    assert book.make("html").returncode == 0
    os.remove(book.path("chapters/01-sum/figures/box.svg"))
    refused(book, 'the figure "box" is missing')


def test_two_figures_of_one_name(book):
    book.write("chapters/01-sum/figures/fall.svg", BOX)
    refused(book, "two figures of one chapter have the same name")


def test_plot_without_its_data(book):
    os.remove(book.path("book/results/one.csv"))
    refused(book, "chapters/01-sum/plots/fall.gp: gnuplot cannot draw it")


def older(book, name, text):
    """Changes a file so that make does not see it: it looks older than what was made of it."""
    book.write(name, text)
    os.utime(book.path(name), (1, 1))


def test_figure_older_than_its_data(book):
    assert book.make("html").returncode == 0
    older(book, "book/results/one.csv", "0,3\n1,2\n")
    book.keep("book/results/one.csv")
    refused(book, "The figure 01-sum/fall is older than book/results/one.csv")
    os.utime(book.path("chapters/01-sum/plots/fall.gp"))
    assert book.make("html").returncode == 0


def test_numbers_older_than_their_results(book):
    assert book.make("html").returncode == 0
    older(book, "book/results/one.json", json.dumps({**RESULTS, "images": 42000}))
    refused(book, "The pages' figures are older than book/results")
    os.utime(book.path("book/results/one.json"))
    assert book.make("html").returncode == 0
    assert "42,000</a>" in book.page()


def test_table_that_no_experiment_wrote(book):
    book.write("book/results/two.csv", "1,2\n")
    refused(book, "book/results/two.csv: book/results/kept.tsv does not say which experiment wrote it.")


def test_plot_of_a_table_that_no_experiment_wrote(book):
    os.remove(book.path("book/results/kept.tsv"))
    refused(book, "chapter.md:31: the figure shows book/results/one.csv, and book/results/kept.tsv does "
                  "not say which experiment wrote it.", target=book.path("build/book/01-sum.html"))


def test_table_changed_by_hand(book):
    book.write("book/results/one.csv", "0,2\n1,1.5\n")
    refused(book, "book/results/one.csv is not what `./one --fall` wrote")


def test_results_of_an_older_run_are_noted(book):
    keep = [sys.executable, os.path.join(HERE, "tools", "fresh.py"), "--keep", "book/results"]
    book.write("book/results/one.csv", "0,2\n1,1.5\n")
    os.remove(book.path("book/results/kept.tsv"))
    assert subprocess.run([*keep, "book/results/one.csv"], cwd=book.root).returncode == 0
    assert "one.csv\t./one --fast\t1 2\ta test\t\t" in book.read("book/results/kept.tsv")
    run = book.make("html")
    assert run.returncode == 0, run.stdout
    book.write("book/results/two.csv", "1,2\n")
    run = subprocess.run([*keep, "book/results/two.csv"], cwd=book.root, stderr=subprocess.PIPE, text=True)
    assert run.returncode != 0
    assert "two.csv: no .json in book/results says which experiment wrote it." in run.stderr


def test_table_that_went_away(book):
    book.write("book/results/two.csv", "1,2\n")
    kept = book.read("book/results/kept.tsv")
    book.keep("book/results/two.csv")
    book.write("book/results/kept.tsv", kept + book.read("book/results/kept.tsv").splitlines()[1] + "\n")
    assert book.make("html").returncode == 0
    os.remove(book.path("book/results/two.csv"))
    refused(book, "book/results/two.csv is missing: `./one --fall` writes it.")


def test_picture_typed_as_html(book):
    book.chapter("Aside.", '<img src="figures/01-sum/box.svg">')
    refused(book, "01-sum.html: a picture (figures/01-sum/box.svg) has no text alternative.")


def test_anchor_that_is_not_there(book):
    book.chapter("(#def-sum)", "(#def-summ)")
    refused(book, 'links to "#def-summ", and that page has no such place.')


def test_chapter_without_a_title(book):
    book.chapter("# Sums\n\nWe add", "We add")
    refused(book, "a chapter has exactly one level-1 heading, its title; found 0.")


# --- the README ---------------------------------------------------------------------------

def test_readme_is_bound_and_checked(book):
    bound = '<!-- result: one.runs.1.right f="%.1f" scale=100 -->{}<!-- /result --> %\n'
    book.write("README.md", bound.format("97.0"))
    stale = book.make("readme-check")
    assert stale.returncode != 0
    assert 'README.md:1: one.runs.1.right says "97.0", the results say "98.8"' in stale.stdout
    assert book.make("readme").returncode == 0
    assert book.read("README.md") == bound.format("98.8")
    assert book.make("readme-check").returncode == 0


# --- the real book ------------------------------------------------------------------------

def epubcheck(path):
    jar = "/usr/share/java/epubcheck.jar"  # Debian's has no command that works
    if shutil.which("java") and os.path.exists(jar):
        command = ["java", "-jar", jar]
    elif shutil.which("epubcheck"):
        command = ["epubcheck"]
    else:
        pytest.skip("epubcheck is not installed")
    return subprocess.run([*command, path], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def test_the_real_book():
    make_real("all")
    assert links.check(REAL) == []
    check = epubcheck(f"{REAL}/eight-thousand-weights.epub")
    assert check.returncode == 0 and "0 errors / 0 warnings" in check.stdout, check.stdout
