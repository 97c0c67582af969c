"""Keeping the system's debug information from valgrind, which reads it at each of its starts.

Of all of it valgrind needs only the names of the dynamic loader's functions; reading the C library's
takes it as long as all else. Bubblewrap can put other files in their place, for one command.
"""
import os
import re
import shutil
import subprocess
import tempfile
from functools import lru_cache

FOLDER = "/usr/lib/debug"
OWN = os.path.join(os.path.dirname(__file__), "..", "..", "build", "debug-information")  # smaller copies


def least():
    """Bubblewrap's words for showing a command only the names of the dynamic loader's functions, without
    which valgrind does not start; [] where they cannot be found."""
    path = of_the_loader()
    return ["--tmpfs", FOLDER, "--ro-bind", names_alone(path), path] if path else []


@lru_cache(maxsize=None)
def of_the_loader():
    """The file of its debug information, or ''."""
    if shutil.which("readelf") is None or not os.path.isdir(FOLDER):
        return ""
    loader = re.search(r"interpreter: (\S+)\]", readelf("-l", "/bin/sh"))
    build = re.search(r"Build ID: (\w\w)(\w+)", readelf("-n", loader[1]) if loader else "")
    path = f"{FOLDER}/.build-id/{build[1]}/{build[2]}.debug" if build else ""
    return path if os.path.exists(path) else ""


def names_alone(path):
    """A copy of a file of debug information that says nothing of lines and variables; the file itself
    where it cannot be made."""
    copy = os.path.abspath(os.path.join(OWN, os.path.basename(path)))
    try:
        if not os.path.exists(copy):
            os.makedirs(OWN, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=OWN) as folder:
                part = os.path.join(folder, "part")
                subprocess.run(["objcopy", "--strip-debug", path, part], check=True, capture_output=True)
                os.chmod(part, 0o644)  # students' programs run as other users
                os.replace(part, copy)
    except (OSError, subprocess.CalledProcessError):
        return path
    return copy


def readelf(what, path):
    return subprocess.run(["readelf", what, path], check=False, capture_output=True, text=True).stdout


@lru_cache(maxsize=None)
def bubblewrap():
    """The path of one that works, or ''."""
    path = shutil.which("bwrap") or ""
    words = [path, "--dev-bind", "/", "/", *least(), "--", "true"]
    return path if path and subprocess.run(words, check=False, capture_output=True).returncode == 0 else ""


def hidden():
    """What goes before valgrind's command, which then sees everything else as before; [] where there is
    no bubblewrap, or none that works."""
    words = least()
    return [bubblewrap(), "--dev-bind", "/", "/", *words, "--"] if words and bubblewrap() else []
