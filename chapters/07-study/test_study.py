"""Chapter 7's program from outside: cells that are made once, whole or not at all, by one process
or many; and the script that collects them."""
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
from test_programs import built, digits, program  # pylint: disable=unused-import
import collect as collecting

SPEC = importlib.util.spec_from_file_location("study_results", HERE / "results.py")
results = importlib.util.module_from_spec(SPEC)  # other folders have a results.py, too
SPEC.loader.exec_module(results)

CELL = "published/pruned-mse/0.5/seed-2"
SHORT = ["--iterations", 30, "--threads", 1]


def study(*options):
    return program("gcc", "07-study", *options)[:3]


def made(digits, out, cell, *options):
    status, said, err = study("--data", digits, "--out", out, "--cell", cell, *SHORT, *options)
    assert status == 0, err
    return said


def content(out, cell):
    """What is in a cell's file, but for times."""
    found = json.loads((out / f"{cell}.json").read_text(encoding="utf-8"))
    del found["seconds"]
    for setting in found["settings"]:
        del setting["image_seconds"]
    return found


# --- the list -------------------------------------------------------------------------------

def listed(*options):
    status, out, err = study("--list", *options)
    assert (status, err) == (0, "")
    return out.splitlines()


def test_the_list_is_the_whole_table():
    cells = listed()
    assert len(cells) == len(set(cells)) == 2 * 11 * 3 * 5
    assert cells[0] == "published/classical/0.01/seed-1"
    assert cells[-1] == "corrected/pruned-hinge/0.5/seed-5"


@pytest.mark.parametrize("options, cells", [
    (["--mode", "published", "--model", "classical", "--rate", "0.1", "--seeds", "2"],
     ["published/classical/0.1/seed-1", "published/classical/0.1/seed-2"]),
    (["--without", "bare-softmax", "--model", "pruned-mse", "--rate", "0.5", "--seeds", "1"],
     ["published-without-bare-softmax/pruned-mse/0.5/seed-1"]),
    (["--with", "bare-softmax", "--model", "pruned-mse", "--rate", "0.5", "--seeds", "1",
      "--seed", "7"],
     ["corrected-with-bare-softmax/pruned-mse/0.5/seed-7"]),
    (["--mode", "corrected", "--with", "truncation,fixed-scale", "--without", "truncation",
      "--model", "pruned-mse", "--rate", "0.5", "--seeds", "1"],
     ["corrected-with-fixed-scale+truncation/pruned-mse/0.5/seed-1"]),
], ids=["part", "without", "with", "both"])
def test_a_part_of_the_list(options, cells):
    assert listed(*options) == cells


def test_a_number_is_a_place_in_the_list(digits, tmp_path):
    choice = ["--mode", "corrected", "--rate", "0.5", "--seeds", "1"]
    made(digits, tmp_path, 8, *choice)
    assert (tmp_path / f"{listed(*choice)[7]}.json").exists()


@pytest.mark.parametrize("options, sentence", [
    (["--cell", "0"], "--cell 0: the list has cells 1 to 330"),
    (["--cell", "331"], "--cell 331: the list has cells 1 to 330"),
    (["--cell", "9999999999"], "the list has cells 1 to 330"),
    (["--cell", "3", "--mode", "corrected", "--model", "classical", "--seeds", "1",
      "--rate", "0.5"], "--cell 3: the list has cells 1 to 1"),
    (["--cell", "published/classical"], "is no cell: expected MODE/MODEL/RATE/seed-N"),
    (["--cell", "published/classic/0.1/seed-1"], "there is no model 'classic': expected one of "
                                                 "classical, quantized-one-hot"),
    (["--mode", "public"], "--mode: there is no mode 'public': expected published, corrected"),
    (["--model", "mse"], "--model: there is no model 'mse': expected one of classical"),
    (["--rate", "0.2"], "--rate: there is no rate '0.2': expected one of 0.01, 0.1, 0.5"),
    (["--without", "masks"], "--without: there is no fault 'masks': expected some of "
                             "loss-not-in-gradient, loss-formulas, bare-softmax"),
    (["--with", ""], "--with"),
    (["--seeds", "0"], "--seeds 0: expected 1 or more"),
    (["--images", "-1"], "--images -1: expected 0 or more"),
    (["--images", "100000"], "--images 100000: there are 8000 training images"),
    (["--iterations", "-5"], "--iterations -5: expected 0 or more"),
    (["--percent", "101"], "--percent 101: expected 0 to 100"),
    (["--epochs", "3"], "--epochs: there is no such option"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values(options, sentence):
    status, out, err = study(*options)
    assert status == 2, out + err
    assert out == ""
    assert err.startswith("07-study: ") and sentence in err
    assert err.endswith("Try '07-study --help'.\n") and err.count("\n") == 2


def test_help_names_every_fault():
    _, _, refused = study("--without", "masks")
    names = refused.splitlines()[0].split("expected some of ")[1]
    _, said, _ = study("--help")
    assert names in " ".join(said.split())


# --- a cell is made once --------------------------------------------------------------------

def test_a_finished_cell_is_not_made_again(digits, tmp_path):
    first = made(digits, tmp_path, CELL)
    file = tmp_path / f"{CELL}.json"
    before = (file.read_bytes(), file.stat().st_mtime_ns, sorted(tmp_path.rglob("*")))
    second = made(digits, tmp_path, CELL)
    assert (file.read_bytes(), file.stat().st_mtime_ns, sorted(tmp_path.rglob("*"))) == before
    assert second == f"{file} is finished already\n{first}"
    assert first.splitlines()[-1].startswith("development accuracy 0.")


def test_the_same_cell_elsewhere_is_the_same(digits, tmp_path):
    made(digits, tmp_path / "a", CELL)
    made(digits, tmp_path / "b", CELL, "--threads", 2)
    assert content(tmp_path / "a", CELL) == content(tmp_path / "b", CELL)
    weights = [(tmp_path / place / f"{CELL}-after-30.safetensors").read_bytes()
               for place in ("a", "b")]
    assert weights[0] == weights[1]


def test_files_are_the_file_and_the_weights(digits, tmp_path):
    made(digits, tmp_path, CELL)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")
                  if path.is_file()) == [f"{CELL}-after-30.safetensors", f"{CELL}.json"]
    found = content(tmp_path, CELL)["settings"][0]
    assert found["bytes"] == (tmp_path / f"{CELL}-after-30.safetensors").stat().st_size
    for measured in ("accuracy", "precision", "recall", "class_loss", "confusion"):
        assert measured in found["development"]
    assert found["test"] is None


def test_corrected_reads_the_test_images(digits, tmp_path):
    cell = "corrected/quantized-focal/0.5/seed-1"
    said = made(digits, tmp_path, cell)
    found = content(tmp_path, cell)["settings"][0]["test"]
    assert found["images"] == 50
    assert said.splitlines()[-1] == (f"test accuracy {found['correct'] / 50:.4f} "
                                     f"({found['correct']}/50)")


@pytest.mark.parametrize("signal_sent", [signal.SIGKILL, signal.SIGTERM])
def test_an_interrupted_cell_leaves_no_row(digits, tmp_path, signal_sent):
    command = [str(word) for word in (
        built("gcc", "07-study"), "--data", digits, "--out", tmp_path / "cut", "--threads", 1,
        "--cell", "published/pruned-mse/0.1/seed-2", "--quiet")]
    cell = "published/pruned-mse/0.1/seed-2"
    weights = tmp_path / "cut" / f"{cell}-after-500.safetensors"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while not weights.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal_sent)  # between its two settings, with luck
        process.communicate()
    file = tmp_path / "cut" / f"{cell}.json"
    if process.returncode == 0:
        pytest.skip("the cell was finished before the signal came")
    assert process.returncode == -signal_sent
    assert not file.exists()
    assert subprocess.run([sys.executable, HERE / "collect.py", tmp_path / "cut"],
                          capture_output=True, check=False).returncode == 1
    for place in ("cut", "whole"):
        again = [word.replace(str(tmp_path / "cut"), str(tmp_path / place)) for word in command]
        assert subprocess.run(again, capture_output=True, check=False).returncode == 0
    assert content(tmp_path / "cut", cell) == content(tmp_path / "whole", cell)


# --- files that are not a cell's ------------------------------------------------------------

@pytest.mark.parametrize("text, sentence", [
    ("", "is empty"),
    ("accuracy 0.99", "is no JSON"),
    ("[1, 2]", "is no finished cell"),
    ('{"format": "eight-thousand-weights cell 1"}', 'no "made_with" in it'),
], ids=["empty", "text", "list", "bare"])
def test_foreign_files_are_refused_and_kept(digits, tmp_path, text, sentence):
    file = tmp_path / f"{CELL}.json"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    status, out, err = study("--data", digits, "--out", tmp_path, "--cell", CELL, *SHORT)
    assert status == 1 and out == ""
    assert err.startswith(f"07-study: {file}") and sentence in err
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("options, what", [
    (["--images", 150], "training_images 160, expected 120"),
    (["--iterations", 20], "iterations [30], expected [20]"),
    (["--percent", 20], "percent 10, expected 20"),
], ids=lambda value: "" if isinstance(value, str) else value[0])
def test_another_study_is_refused(digits, tmp_path, options, what):
    made(digits, tmp_path, CELL)
    status, _, err = study("--data", digits, "--out", tmp_path, "--cell", CELL, *SHORT, *options)
    assert status == 1
    assert f"was made with {what}: remove it, or choose another --out" in err


def test_other_images_are_refused(digits, tmp_path):
    made(digits, tmp_path / "out", CELL)
    other = tmp_path / "other"
    shutil.copytree(digits, other)
    with open(other / "train-images-idx3-ubyte", "r+b") as stream:
        stream.seek(16 + 784 * 100 + 400)
        stream.write(b"\x55")
    status, _, err = study("--data", other, "--out", tmp_path / "out", "--cell", CELL, *SHORT)
    assert status == 1
    assert "was made with data" in err


def test_an_out_that_cannot_be_is_told_at_once(digits, tmp_path):
    (tmp_path / "file").write_text("x", encoding="ascii")
    status, _, err = study("--data", digits, "--out", tmp_path / "file", "--cell", CELL)
    assert status == 1
    assert "is a file, expected a directory" in err


# --- many at a time -------------------------------------------------------------------------

GRID = ["--model", "classical", "--rate", "0.5", "--seeds", "2"]


def check_grid(out, reference, digits):
    cells = listed(*GRID)
    assert len(cells) == 4
    for cell in cells:
        made(digits, reference, cell)
        assert content(out, cell) == content(reference, cell)


def test_gnu_parallel_makes_a_grid(digits, tmp_path):
    if shutil.which("parallel") is None:
        pytest.skip("GNU parallel is not installed")
    path, out = built("gcc", "07-study"), tmp_path / "out"
    command = ["parallel", "--will-cite", "-j", "2", path, "--data", digits, "--out", out,
               "--quiet", "--iterations", "30", "--threads", "1", "--cell"]
    for _ in range(2):  # the second time there is nothing to do
        done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                              input="\n".join(listed(*GRID)) + "\n", check=False,
                              env={**os.environ, "HOME": str(tmp_path)})
        assert done.returncode == 0, done.stderr
    assert done.stdout.count("is finished already") == 4
    check_grid(out, tmp_path / "reference", digits)


MAKEFILE = """cells := $(shell $(study) --list $(grid))
all: $(cells:%=$(out)/%.json)
$(out)/%.json:
	$(study) --data $(data) --out $(out) --quiet --iterations 30 --threads 1 --cell $*
"""


def test_make_makes_a_grid(digits, tmp_path):
    (tmp_path / "Makefile").write_text(MAKEFILE, encoding="ascii")
    out = tmp_path / "out"
    command = ["make", "-j2", "-C", tmp_path, f"study={built('gcc', '07-study')}",
               f"data={digits}", f"out={out}", f"grid={' '.join(GRID)}"]
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    for said in (4, 0):
        done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                              check=False, env=environment)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("--cell ") == said
    check_grid(out, tmp_path / "reference", digits)


def test_the_readme_shows_each_way():
    text = (HERE / "README.md").read_text(encoding="utf-8")
    for word in ("make -j", "parallel", "--sshloginfile", "#SBATCH --array", "--cell",
                 "SLURM_ARRAY_TASK_ID", "collect.py"):
        assert word in text


# --- collecting -----------------------------------------------------------------------------

def collect(*words):
    done = subprocess.run([sys.executable, HERE / "collect.py", *map(str, words)], text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def small_study(digits, tmp_path_factory):
    out = tmp_path_factory.mktemp("study")
    for cell in listed(*GRID):
        made(digits, out, cell)
    return out


def test_collects_means_over_seeds(small_study):
    status, out, err = collect(small_study, "--csv")
    assert status == 0, err
    rows = [line.split(",") for line in out.splitlines()]
    head, published = rows[0], dict(zip(rows[0], rows[1]))
    assert head[:4] == ["mode", "model", "rate", "iterations"] and len(rows) == 3
    values = [content(small_study, f"published/classical/0.5/seed-{seed}")["settings"][0]
              ["development"]["accuracy"] * 100 for seed in (1, 2)]
    assert published["seeds"] == "2"
    assert float(published["development_mean"]) == pytest.approx(sum(values) / 2, rel=1e-4)
    assert float(published["development_sd"]) == pytest.approx(
        abs(values[0] - values[1]) / 2 ** 0.5, rel=1e-4)
    assert published["test_mean"] == ""
    assert dict(zip(head, rows[2]))["test_mean"] != ""


def test_prints_what_is_missing(small_study, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(small_study, copy)
    (copy / "corrected/classical/0.5/seed-2.json").unlink()
    status, out, _ = collect(copy)
    assert status == 0
    assert "published: accuracy on development images in percent, 2 seeds" in out
    assert "corrected: accuracy on test images in percent, 1 seeds" in out


@pytest.mark.parametrize("change, sentence", [
    (lambda text: text[:len(text) // 2], "seed-2.json: "),
    (lambda text: text.replace("cell 1", "cell 2"), "is no finished cell"),
    (lambda text: text.replace("seed-2", "seed-3"), "is of the cell"),
    (lambda text: text.replace('"correct"', '"wrong"'), "is no finished cell"),
    (lambda text: text.replace('"training_images": 160', '"training_images": 161'),
     "not one study"),
], ids=["torn", "format", "moved", "no figures", "other images"])
def test_collecting_refuses(small_study, tmp_path, change, sentence):
    copy = tmp_path / "copy"
    shutil.copytree(small_study, copy)
    file = copy / "published/classical/0.5/seed-2.json"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    status, out, err = collect(copy)
    assert (status, out) == (1, "")
    assert err.startswith("collect.py: ") and sentence in err


def test_collecting_nothing(tmp_path):
    assert collect(tmp_path)[0] == 1
    status, _, err = collect(tmp_path / "none")
    assert status == 1 and "is no directory" in err


# --- the table of `make results` --------------------------------------------------------------

class ListedPlace:
    """Where cells are as good as their names: WEIGHTS(name) stands for what was trained."""

    def __init__(self, weights):
        self.weights, self.made = weights, set()

    def start(self, *choice):
        names = listed(*choice)
        self.made.update(names)
        return names

    def read(self, names):
        return [collecting.Cell(name, {}, {"iterations": 500, "weights": self.weights(name)})
                for name in set(names)]


def without_loss(name):
    mode, model, rate, seed = name.split("/")
    return f"{mode}/{model if mode == 'corrected' else model.split('-')[0]}/{rate}/{seed}"


def table_of(cells):
    return {(cell.mode, cell.model, cell.rate, cell.seed): cell.setting["weights"] for cell in cells}


def test_what_only_prints_another_loss_is_made_with_one_seed():
    place = ListedPlace(without_loss)
    cells = results.made_once(place)
    assert len(cells) == len(place.made) == 330 - 2 * 4 * 3 * 4  # kinds, losses, rates, seeds
    whole = place.read(listed("--seeds", results.SEEDS))
    assert table_of([*cells, *results.stand_ins(cells)]) == table_of(whole)
    assert results.same_bits(cells) == {
        "published": {"groups": 6, "models_each": 5, "identical": 6},
        "corrected": {"groups": 30, "models_each": 5, "identical": 0}}


def test_one_bit_that_differs_has_all_cells_made():
    place = ListedPlace(lambda name: name if "pruned-mse" in name else without_loss(name))
    cells = results.made_once(place)
    assert len(cells) == len(place.made) == 330
    assert not list(results.stand_ins(cells))
