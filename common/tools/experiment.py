"""What the results scripts of all chapters share: running a program, reading what it wrote,
and keeping figures for the book.

    import experiment

    def floor(lab):
        runs = lab.runs("02-backprop", [["--epochs", 10, "--seed", s] for s in lab.seeds(5)],
                        data=lab.full)
        lab.write("floor", experiment.spread("accuracy", [r.accuracy for r in runs]))

    if __name__ == "__main__":
        experiment.main(__file__, __doc__, [floor])

Each run is kept in build/results, under a name made of the program's own bytes, its options
and its data: a script that was interrupted goes on where it was, and one whose program has
changed since measures anew. `--again` measures everything anew.
"""
import argparse
import array
import collections.abc
import concurrent.futures
import copy
import csv
import datetime
import hashlib
import json
import math
import os
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import threading
import time

import idx

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
RESULTS = os.path.join(ROOT, "book", "results")
FULL_IMAGES = "train-images-idx3-ubyte"
KEPT = "kept.tsv"  # in RESULTS: where each table and picture there comes from
KEPT_COLUMNS = ("file", "command", "seeds", "machine", "date", "sha256")
BUSY = 0.7  # a load average above this disturbs measurements of time


class Trouble(Exception):
    """Its text is the sentence to show."""


# --- figures --------------------------------------------------------------------------------

def spread(name, values):
    """{name_mean, name_sd, name_min, name_max}; the standard deviation of a sample (n - 1)."""
    return {f"{name}_mean": statistics.mean(values),
            f"{name}_sd": statistics.stdev(values),
            f"{name}_min": min(values),
            f"{name}_max": max(values)}


def rounded(value, digits=6):
    """Every number of a JSON value to `digits` significant digits."""
    if isinstance(value, dict):
        return {name: rounded(inner, digits) for name, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner, digits) for inner in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Trouble(f"a figure is {value}: expected a finite number")
        return float(f"{value:.{digits}g}")
    return value


def json_text(value):
    """Indented, with lists of numbers on one line."""
    text = json.dumps(value, indent=2, allow_nan=False)
    return re.sub(r"\[[-+.\deE,\s]*\]", lambda found: " ".join(found[0].split()), text) + "\n"


def read_csv(path):
    """Rows as {column: number}; an empty cell is None."""
    with open(path, encoding="ascii", newline="") as stream:
        return [{name: float(cell) if cell else None for name, cell in row.items()}
                for row in csv.DictReader(stream)]


def read_tensor(path, name):
    """The numbers of a tensor in a weight file, which holds float32."""
    with open(path, "rb") as stream:
        content = stream.read()
    begin = 8 + int.from_bytes(content[:8], "little")
    first, last = json.loads(content[8:begin])[name]["data_offsets"]
    return array.array("f", content[begin + first:begin + last])


def write_file(path, text):
    """Replaces `path` by a complete file, or not at all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.part-{os.getpid()}"
    with open(part, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(part, path)


def write_csv(path, columns, rows):
    lines = [",".join(columns)]
    lines += [",".join("" if cell is None else f"{cell:.9g}" for cell in row) for row in rows]
    write_file(path, "\n".join(lines) + "\n")


def read_kept(path):
    """{file: its row} of a table of files that experiments wrote; {} where there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return {row["file"]: row for row in csv.DictReader(stream, delimiter="\t")}
    except FileNotFoundError:
        return {}


def write_kept(path, rows):
    lines = ["\t".join(KEPT_COLUMNS)]
    lines += ["\t".join(row[name] for name in KEPT_COLUMNS) for _, row in sorted(rows.items())]
    write_file(path, "\n".join(lines) + "\n")


def digest(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


# --- the machine ----------------------------------------------------------------------------

def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True,
                              check=True).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def processor_fields():
    """The last processor's fields in /proc/cpuinfo; none where there is no such file."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            lines = [line.split(":", 1) for line in stream if ":" in line]
    except OSError:
        return {}
    return {name.strip(): text.strip() for name, text in lines}


def processor_flags():
    """What instructions there are, as Linux names them: "avx2", "avx512f", ..."""
    return set(processor_fields().get("flags", "").split())


def processor():
    """The model, and the widest vector registers, which decide how fast a product can be."""
    model = processor_fields().get("model name") or platform.processor() or platform.machine()
    vectors = [name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"))
               if flag in processor_flags()]
    return ", ".join([model, *vectors[:1]])


def machine():
    compiler = first_line(shlex.split(os.environ.get("CC", "cc")) + ["--version"])
    compiler = re.sub(r"^g?cc(-\d+)? \(.*\)", "gcc", compiler)  # "cc (Debian 12.2.0-14) 12.2.0"
    return f"{processor()}, {os.cpu_count()} cores, {compiler}"


def warn_if_busy():
    load = os.getloadavg()[0]
    if load > BUSY:
        say(f"the machine is busy (load average {load:.1f}): times will be longer than they "
            "need to be, measure again when it is quiet")


# --- programs -------------------------------------------------------------------------------

def say(text):
    print(text, file=sys.stderr, flush=True)


class Run:
    """What a finished run left in its directory."""

    def __init__(self, directory, record):
        self.directory = directory
        self.output = record["output"]
        self.seconds = record["seconds"]        # from start to end, reading the data included
        self.memory_mb = record["memory_mb"]    # largest resident memory, 10^6 bytes

    def path(self, name):
        return os.path.join(self.directory, name)

    @property
    def accuracy(self):
        """Test accuracy in percent, from "test accuracy 0.9941 (9941/10000)"."""
        words = self.output.splitlines()[-1].replace("(", " ").replace(")", " ").split()
        if words[:2] != ["test", "accuracy"]:
            raise Trouble(f"{self.directory}: the last line is not the test accuracy")
        correct, count = words[3].split("/")
        return 100 * int(correct) / int(count)

    @property
    def metrics(self):
        return read_csv(self.path("metrics.csv"))

    @property
    def validation(self):
        """Accuracy on the validation images after the last epoch, in percent."""
        return 100 * self.metrics[-1]["val_acc"]


def call(command, directory, environment=None):
    """Runs a program; {output, seconds, memory_mb}, the memory that of this child alone, or what this
    process itself holds, if that is more: the child was a copy of it before it was the program.
    `environment` is added to that of this process."""
    with open(os.path.join(directory, "stdout"), "w+", encoding="utf-8") as output, \
            open(os.path.join(directory, "stderr"), "w+", encoding="utf-8") as errors:
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=errors,
                                 env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        child.returncode = -signal or os.WEXITSTATUS(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode != 0:
            raise Trouble(f"{shlex.join(command)} ended with status {child.returncode}: "
                          f"{errors.read().strip()}")
        unit = 1 if sys.platform == "darwin" else 1024
        return {"output": output.read(), "seconds": seconds,
                "memory_mb": usage.ru_maxrss * unit / 1e6}


class Runs(collections.abc.Sequence):
    """Runs on their way: whoever asks for one waits until it is there. So an experiment that starts
    all its runs before it looks at the first keeps every processor busy to its end."""

    def __init__(self, futures):
        self.futures = futures

    def __len__(self):
        return len(self.futures)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return Runs(self.futures[place])
        return self.futures[place].result()


class Laboratory:
    """Runs programs for one experiment, and writes its figures. Experiments that are made side by side
    share all but their name and their seeds."""

    def __init__(self, script, options):
        self.script = os.path.relpath(os.path.abspath(script), ROOT)
        self.full = options.data
        self.build = os.path.abspath(options.build)
        self.again = options.again
        self.name = None      # of the experiment
        self.used_seeds = []
        self.programs = {}    # (name, variant): the path, and a digest of what is there
        self.fresh = set()    # runs made since the start
        self.started = {}     # what `start` has begun, by key
        self.lock = threading.RLock()  # of what there is once
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())

    def close(self):
        """What has not begun is not made any more."""
        self.pool.shutdown(cancel_futures=True)

    def named(self, name):
        """The same laboratory for the experiment of this name."""
        own = copy.copy(self)
        own.name, own.used_seeds = name, []
        return own

    def start(self, key, make, *arguments, **more):
        """The future of make(*arguments), as many at a time as there are processors; what has this
        key is begun once, whoever asks for it."""
        with self.lock:
            if key not in self.started:
                self.started[key] = self.pool.submit(make, *arguments, **more)
            return self.started[key]

    def seeds(self, count):
        self.used_seeds = list(range(1, count + 1))
        return self.used_seeds

    def program(self, name, variant=""):
        """(path, digest) of a program, which is brought up to date first."""
        with self.lock:
            if (name, variant) not in self.programs:
                build = os.path.join(self.build, variant) if variant else self.build
                path = os.path.join(build, "bin", name)
                made = subprocess.run(["make", "-s", "-f", "chapters/chapter.mk",
                                       f"VARIANT={variant}", f"BUILD={os.path.relpath(build, ROOT)}",
                                       os.path.relpath(path, ROOT)],
                                      cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, check=False)
                if made.returncode != 0:
                    raise Trouble(f"{name} cannot be built:\n{made.stdout.strip()}")
                self.programs[name, variant] = path, digest(path)
            return self.programs[name, variant]

    def run(self, name, *options, data=None, variant="", anew=False):
        """One run of a program; data: None for the bundled digits. `anew` takes no kept run."""
        program, version = self.program(name, variant)
        options = [str(option) for option in options]
        key = json.dumps([version, options, os.path.realpath(data) if data else ""])
        directory = os.path.join(self.build, "results",
                                 f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}")
        done = os.path.join(directory, "run.json")
        known = os.path.exists(done) and (not self.again or directory in self.fresh)
        if known and not anew:
            with open(done, encoding="utf-8") as stream:
                return Run(directory, json.load(stream))
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        command = [program, *options, "--quiet", "--out", directory]
        record = call(command + (["--data", data] if data else []), directory)
        write_file(done, json.dumps(record, indent=1) + "\n")
        self.fresh.add(directory)
        say(f"  {shlex.join([name, *options])}  {record['seconds']:.1f} s")
        return Run(directory, record)

    def runs(self, name, option_lists, data=None):
        """Starts many runs, in the order of their options, on a thread each. Not for measuring time.
        `data` is for all of them, or a list with one for each."""
        self.program(name)
        if data is not None and data == self.full:
            data = self.unpacked()
        places = data if isinstance(data, list) else [data] * len(option_lists)
        return Runs([self.start((name, *map(str, options), place), self.run, name, *options, "--threads", 1,
                                data=place) for options, place in zip(option_lists, places)])

    def transcript(self, name, program, *options, variant=""):
        """book/results/NAME.txt: a command line on the bundled digits, and what it prints on
        a reader's screen, progress included."""
        path, _ = self.program(program, variant)
        words = [str(option) for option in options]
        shown = os.path.join("build", variant, "bin", program)
        printed = subprocess.run([path, *words], cwd=ROOT, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, check=False)
        if printed.returncode != 0:
            raise Trouble(f"{shlex.join([shown, *words])} ended with status "
                          f"{printed.returncode}:\n{printed.stdout.strip()}")
        text = f"$ {shlex.join([shown, *words])}\n{printed.stdout}"
        write_file(os.path.join(RESULTS, f"{name}.txt"), text)
        say(f"  book/results/{name}.txt")

    def data_set(self, kind, make, *options):
        """A directory that make(the full MNIST, *options, directory) fills with a data set."""
        key = " ".join(map(str, [os.path.realpath(self.full), *options]))
        directory = os.path.join(self.build, "results",
                                 f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:16]}")
        with self.lock:
            if not os.path.exists(directory):
                part = f"{directory}.part-{os.getpid()}"
                os.makedirs(part)
                make(self.full, *options, part)
                os.rename(part, directory)
        return directory

    def drawn(self, count, seed):
        """A data set of `count` training images of the full MNIST, drawn by `seed`."""
        return self.data_set("drawn", idx.draw, count, seed)

    def unpacked(self):
        """The full MNIST without gzip: with many short runs, unpacking it each time is felt."""
        return self.data_set("unpacked", idx.unpack)

    def about(self):
        """Where what this experiment writes comes from."""
        return {"command": f"python3 {self.script} {self.name}", "machine": machine(),
                "seeds": self.used_seeds, "date": datetime.date.today().isoformat()}

    def write(self, name, content):
        """book/results/NAME.json, with where it comes from."""
        text = json_text({**self.about(), **rounded(content)})
        write_file(os.path.join(RESULTS, f"{name}.json"), text)
        say(f"  book/results/{name}.json")

    def keep(self, path):
        """Notes in kept.tsv where a file that was just written comes from, and what is in it."""
        about = self.about()
        file = os.path.relpath(path, ROOT)
        row = {**about, "seeds": " ".join(map(str, about["seeds"])), "file": file, "sha256": digest(path)}
        with self.lock:
            write_kept(os.path.join(RESULTS, KEPT), {**read_kept(os.path.join(RESULTS, KEPT)), file: row})
        say(f"  {file}")

    def write_table(self, name, columns, rows):
        """book/results/NAME.csv."""
        path = os.path.join(RESULTS, f"{name}.csv")
        write_csv(path, columns, rows)
        self.keep(path)

    def keep_table(self, name, run, file_name):
        """A run's table as book/results/NAME.csv."""
        path = os.path.join(RESULTS, f"{name}.csv")
        with open(run.path(file_name), encoding="ascii") as stream:
            write_file(path, stream.read())
        self.keep(path)

    def keep_picture(self, name, run, directory):
        """A run's picture NAME.png, for a chapter's figures."""
        path = os.path.join(directory, f"{name}.png")
        shutil.copy(run.path(f"{name}.png"), path)
        self.keep(path)

    def keep_weights(self, name, run):
        """A run's network as book/results/NAME.safetensors."""
        path = os.path.join(RESULTS, f"{name}.safetensors")
        os.makedirs(RESULTS, exist_ok=True)
        shutil.copyfile(run.path("model.safetensors"), f"{path}.part")
        os.replace(f"{path}.part", path)
        self.keep(path)


# --- the command line -----------------------------------------------------------------------

def full_mnist(path):
    """`path` if MNIST's files are in it, else None."""
    names = (FULL_IMAGES, FULL_IMAGES + ".gz")
    found = any(os.path.exists(os.path.join(path, name)) for name in names)
    return os.path.abspath(path) if found else None


def parse(text, names):
    parser = argparse.ArgumentParser(description=text,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiments", nargs="*", metavar="EXPERIMENT",
                        help=f"which to make; left out: all of {', '.join(names)}")
    parser.add_argument("--data", metavar="DIR", default=os.path.join(ROOT, "datasets", "mnist"),
                        help="where the full MNIST is (default: datasets/mnist)")
    parser.add_argument("--build", metavar="DIR", default=os.path.join(ROOT, "build"),
                        help="where programs are built and runs kept (default: build)")
    parser.add_argument("--again", action="store_true",
                        help="measure anew what is there already")
    options = parser.parse_args()
    for name in options.experiments:
        if name not in names:
            parser.error(f"there is no experiment {name}: expected {', '.join(names)}")
    options.wanted_data = options.data
    options.data = full_mnist(options.data)
    return options


def needs_full(function):
    """Marks an experiment that is nothing without the full MNIST."""
    function.needs_full = True
    return function


def alone(function):
    """Marks an experiment that measures time: nothing else is made meanwhile."""
    function.alone = True
    return function


def stretches(experiments):
    """What may be made side by side, list after list."""
    found = []
    for function in experiments:
        if not found or getattr(function, "alone", False) or getattr(found[-1][-1], "alone", False):
            found.append([])
        found[-1].append(function)
    return found


def make_one(lab, function):
    say(function.__name__)
    function(lab.named(function.__name__))


def make_side_by_side(lab, functions):
    """Each on a thread of its own, which mostly waits: all of them start their runs before the first is
    at its end, so that no processor waits for the last runs of each."""
    with concurrent.futures.ThreadPoolExecutor(len(functions)) as threads:
        made = [threads.submit(make_one, lab, function) for function in functions]
        try:
            for one in concurrent.futures.as_completed(made):
                one.result()
        except BaseException:
            lab.close()  # now the others end, too: what they wait for does not come any more
            raise


def main(script, text, experiments):
    """Makes the experiments that the command line asks for; ends the program."""
    known = {function.__name__: function for function in experiments}
    options = parse(text, known)
    lab = Laboratory(script, options)
    wanted = [known[name] for name in options.experiments or known]
    left_out = [function.__name__ for function in wanted
                if getattr(function, "needs_full", False) and lab.full is None]
    try:
        for functions in stretches([f for f in wanted if f.__name__ not in left_out]):
            make_side_by_side(lab, functions)
    except Trouble as reason:
        sys.exit(f"{os.path.basename(script)}: {reason}")
    except KeyboardInterrupt:
        sys.exit("interrupted; the runs that were finished are kept")
    finally:
        lab.close()
    if left_out:
        sys.exit(f"{os.path.basename(script)}: the full MNIST is not in "
                 f"{options.wanted_data}, so not measured: {', '.join(left_out)}; "
                 "`make data` fetches it")
