"""Figures that move: how they come into a page, the C behind them, and what they do in a browser."""
import array
import base64
import csv
import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [*map(str, (HERE.parent, HERE.parent / "browser", HERE, ROOT / "common" / "tools"))]
import bundle
import experiment
import idx
from building import CHECK, built
from installed import BROWSER, missing
from test_book import Book, make_real, refused

OUT = CHECK / "book"
MOVING = ["chance", "learning-rate", "pulls", "percentile", "bits", "features", "three-tables"]


@pytest.fixture(scope="module")
def pages():
    """The whole book's pages."""
    if "stand still" in make_real("html"):
        pytest.skip("no clang for WebAssembly, with lld and wasi-libc")
    return OUT


# --- into the page ---------------------------------------------------------------------------

@pytest.fixture(name="book")
def small_book(tmp_path):
    book = Book(str(tmp_path))
    book.write("play/box.js", '// needs: one.csv one.json\nplay.figure("box", function () {});\n')
    book.write("play/box.html", '<button data-play="more">More</button>\n')
    book.chapter("figure:box", "play:box")
    make_alone, book.make = book.make, lambda *targets: make_alone(f"PLAY={tmp_path}/play", *targets)
    return book


def test_page_has_the_still_picture_the_live_part_and_the_scripts(book):
    assert book.make().returncode == 0
    page = book.page()
    figure = page[page.index('id="fig-box"'):]
    assert figure.index("play-still") < figure.index("<svg") < figure.index("play-live") < \
        figure.index('data-play="more"') < figure.index('class="caption"') < figure.index("#fig-box")
    assert 'src="play/play.js"' in page and 'src="play/box.js"' in page
    script = book.read("build/book/play/box.js")
    data = json.loads(script[script.index("= ") + 2:script.index(";\n")])
    assert data["one.csv"] == {"0": [1, 2], "2": [1, 0.5]} and data["one.json"]["kind"] == "dense"


def test_new_controls_come_into_their_page_alone(book):
    book.write("chapters/02-more/chapter.md", "# More\n\nText.\n")
    assert book.make("html").returncode == 0
    book.change("play/box.html", "More", "Less")
    again = book.make("html").stdout
    assert "01-sum.html" in again and "02-more.html" not in again
    assert ">Less</button>" in book.page()


def test_other_pages_have_no_scripts(book):
    book.chapter("play:box", "figure:box")
    assert book.make("html").returncode == 0
    assert "play/" not in book.page() and not os.path.exists(book.path("build/book/play"))


def test_epub_has_the_still_picture_alone(book):
    import zipfile  # pylint: disable=import-outside-toplevel
    assert book.make("epub").returncode == 0
    with zipfile.ZipFile(book.path("build/book/eight-thousand-weights.epub")) as epub:
        text = "".join(epub.read(n).decode() for n in epub.namelist() if n.endswith(".xhtml"))
    assert "A drawing of a box" in text and "play-live" not in text and "data-play" not in text


def test_new_results_come_into_the_script(book):
    assert book.make("html").returncode == 0
    book.write("book/results/one.csv", "0,2\n1,77\n")
    book.keep("book/results/one.csv")
    assert book.make("html").returncode == 0
    assert "77" in book.read("build/book/play/box.js")


def test_script_older_than_its_results(book):
    assert book.make("html").returncode == 0
    script = book.path("build/book/play/box.js")
    old = os.stat(script).st_mtime
    book.change("book/results/one.json", "dense", "thick")
    os.utime(book.path("book/results/one.json"), (old - 9, old - 9))
    refused(book, "The figure play/box is older than book/results/one.json")


def test_figure_without_a_script(book):
    os.rename(book.path("play/box.js"), book.path("play/fox.js"))
    refused(book, 'there is no book/play/box.js to move the figure "box".')


def test_figure_without_a_still_picture(book):
    os.rename(book.path("chapters/01-sum/figures/box.svg"), book.path("box.svg"))
    refused(book, 'the figure "box" is missing')


def test_results_that_are_not_there(book):
    book.write("play/box.js", "// needs: two.csv\n")
    refused(book, "box.js: [Errno 2] No such file or directory: 'book/results/two.csv'")


def test_a_table_that_holds_no_numbers(tmp_path):
    (tmp_path / "bad.csv").write_text("a\n1\nmuch\n", encoding="ascii")
    with pytest.raises(SystemExit, match='bad.csv: "much" is not a number'):
        bundle.table(tmp_path / "bad.csv")


def test_without_a_compiler_figures_with_c_stand_still(book):
    book.write("play/box.c", "int nothing;\n")
    assert book.make("html", "WASM_CC=false").returncode == 0
    assert "play-live" not in book.page() and "A drawing of a box" in book.page()


# --- the C: WebAssembly against this machine ----------------------------------------------------

def some_images(count):
    _, pixels = idx.test_images(ROOT / "datasets" / "digits-10k")
    return pixels[:784 * count]


def in_node(pages, images, tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    (tmp_path / "images").write_bytes(images)
    run = subprocess.run(["node", HERE / "read_digits.mjs", pages / "play" / "play.js",
                          pages / "play" / "features.js", tmp_path / "images"],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def native(name):
    path = Path(f"{OUT}-parts") / "play" / f"{name}.so"
    make_real(path)
    return ctypes.CDLL(str(path))


def weights():
    return list(experiment.read_tensor(ROOT / "book" / "results" / "small_network.safetensors",
                                       "layers.0.weight"))


def pixels():
    return [v / 255 for v in some_images(1)]


# What each figure asks of its C, in the steps of call_c.mjs: all kinds and settings that it offers.
STEPS = {
    "chance": lambda: [step for seed in (1, 7, 50) for step in (
        ["do", "chance_new", [seed]], ["put", "chance_pixels", [], pixels()],
        ["floats", "chance_read", [], 10], ["floats", "chance_hidden", [], 10],
        ["floats", "chance_templates", [], 7840])],
    "pulls": lambda: [step for kind in range(6) for gamma, smoothing in ((2.0, 0.1), (0.0, 0.0), (5.0, 0.5))
                      for step in (["do", "pulls_along", [kind, gamma, smoothing, -6.0, 8.0, 281]],
                                   ["doubles", "pulls_values", [], 281],
                                   ["doubles", "pulls_pulls", [], 281])],
    "percentile": lambda: [["put", "percentile_weights", [7840], weights()],
                           *(["number", "percentile_of_sizes", [float(p)]] for p in range(0, 100, 5))],
    "bits": lambda: [["put", "bits_weights", [7840], weights()],
                     *(step for scheme in range(5) for bits in range(2, 9) for step in (
                         ["floats", "bits_round", [scheme, bits], 7840],
                         *(["number", f"bits_{end}", []] for end in ("scale", "low", "high"))))],
}
KINDS = {"floats": ctypes.POINTER(ctypes.c_float), "put": ctypes.POINTER(ctypes.c_float),
         "doubles": ctypes.POINTER(ctypes.c_double), "number": ctypes.c_double, "do": None}


def on_this_machine(name, steps):
    library, given = native(name), []
    for kind, function, numbers, *more in steps:
        call = library[function]
        call.restype = KINDS[kind]
        call.argtypes = [ctypes.c_double if isinstance(n, float) else ctypes.c_int for n in numbers]
        result = call(*numbers)
        if kind == "number":
            given.append([result])
        elif kind == "put":
            ctypes.memmove(result, array.array("f", more[0]).tobytes(), 4 * len(more[0]))
        elif kind != "do":
            given.append(result[:more[0]])
    return given


@pytest.mark.parametrize("name", STEPS)
def test_page_and_machine_compute_the_same(pages, name):
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    steps = STEPS[name]()
    run = subprocess.run(["node", HERE / "call_c.mjs", pages / "play" / "play.js",
                          pages / "play" / f"{name}.js"], input=json.dumps(steps),
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found, expected = json.loads(run.stdout), on_this_machine(name, steps)
    assert len(found) == len(expected) and any(map(any, found))
    for ours, theirs in zip(found, expected):
        assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-6)


def test_page_and_machine_have_the_same_logits(pages, tmp_path):
    images = some_images(20)
    library = native("features")
    library.features_array_name.restype = ctypes.c_char_p
    for name in ("array", "pixels", "read"):
        getattr(library, f"features_{name}").restype = ctypes.POINTER(ctypes.c_float)
    learned = ROOT / "book" / "results" / "cnn_reader.safetensors"
    for i in range(library.features_new()):
        numbers = experiment.read_tensor(learned, library.features_array_name(i).decode())
        ctypes.memmove(library.features_array(i), numbers.tobytes(), 4 * len(numbers))
    found = in_node(pages, images, tmp_path)
    for j, logits in enumerate(found):
        image = array.array("f", (v / 255 for v in images[784 * j:784 * (j + 1)]))
        ctypes.memmove(library.features_pixels(), image.tobytes(), 4 * 784)
        assert logits == pytest.approx(library.features_read()[:10], rel=1e-4, abs=1e-4)
    assert len({tuple(logits) for logits in found}) == 20


def test_page_guesses_as_the_program_does(pages, tmp_path):
    program = built("gcc", "06-cnn")
    subprocess.run([program, "--load", ROOT / "book" / "results" / "cnn_reader.safetensors",
                    "--epochs", "0", "--threads", "1", "--quiet", "--out", tmp_path / "out"],
                   check=True, capture_output=True)
    with open(tmp_path / "out" / "predictions.csv", encoding="ascii", newline="") as stream:
        guesses = [int(row["guess"]) for row in csv.DictReader(stream)]
    logits = in_node(pages, some_images(300), tmp_path)
    assert [max(range(10), key=image.__getitem__) for image in logits] == guesses[:300]


def test_untrained_network_is_that_of_the_program(pages):
    del pages  # they are built, then
    library = native("chance")
    library.chance_pixels.restype = library.chance_read.restype = ctypes.POINTER(ctypes.c_float)
    library.chance_new(7)
    ctypes.memmove(library.chance_pixels(), array.array("f", pixels()).tobytes(), 4 * 784)
    shares = library.chance_read()[:10]
    printed = subprocess.run([built("gcc", "01-forward"), "--show", "1", "--seed", "7"], check=True,
                             capture_output=True, text=True).stdout
    best = max(range(10), key=shares.__getitem__)
    assert f"The network says: {best} ({100 * shares[best]:.0f} %)" in printed


# --- in a browser ---------------------------------------------------------------------------

@pytest.fixture(scope="module")
def said(pages):
    """What is wrong with any figure: one browser for all of them."""
    if missing():
        pytest.skip(f"no browser: {missing()}")
    run = subprocess.run(["node", HERE / "browser.mjs", BROWSER, pages, *MOVING, "no-such-figure"], text=True,
                         capture_output=True, check=False, timeout=120 * len(MOVING))
    assert run.returncode == 0 and run.stdout.endswith("all looked at\n"), run.stdout + run.stderr
    return run.stdout.splitlines()


@pytest.mark.parametrize("name", MOVING)
def test_figure_answers(said, name):
    assert [line for line in said if line.startswith(f"{name}: ")] == []


def test_a_figure_that_is_not_there_is_said(said):
    assert said[-2] == "no-such-figure: no page has the script play/no-such-figure.js"


def test_every_chapter_has_a_figure_that_moves(pages):
    for page in sorted(pages.glob("0[1-7]-*.html")):
        assert "play-live" in page.read_text(encoding="utf-8"), page.name


def test_bundled_digits_are_one_of_each(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert len(base64.b64decode(bundle.read("digits"))) == 7840
