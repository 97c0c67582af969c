"""Running a program of exercises/harness on cases, whatever it does.

It is a process of its own under limits; what it answers and what it prints come back
separately, both capped. Nothing it does raises here: the Run says what happened.
"""
import math
import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import Optional

MOST_PRINTED = 1 << 16   # bytes that are kept of what a program prints
TOO_MUCH = 1 << 22       # printing more than this ends it
MOST_ANSWERED = 1 << 22  # bytes of answers
MEMORY = 1 << 30         # bytes of address space
BLANK = "\x1f"           # stands for the blanks in a name, between programs


@dataclass
class Run:
    """What became of a program. Answers: one dict a case, name -> number, list or matrix."""
    answers: list = field(default_factory=list)
    done: bool = False            # it went through all cases and ended by itself
    status: Optional[int] = None  # exit status, negative: the signal; None: it was ended
    stopped: str = ""             # why it was ended: "time", "output"
    printed: str = ""             # what the student's code printed, or the harness said
    answered: bytes = b""         # the answers as they came
    seconds: float = 0


def is_matrix(value):
    return isinstance(value, list) and value and isinstance(value[0], list)


def write_cases(cases):
    """The text that the driver reads."""
    lines = []
    for case in cases:
        for name, value in case.items():
            lines += write_input(name, value)
        lines.append("run")
    return ("\n".join(lines) + "\n").encode("utf-8")


def write_several(lists_of_cases):
    """The text that harness/together.c's programs read, one after another."""
    return b"".join(write_cases(cases) + b"end\n" for cases in lists_of_cases)


def write_input(name, value):
    name = name.replace(" ", BLANK)
    if isinstance(value, str):
        return [f"text {name} {len(value.encode('utf-8'))} 1", value]
    if is_matrix(value):
        if any(len(row) != len(value[0]) for row in value):
            raise ValueError(f"the rows of '{name}' differ in length")
        return [f"matrix {name} {len(value)} {len(value[0])}",
                " ".join(repr(float(v)) for row in value for v in row)]
    if isinstance(value, (list, tuple)):
        return [f"list {name} {len(value)} 1", " ".join(repr(float(v)) for v in value)]
    return [f"number {name} 1 1", repr(float(value))]


def read_answers(data):
    """(answers of each case that was gone through, whether all were)."""
    lines = data.decode("ascii", "replace").split("\n")[:-1]
    answers, current = [], {}
    at = 0
    while at < len(lines):
        words = lines[at].split(" ")
        if words == ["done"] and at == len(lines) - 1 and not current:
            return answers, True
        if words == ["case"]:
            answers.append(current)
            current = {}
            at += 1
            continue
        value = read_answer(words, lines[at + 1] if at + 1 < len(lines) else "")
        if value is None:  # cut off, or written by somebody else
            break
        current[words[1].replace(BLANK, " ")] = value
        at += 2
    return answers, False


def read_several(data):
    """What each of several programs answered; None where that cannot be read."""
    found = [read_answers(part + b"done\n") for part in data.split(b"done\n")[:-1]]
    return [answers if done else None for answers, done in found]


def read_answer(words, line):
    try:
        kind, _, rows, cols = words
        rows, cols = int(rows), int(cols)
        values = [float(word) for word in line.split()]
    except ValueError:
        return None
    if rows < 0 or cols < 0 or len(values) != rows * cols:
        return None
    if kind == "number" and len(values) == 1:
        return values[0]
    if kind == "list":
        return values
    if kind == "matrix":
        return [values[i * cols:(i + 1) * cols] for i in range(rows)]
    return None


def processor_seconds(seconds):
    """The processor's part of a limit by the clock: what loops for ever is found out earlier than what
    waits, and a busy machine is not the student's fault."""
    return math.ceil(seconds / 2)


def limited(command, seconds, memory):
    """COMMAND under the shell's limits, which what it starts inherits."""
    processor = processor_seconds(seconds)  # a hard limit that is the same would kill without a word
    limits = [f"ulimit -S -t {processor}", f"ulimit -H -t {processor + 1}", "ulimit -c 0", "ulimit -n 64",
              f"ulimit -f {TOO_MUCH // 512}"]
    limits += [f"ulimit -v {memory // 1024} 2>/dev/null"] if memory else []
    return ["/bin/sh", "-c", "; ".join(limits) + '; exec "$@"', "sh", *map(str, command)]


def run_cases(program, cases, seconds, prefix=(), memory=MEMORY, folder=None):
    """Runs PROGRAM once on all CASES. PREFIX goes before it: a sandbox, or valgrind."""
    return run_program([*prefix, program], write_cases(cases), seconds, memory, folder)[0]


def run_several(together, programs, lists_of_cases, seconds, prefix=(), folder=None):
    """What each of PROGRAMS answers to its own cases, all in one process: TOGETHER, the program that runs
    the others. Ends before the first that did not come to its end. None if anything was printed, since
    nobody knows by whom."""
    run = run_program([*prefix, together, *programs], write_several(lists_of_cases), seconds, MEMORY, folder)[0]
    answers = read_several(run.answered)
    return None if run.printed else answers[:answers.index(None) if None in answers else None]


def run_with_report(command, said_to_it, seconds, memory=MEMORY, folder=None):
    """(Run, bytes): the command has a further descriptor to write to, whose number stands in it
    as {report}."""
    reading, writing = os.pipe()
    command = [str(word).replace("{report}", str(writing)) for word in command]
    with open(reading, "rb", buffering=0) as report:
        return run_program(command, said_to_it, seconds, memory, folder, report, writing)


def run_program(command, said_to_it, seconds, memory, folder, report=None, writing=None):
    environment = {"OMP_NUM_THREADS": "1", "PATH": os.defpath, "LC_ALL": "C"}
    began = time.monotonic()
    try:
        process = subprocess.Popen(limited(command, seconds, memory), cwd=folder, env=environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, bufsize=0, start_new_session=True,
                                   pass_fds=() if writing is None else (writing,))
    except OSError as error:
        return Run(printed=f"cannot be started: {error.strerror}"), b""
    finally:
        if writing is not None:
            os.close(writing)
    with process:
        (out, err, said), stopped = converse(process, said_to_it, began + seconds, report)
        end(process)
    answers, done = read_answers(out)
    run = Run(answers, done and not stopped and process.returncode == 0,
              None if stopped else process.returncode, stopped,
              err[:MOST_PRINTED].decode("utf-8", "replace"), out, time.monotonic() - began)
    return run, said


def end(process):
    """The program and all it started. Its exit status stays, if it had ended by itself."""
    process.poll()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def converse(process, said_to_it, deadline, report=None):
    """Feeds the program and collects until it ends: ((answers, printed, report), why stopped)."""
    data = memoryview(said_to_it)
    most = {process.stdout: MOST_ANSWERED, process.stderr: TOO_MUCH, report: MOST_ANSWERED}
    texts = {stream: bytearray() for stream in most}
    with selectors.DefaultSelector() as ready:
        os.set_blocking(process.stdin.fileno(), False)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        waiting = {stream for stream in texts if stream is not None}
        for stream in waiting:
            ready.register(stream, selectors.EVENT_READ)
        stopped = ""
        while waiting and not stopped:
            for key, _ in ready.select(max(0.0, deadline - time.monotonic())):
                stream = key.fileobj
                if stream is process.stdin:
                    data = feed(stream, data)
                    if not data:
                        ready.unregister(stream)
                        close(stream)
                    continue
                chunk = os.read(stream.fileno(), 1 << 16)
                texts[stream] += chunk
                if not chunk:
                    ready.unregister(stream)
                    waiting.remove(stream)
                elif len(texts[stream]) > most[stream]:
                    stopped = "output"
            if time.monotonic() >= deadline:
                stopped = stopped or "time"
    return tuple(map(bytes, texts.values())), stopped or wait_for_end(process, deadline)


def feed(stream, data):
    try:
        return data[os.write(stream.fileno(), data[:1 << 16]):]
    except BlockingIOError:
        return data
    except BrokenPipeError:
        return data[:0]


def close(stream):
    try:
        stream.close()
    except BrokenPipeError:
        pass


def wait_for_end(process, deadline):
    """A program may close its outputs and go on."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "time"
    return ""
