"""Keeping the system's debug information from valgrind, which reads it at each of its starts.

Of all of it valgrind needs only the dynamic loader's; reading the C library's takes it as long as
all else. Bubblewrap can put an empty folder in its place, for one command.
"""
import os
import re
import shutil
import subprocess
from functools import lru_cache

FOLDER = "/usr/lib/debug"


@lru_cache(maxsize=None)
def least():
    """Bubblewrap's words for showing a command only the dynamic loader's debug information, without
    which valgrind does not start; [] where that cannot be found."""
    if shutil.which("readelf") is None or not os.path.isdir(FOLDER):
        return []
    loader = re.search(r"interpreter: (\S+)\]", readelf("-l", "/bin/sh"))
    build = re.search(r"Build ID: (\w\w)(\w+)", readelf("-n", loader[1]) if loader else "")
    path = f"{FOLDER}/.build-id/{build[1]}/{build[2]}.debug" if build else ""
    return ["--tmpfs", FOLDER, "--ro-bind", path, path] if os.path.exists(path) else []


def readelf(what, path):
    return subprocess.run(["readelf", what, path], check=False, capture_output=True, text=True).stdout


@lru_cache(maxsize=None)
def hidden():
    """What goes before valgrind's command, which then sees everything else as before; [] where there is
    no bubblewrap, or none that works."""
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None or not least():
        return []
    words = [bubblewrap, "--dev-bind", "/", "/", *least(), "--"]
    tried = subprocess.run([*words, "true"], check=False, capture_output=True)
    return words if tried.returncode == 0 else []
