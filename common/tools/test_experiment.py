"""Tests of experiment.py: what is kept, what is measured anew, what is refused."""
import argparse
import concurrent.futures
import gzip
import json
import os
import stat
import struct
import sys
import threading

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import experiment
import idx

# Stands for a program: counts its runs in a file beside it, writes metrics, and says how good
# it was. With --bad it fails.
PROGRAM = """#!/bin/sh
echo "$*" > "$(dirname "$0")/asked"
case "$*" in *--bad*) echo "01-fake: the data is bad" >&2; exit 1 ;; esac
while [ "$1" != --out ]; do shift; done
echo run >> "$(dirname "$0")/count"
printf 'epoch,val_acc,test_acc\\n1,0.5,\\n2,0.75,0.8\\n' > "$2/metrics.csv"
echo "test accuracy 0.8125 (13/16)"
"""


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A laboratory in a directory of its own, where 01-fake needs no building."""
    monkeypatch.setattr(experiment, "RESULTS", str(tmp_path / "results"))
    program = tmp_path / "01-fake"
    program.write_text(PROGRAM)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def make(again=False):
        options = argparse.Namespace(data=None, build=str(tmp_path / "build"), again=again)
        made = experiment.Laboratory(__file__, options).named("an_experiment")
        made.programs["01-fake", ""] = str(program), "digest of the first version"
        return made

    make.count = lambda: len((tmp_path / "count").read_text().splitlines())
    return make


def test_reads_what_a_run_left(lab):
    run = lab().run("01-fake", "--seed", 1)
    assert run.accuracy == 81.25
    assert run.validation == 75
    assert run.metrics[0] == {"epoch": 1, "val_acc": 0.5, "test_acc": None}
    assert run.memory_mb > 0.1


def test_keeps_a_finished_run(lab):
    lab().run("01-fake", "--seed", 1)
    lab().run("01-fake", "--seed", 1)
    assert lab.count() == 1


def test_other_options_are_another_run(lab):
    lab().run("01-fake", "--seed", 1)
    lab().run("01-fake", "--seed", 2)
    lab().run("01-fake", "--seed", 1, data="/elsewhere")
    assert lab.count() == 3


def test_another_program_is_another_run(lab):
    first = lab()
    first.run("01-fake")
    path, _ = first.programs["01-fake", ""]
    first.programs["01-fake", ""] = path, "digest of the second version"
    first.run("01-fake")
    assert lab.count() == 2


def test_again_measures_once_more_but_not_twice(lab):
    lab().run("01-fake")
    second = lab(again=True)
    second.run("01-fake")
    second.run("01-fake")
    assert lab.count() == 2


def test_anew_always_measures(lab):
    made = lab()
    made.run("01-fake", anew=True)
    made.run("01-fake", anew=True)
    assert lab.count() == 2


def test_runs_come_back_in_order(lab):
    made = lab()
    alone = [made.run("01-fake", "--seed", seed, "--threads", 1).directory for seed in range(6)]
    together = made.runs("01-fake", [["--seed", seed] for seed in range(6)])
    assert [run.directory for run in together] == alone
    assert lab.count() == 6


def test_a_failed_run_is_told_and_not_kept(lab):
    for _ in range(2):
        with pytest.raises(experiment.Trouble, match="status 1: 01-fake: the data is bad"):
            lab().run("01-fake", "--bad")


def test_a_failure_among_many_is_told(lab):
    with pytest.raises(experiment.Trouble, match="the data is bad"):
        list(lab().runs("01-fake", [["--seed", 1], ["--bad"], ["--seed", 2]]))


def test_runs_are_made_whether_they_are_looked_at_or_not(lab):
    started = lab().runs("01-fake", [["--seed", 1], ["--seed", 2]])
    concurrent.futures.wait(started.futures)
    assert lab.count() == 2 and len(started) == 2


def test_what_has_not_begun_is_not_made_after_the_end(lab):
    made, gate, begun = lab(), threading.Event(), []
    made.run = lambda *options, **_: (begun.append(options), gate.wait())
    started = made.runs("01-fake", [["--seed", seed] for seed in range(40)])
    started.futures[-1].add_done_callback(lambda _: gate.set())
    made.close()
    assert len(begun) <= os.cpu_count()


def test_what_two_ask_for_is_made_once(lab):
    made = lab()
    one, other = (made.named(name).runs("01-fake", [["--seed", 1]]) for name in ("one", "other"))
    assert one[0].directory == other[0].directory
    assert lab.count() == 1


def test_only_what_measures_time_is_made_alone():
    def one(_): pass
    def two(_): pass
    @experiment.alone
    def timed(_): pass
    @experiment.alone
    def printed(_): pass
    assert experiment.stretches([one, two, timed, printed, two, one]) == [
        [one, two], [timed], [printed], [two, one]]
    assert experiment.stretches([]) == []


def test_experiments_side_by_side_keep_their_names_and_seeds(lab):
    meet, about = threading.Barrier(2, timeout=20), []

    def few(own):
        own.seeds(2)
        meet.wait()  # the other is under way, too
        about.append(own.about())

    def many(own):
        own.seeds(5)
        meet.wait()
        about.append(own.about())
    experiment.make_side_by_side(lab(), [few, many])
    assert {len(own["seeds"]): own["command"].split()[-1] for own in about} == {2: "few", 5: "many"}


def test_a_failure_ends_what_is_made_beside_it(lab):
    made, gate, waiting = lab(), threading.Event(), threading.Event()

    def fails(_):
        waiting.wait(20)
        raise experiment.Trouble("no such weights")

    def waits(own):
        for _ in range(os.cpu_count()):
            own.pool.submit(gate.wait, 20)
        last = own.pool.submit(print)  # never begins
        last.add_done_callback(lambda _: gate.set())
        waiting.set()
        last.result()
    with pytest.raises(experiment.Trouble, match="no such weights"):
        experiment.make_side_by_side(made, [waits, fails])


def test_writes_where_figures_come_from(lab, tmp_path):
    made = lab()
    made.seeds(3)
    made.write("name", {"figure": 1 / 3, "list": [1, 2.5], "text": "a [1, 2] b"})
    text = (tmp_path / "results" / "name.json").read_text()
    content = json.loads(text)
    assert content["seeds"] == [1, 2, 3]
    assert content["figure"] == 0.333333
    assert content["text"] == "a [1, 2] b"
    assert content["command"].endswith("test_experiment.py an_experiment")
    assert '"seeds": [ 1, 2, 3 ]' in text
    assert os.listdir(tmp_path / "results") == ["name.json"]


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_refuses_what_is_no_figure(lab, tmp_path, figure):
    with pytest.raises(experiment.Trouble, match="expected a finite number"):
        lab().write("name", {"figure": figure})
    assert not (tmp_path / "results").exists()


def test_spread_is_of_a_sample():
    assert experiment.spread("x", [1, 2, 3, 6]) == {
        "x_mean": 3, "x_sd": pytest.approx((14 / 3) ** 0.5), "x_min": 1, "x_max": 6}


def test_table_has_empty_cells(tmp_path):
    path = str(tmp_path / "table.csv")
    experiment.write_csv(path, ["a", "b"], [[1, None], [0.1, 2]])
    assert open(path, encoding="ascii").read() == "a,b\n1,\n0.1,2\n"
    assert experiment.read_csv(path) == [{"a": 1, "b": None}, {"a": 0.1, "b": 2}]


def test_tables_and_pictures_say_where_they_come_from(lab, tmp_path):
    made = lab()
    made.seeds(2)
    made.write_table("table", ["a"], [[1]])
    run = made.run("01-fake")
    made.keep_table("metrics", run, "metrics.csv")
    with open(run.path("drawn.png"), "wb") as stream:
        stream.write(b"pixels")
    made.keep_picture("drawn", run, str(tmp_path))
    made.write_table("table", ["a"], [[2]])
    kept = experiment.read_kept(str(tmp_path / "results" / "kept.tsv"))
    assert [os.path.basename(file) for file in kept] == ["drawn.png", "metrics.csv", "table.csv"]
    for file, row in kept.items():
        assert row["command"].endswith("test_experiment.py an_experiment") and row["seeds"] == "1 2"
        assert row["sha256"] == experiment.digest(os.path.join(experiment.ROOT, file))


def weight_file():
    header = json.dumps({"__metadata__": {"architecture": "2 dense 1"},
                         "bias": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
                         "weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [4, 12]}})
    return struct.pack("<Q", len(header)) + header.encode() + struct.pack("<3f", 7, 0.5, -2)


def test_keeps_weights_whose_tensors_can_be_read(lab, tmp_path):
    work = lab()
    run = work.run("01-fake", "--seed", 1)
    with open(run.path("model.safetensors"), "wb") as stream:
        stream.write(weight_file())
    work.keep_weights("small", run)
    kept = tmp_path / "results" / "small.safetensors"
    assert list(experiment.read_tensor(kept, "weight")) == [0.5, -2]
    assert "small.safetensors" in (tmp_path / "results" / "kept.tsv").read_text()
    assert not list(tmp_path.glob("results/*.part"))


def test_reads_idx_and_refuses_another_length(tmp_path):
    path = tmp_path / "train-labels-idx1-ubyte"
    path.write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, 3) + b"\1\2\3")
    assert idx.train_labels(str(tmp_path)) == ((3,), b"\1\2\3")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="is not an IDX file"):
        idx.train_labels(str(tmp_path))


@pytest.fixture
def full(tmp_path):
    """A data set whose images are full of their labels."""
    directory = tmp_path / "full"
    directory.mkdir()
    for part, count in (("train", 50), ("t10k", 3)):
        pixels = bytes(i for i in range(count) for _ in range(4))
        idx.write(str(directory / f"{part}-images-idx3-ubyte"), (count, 2, 2), pixels)
        idx.write(str(directory / f"{part}-labels-idx1-ubyte"), (count,), bytes(range(count)))
    return str(directory)


def test_draws_images_with_their_labels(tmp_path, full):
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    idx.draw(full, 20, 1, str(drawn))
    shape, pixels = idx.train_images(str(drawn))
    _, labels = idx.train_labels(str(drawn))
    assert shape == (20, 2, 2)
    assert len(set(labels)) == 20 and list(labels) != sorted(labels)
    assert pixels == bytes(label for label in labels for _ in range(4))
    assert idx.test_images(str(drawn)) == idx.test_images(full)
    assert idx.test_labels(str(drawn)) == idx.test_labels(full)


def test_runs_on_the_full_set_find_it_unpacked(tmp_path, full, lab):
    for name in os.listdir(full):
        path = os.path.join(full, name)
        with open(path, "rb") as plain, gzip.open(path + ".gz", "wb") as packed:
            packed.write(plain.read())
        os.rename(path, str(tmp_path / name))
    made = lab()
    made.full = full
    made.runs("01-fake", [["--seed", 1]], data=full)[0]
    unpacked = made.unpacked()
    for name in os.listdir(full):
        plain = name.removesuffix(".gz")
        with open(os.path.join(unpacked, plain), "rb") as stream:
            assert stream.read() == (tmp_path / plain).read_bytes()
    assert f"--data {unpacked}" in (tmp_path / "asked").read_text()
