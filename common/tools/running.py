"""Running programs that may crash, hang, leak or read what is not theirs."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import debug_information
from building import CHECK, ROOT

TOOLS = ROOT / "common" / "tools"
SANITIZED = ("asan", "double", "fuzz")


def run(command, seconds, environment=None):
    """Run in a session of its own, ended as a whole when the time is up.

    Returns (exit status or None when it hung, standard output, standard error).
    """
    settings = dict(os.environ, OMP_WAIT_POLICY="passive", **(environment or {}))
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, env=settings,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, errors="replace",
                          start_new_session=True) as process:
        try:
            output = process.communicate(timeout=seconds)
            return process.returncode, *output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, *process.communicate()


def run_watched(variant, command, seconds, environment=None):
    """Like run, under the tool of that variant; returns also what the tool found ('' if nothing).

    The tools' own files decide, never the exit status: that of a leaking test is 0.
    """
    all_logs = CHECK / variant / "logs"
    all_logs.mkdir(parents=True, exist_ok=True)
    logs = Path(tempfile.mkdtemp(prefix=os.path.basename(command[0]) + "-", dir=all_logs))
    settings = dict(environment or {})
    if variant in SANITIZED:
        settings["ASAN_OPTIONS"] = (f"log_path={logs}/asan:detect_leaks=1:allocator_may_return_null=1"
                                    ":detect_stack_use_after_return=1")
        settings["UBSAN_OPTIONS"] = f"log_path={logs}/ubsan:print_stacktrace=1"
    elif variant == "valgrind":
        settings["TEST_UNDER_VALGRIND"] = "1"  # common/test_size.h
        quicker = ["--vgdb=no", "--read-inline-info=no", "--vex-guest-chase=no"]  # less to set up and to read
        command = [*debug_information.hidden(), "valgrind", "--quiet", "--trace-children=yes",
                   "--leak-check=full", "--show-leak-kinds=definite,indirect,possible",
                   "--num-callers=24", *quicker, f"--suppressions={TOOLS}/valgrind.supp", "--xml=yes",
                   f"--xml-file={logs}/%p.xml", *command]
    status, out, err = run(command, seconds, settings)
    found = valgrind_findings(logs) if variant == "valgrind" else sanitizer_findings(logs)
    shutil.rmtree(logs)
    return status, out, err, found


def sanitizer_findings(logs):
    """Every log with an error in it; a refused allocation, say, is only a warning there."""
    texts = [path.read_text(errors="replace") for path in sorted(logs.iterdir())]
    return "\n".join(text for text in texts if re.search(r"ERROR: |SUMMARY: |runtime error: ", text))


def valgrind_findings(logs):
    """Every error and leak in every process's file, with the frames that have a source line."""
    files = sorted(logs.iterdir())
    if not files:
        return "valgrind wrote nothing: it watched no process"
    return "\n".join(filter(None, map(errors_of_process, files)))


def errors_of_process(path):
    text = path.read_text(errors="replace")
    try:
        errors = ElementTree.fromstring(text).findall("error")
    except ElementTree.ParseError:  # the process was killed; what it got to write still counts
        whole = re.findall(r"<error>.*?</error>", text, re.DOTALL)
        errors = [ElementTree.fromstring(error) for error in whole]
    return "\n".join(map(describe, errors))


def describe(error):
    what = error.findtext("what") or error.findtext("xwhat/text")
    frames = [f"    {frame.findtext('fn', '?')} ({frame.findtext('file', frame.findtext('obj', '?'))}"
              f":{frame.findtext('line', '?')})" for frame in error.find("stack")]
    return "\n".join([f"{error.findtext('kind')}: {what}", *frames])
