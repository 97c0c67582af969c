"""Where a student's code is compiled and run: as nobody in particular, seeing next to nothing.

A sandbox is words before a command. With bubblewrap the command has no network, processes of
its own alone, and a file system that holds the system's libraries, the workshop's kit and one
folder; only a compiler may write, and only into that folder. Where the grader is root it also
becomes a user whom nothing belongs to, another one for each worker. What cannot be had on a
machine is left away, and `reduced` says so: in every report.

Limits of processor time, memory, open files and output are set by running_cases.py; the number
of processes is limited here, inside the sandbox, where only the student's own are counted.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from exercises_lib import ExerciseError
import debug_information

FIRST_USER = 64100        # the first of those who run things where the grader is root
USERS = 32                # for one grading: worker n is its nth user
GRADINGS = 28             # at the same time; user 64996 is no longer one of theirs
PROCESSES = 3             # with bubblewrap's own: a student's program needs one
COMPILER_PROCESSES = 24
COMPILER_MEMORY = 1 << 30
COMPILER_SECONDS = 20
COMPILER_OUTPUT = 1 << 26  # the largest file that it writes
SCRATCH = 1 << 20          # valgrind's few bytes of temporary files
SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/lib", "/lib64")
TOOLS = ("prlimit", "valgrind", "valgrind.bin", "sh")  # Debian's valgrind is a script
LEASES = []                # sockets that stay open
COMPILERS = ("/usr/bin", "/usr/include", "/usr/local", "/bin", "/etc/alternatives")


@dataclass(frozen=True)
class Sandbox:
    """What this machine offers, found out by `find`."""
    bubblewrap: str = ""    # its path
    prlimit: str = ""
    setpriv: str = ""       # only where the grader is root
    users: range = range(0)  # and then the numbers of this grading's users

    @property
    def reduced(self):
        """What a student's code could do here that it should not be able to; '' if nothing."""
        if self.bubblewrap:
            return ""
        if self.setpriv:
            return ("bubblewrap does not work here: the code ran as another user and under limits, "
                    "but it could use the network and read what all users may read")
        return ("bubblewrap does not work here: the code ran under limits only, as the user who "
                "graded, and could have read or changed that user's files")

    def compiler(self, folders, kit, worker=0):
        """The words before a compiler's command: it sees KIT, and writes into FOLDERS."""
        limits = {"nproc": COMPILER_PROCESSES, "as": COMPILER_MEMORY, "core": 0,
                  "cpu": COMPILER_SECONDS, "fsize": COMPILER_OUTPUT, "nofile": 64}
        own = [word for folder in folders for word in ("--bind", folder, folder)]
        return [*self.drop(worker), *self.box(COMPILERS, ["--ro-bind", kit, kit, *own]),
                *self.limit(limits), *environment(TMPDIR=folders[0])]

    def program(self, folder, also=(), worker=0):
        """The words before a student's program, which is in FOLDER, or before valgrind, which reads
        the files in ALSO."""
        tools = ["/bin", *filter(None, map(shutil.which, TOOLS))]
        own = [*debug_information.least(), *(word for path in [folder, *also]
                                             for word in ("--ro-bind", path, path))]
        return [*self.drop(worker), *self.box(tools, [*own, "--chdir", folder]),
                *self.limit({"nproc": PROCESSES})]

    def drop(self, worker):
        if not self.setpriv:
            return []
        user = str(self.users[worker])
        return [self.setpriv, "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"]

    def box(self, seen, own):
        if not self.bubblewrap:
            return []
        return [self.bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
                "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", *visible([*SYSTEM, *seen]),
                "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
                "--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH), "--tmpfs", "/tmp",
                *map(str, own), "--remount-ro", "/dev", "--remount-ro", "/", "--"]

    def limit(self, limits):
        if not self.prlimit:
            return []
        if not self.setpriv and not (self.bubblewrap and counts_by_namespace()):
            limits = {**limits, "nproc": limits["nproc"] + own_processes()}
        return [self.prlimit, *(f"--{name}={most}" for name, most in limits.items()), "--"]

    def give(self, folder, worker):
        """Makes FOLDER the worker's user's own."""
        if self.setpriv:
            for path in [folder, *folder.iterdir()]:
                os.chown(path, self.users[worker], self.users[worker], follow_symlinks=False)

    def sweep(self, worker):
        """Ends what a program may have left behind. Bubblewrap leaves nothing."""
        if self.setpriv and not self.bubblewrap:
            while strays := processes_of(self.users[worker]):
                for process in strays:
                    try:
                        os.kill(process, signal.SIGKILL)
                    except ProcessLookupError:
                        pass


def environment(**more):
    """A student's compiler or program gets no variable of the grader's."""
    settings = {"PATH": os.defpath, "LC_ALL": "C", "OMP_NUM_THREADS": "1", **more}
    return ["env", "-i", *(f"{name}={value}" for name, value in settings.items())]


def visible(paths):
    """Bubblewrap's words for what is read-only: links stay links, what is not there is left out."""
    words = []
    for path in paths:
        if os.path.islink(path) and os.path.isdir(path):
            words += ["--symlink", os.readlink(path), path]
        else:
            words += ["--ro-bind-try", path, path]
    return words


def counts_by_namespace():
    """Since Linux 5.14 a limit of processes counts those of the namespace, not all of a user's."""
    version = os.uname().release.split(".")
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in version[:2]) >= (5, 14)


def own_processes():
    return len(processes_of(os.getuid()))


def processes_of(user):
    found = []
    for entry in os.scandir("/proc") if os.path.isdir("/proc") else ():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == user and not is_zombie(entry):
                found.append(int(entry.name))
        except OSError:  # it has ended meanwhile
            pass
    return found


def is_zombie(entry):
    stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
    return stat.rpartition(")")[2].split()[0] == "Z"


def lease(grading):
    """The users of the grading of this number, or None if another process has them. They are held
    until this process and all that it forked have ended: by the name of a socket, which no crash
    leaves behind."""
    holder = socket.socket(socket.AF_UNIX)
    try:
        holder.bind(f"\0eight thousand weights: users of grading {grading}")
    except OSError:
        holder.close()
        return None
    LEASES.append(holder)
    return range(FIRST_USER + grading * USERS, FIRST_USER + (grading + 1) * USERS)


@lru_cache(maxsize=None)
def own_users():
    """Users whom no other grading on this machine has: it would end their processes as strays."""
    leased = next(filter(None, map(lease, range(GRADINGS))), None)
    if leased is None:
        raise ExerciseError(f"{GRADINGS} gradings are running on this machine already")
    return leased


def works(sandbox):
    """Whether a small program runs in it: the shell's `true`, which compilers' folders hold."""
    command = [*sandbox.drop(0), *sandbox.box(COMPILERS, []), *sandbox.limit({"nproc": PROCESSES}), "true"]
    try:
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, timeout=20, cwd="/",
                              capture_output=True).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@lru_cache(maxsize=None)
def find(bubblewrap=True):
    """The strictest sandbox that works on this machine; BUBBLEWRAP=False does without that."""
    if sys.platform != "linux":
        return Sandbox()
    bwrap = (shutil.which("bwrap") or "") if bubblewrap else ""
    prlimit = shutil.which("prlimit") or ""
    setpriv = (shutil.which("setpriv") or "") if os.getuid() == 0 else ""
    users = own_users() if setpriv else range(0)
    choices = [Sandbox(bwrap, prlimit, setpriv, users), Sandbox("", prlimit, setpriv, users),
               Sandbox("", prlimit)]
    return next((choice for choice in choices if works(choice)), Sandbox())
