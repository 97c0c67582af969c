"""The tools that the book is made with, one by one."""
import os
import re
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "tools"))
import definitions  # noqa: E402
import figure  # noqa: E402
import links  # noqa: E402
import readme  # noqa: E402
import results  # noqa: E402
import search  # noqa: E402
from test_book import HEADER, SOURCE  # noqa: E402


def found_in(tmp_path, name, text):
    path = str(tmp_path / name)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    tags = definitions.run_ctags([path])[path]
    return [(d.kind, d.first, d.code, d.last, " ".join(d.names))
            for d in definitions.definitions_of(path, tags)]


def test_definitions_of_a_header(tmp_path):
    assert found_in(tmp_path, "sum.h", HEADER) == [
        ("file", 1, 1, 24, ""), ("def", 7, 8, 12, "number"), ("def", 14, 14, 14, "LIMIT"),
        ("def", 16, 16, 18, "total"), ("decl", 20, 21, 22, "sum")]


def test_definitions_of_a_source(tmp_path):
    assert found_in(tmp_path, "sum.c", SOURCE) == [
        ("file", 3, 1, 17, ""), ("def", 3, 5, 8, "clip"), ("def", 10, 10, 12, "TWICE"),
        ("def", 14, 14, 17, "sum")]


def test_definitions_that_span_lines(tmp_path):
    assert found_in(tmp_path, "wide.h", """\
typedef void (*callback)(int a,
                         int b);
extern const int table[3];
static const char *const
names[] = {"a;", "}",
           "b"};
// two
// lines
struct point {
    struct { int x; } inner;
    enum { LOCAL } kind;
};
int a, b;
""") == [
        ("file", 1, 1, 13, ""), ("def", 1, 1, 2, "callback"), ("decl", 3, 3, 3, "table"),
        ("def", 4, 4, 6, "names"), ("def", 7, 9, 12, "point"), ("def", 13, 13, 13, "a b")]


@pytest.mark.parametrize("value, form, scale, text", [
    (0.98765, "%.2f", 100, "98.77"), (41000, "%,d", 1, "41,000"), (1234567.5, "%,.1f", 1, "1,234,567.5"),
    (12.6, "%d", 1, "13"), (-3.25, "%.1f", 2, "-6.5"), (1e-7, "%.1e", 1, "1.0e-07"), (7, "%s", 1, "7"),
    ("dense", "%s", 1, "dense"), (999, "%,d", 1, "999")])
def test_python_and_lua_write_numbers_alike(tmp_path, value, form, scale, text):
    assert results.write_number(value, form, scale) == text
    probe = tmp_path / "probe.lua"
    probe.write_text(f"package.path = '{HERE}/filters/?.lua;' .. package.path\n"
                     "local numbers = require 'numbers'\n"
                     f"io.stdout:write(numbers.write('{value}', '{form}', {scale}))\nos.exit(0)\n")
    run = subprocess.run(["pandoc", "-f", "markdown", "/dev/null", "--lua-filter", str(probe)],
                         stdout=subprocess.PIPE, check=True, text=True)
    assert run.stdout == text


def test_style_of_plots_uses_the_themes_colours():
    with open(os.path.join(HERE, "plots", "style.gp"), encoding="utf-8") as stream:
        style = stream.read()
    assert re.findall(r'linetype \d linecolor rgb "(#\w+)"', style) == figure.SERIES
    assert f'set palette defined (0 "#ffffff", 1 "{figure.HEAT_END}")' in style
    assert f'set grid linecolor rgb "{figure.GRID}"' in style


def test_colours_of_figures():
    assert figure.theme("rgb(  0, 114, 178)") == ("var(--series-1, #0072b2)", 1)
    assert figure.theme("#000000") == ("currentColor", 1)
    assert figure.theme("white") == ("var(--paper, white)", 1)
    assert figure.theme("#ffffff") == ("var(--series-1, #0072b2)", 0)
    assert figure.theme(figure.HEAT_END) == ("var(--series-1, #0072b2)", figure.HEAT)
    assert figure.theme("#84a8ce")[1] == pytest.approx(figure.HEAT / 2, abs=0.01)
    assert figure.theme("#123456") is None


@pytest.mark.parametrize("text, sentence", [
    ("<svg", "is not well-formed SVG"), ("<svg/>", "the outermost element is not"),
    ('<svg xmlns="http://www.w3.org/2000/svg"/>', "neither a viewBox"),
    ('<svg xmlns="http://www.w3.org/2000/svg"><style/></svg>', "a figure has no <style>")])
def test_drawings_that_are_refused(text, sentence):
    with pytest.raises(SystemExit) as stop:
        figure.convert("fig-a", text, "a.svg")
    assert sentence in str(stop.value)


@pytest.mark.parametrize("width, size, least", [(540, 16, None), (600, 15, "440px"), (600, 17.5, None)])
def test_drawings_whose_text_is_small_say_how_wide_they_must_be(width, size, least):
    drawing = figure.convert("fig-a", f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 90">'
                             f'<g font-size="{size}"><text>x<tspan font-size="8">1</tspan></text></g></svg>', "a.svg")
    assert re.findall(r"--least: (\w+)", drawing) == ([least] if least else [])


def test_a_broken_link_and_a_foreign_picture_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<p id="x"></p><p id="x"></p><a href="b.html">b</a><a href="#y">y</a>'
        '<img alt="A." src="https://elsewhere.example/a.png"><a href="https://elsewhere.example/">z</a>')
    sentences = " ".join(links.check(str(tmp_path)))
    assert len(links.check(str(tmp_path))) == 4
    for part in ('"x" is given twice', '"b.html", and there is no such file',
                 '"#y", and that page has no such place', "fetches https://elsewhere.example/a.png"):
        assert part in sentences


@pytest.mark.parametrize("text, sentence", [
    ('<img src="a.png">', "a picture (a.png) has no text alternative"),
    ('<img src="a.png" alt=" ">', "a picture (a.png) has no text alternative"),
    ('<svg><g></g></svg>', "a drawing has no text alternative"),
    ('<a href="#x"><b><a id="x" href="#x">z</a></b></a>', 'a link ("#x") stands inside another'),
    ('<p style="background: url(https://elsewhere.example/a.png)"></p>', "fetches https://elsewhere")])
def test_pages_that_are_refused(tmp_path, text, sentence):
    (tmp_path / "a.html").write_text(text)
    (tmp_path / "a.png").write_text("")
    assert sentence in " ".join(links.check(str(tmp_path)))


def test_good_pictures_and_links(tmp_path):
    (tmp_path / "a.html").write_text('<img src="a.png" alt="A line."><svg aria-label="A box."><g/></svg>'
                                     '<svg aria-hidden="true"/><a id="x" href="#x">x</a><a href="a.html">a</a>')
    (tmp_path / "a.png").write_text("")
    (tmp_path / "a.css").write_text("p { background: url(a.png) }")
    assert links.check(str(tmp_path)) == []
    (tmp_path / "a.css").write_text("p { background: url(//elsewhere.example/a.png) }")
    assert "a.css: fetches //elsewhere.example/a.png" in links.check(str(tmp_path))[0]


def test_index_of_the_search():
    page = search.Page("""<nav>Contents</nav><main><h1>1 <i>Sums</i></h1><p>First <b>words</b>.
        <h2 id="code">1.1 Code <a class="anchor">#</a></h2><p>Before.
        <div id="listing-a" class="listing"><div><p><a>a.c</a> lines 1</p><button>Copy</button></div>
        <div id="def-f"><pre><span id="def-f-1"><a></a>int f;</span></pre></div></div>
        <p>After <math><mi>x</mi><annotation>\\x</annotation></math>.</p><svg>drawn</svg></main>no""")
    assert [entry.row(0) for entry in search.merged(page.entries)] == [
        [0, "", "", "1 Sums", "First words."],
        [0, "code", "", "1.1 Code", "Before. After x."],
        [0, "def-f", "name", "f", "a.c"],
        [0, "listing-a", "code", "a.c", "lines 1 int f;"]]
    assert page.title == "1 Sums"


@pytest.mark.parametrize("text, sentence", [
    ("\n<!-- result: a.c -->1<!-- /result -->", 'README.md:2: there is no result "a.c"'),
    ("<!-- result: a.b -->1", "has no <!-- /result -->"),
    ("<!-- result: a.b g=1 -->1<!-- /result -->", 'a result takes f and scale, not "g"'),
    ('<!-- result: a.b f="%q" -->1<!-- /result -->', "cannot be written")])
def test_readme_bindings_that_are_refused(text, sentence):
    with pytest.raises(results.ResultError) as refusal:
        readme.bind(text, {"a.b": (1, "")}, "README.md")
    assert sentence in str(refusal.value)
