"""A process for each submission, a few at a time.

Whatever becomes of such a process (killed, out of memory, hung), the others go on and the one
who started it is told.
"""
import multiprocessing
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import wait

CONTEXT = multiprocessing.get_context("fork")  # they know all that this process knows


@dataclass(frozen=True)
class Job:
    subject: object
    seconds: float   # after which it counts as hung


def run_jobs(jobs, work, collect, at_once, log, sweep):
    """WORK(subject, worker) in processes; COLLECT(subject, why it failed or '') here, as each ends.
    What they print goes to the file LOG. SWEEP(worker) ends what a dead worker's programs left."""
    waiting, running = list(reversed(jobs)), {}
    free = set(range(max(1, at_once)))
    try:
        while waiting or running:
            while waiting and free:
                start(waiting.pop(), work, min(free), log, running, free)
            for sentinel in wait(running, timeout=next_deadline(running)):
                finish(*running.pop(sentinel), collect, sweep, free)
            for sentinel in [s for s, (*_, deadline) in running.items() if time.monotonic() > deadline]:
                end(running[sentinel][0])
    finally:
        for process, _, worker, _ in running.values():
            end(process)
            process.join()
            sweep(worker)


def start(job, work, worker, log, running, free):
    process = CONTEXT.Process(target=inside, args=(job.subject, work, worker, log))
    process.start()
    free.discard(worker)
    running[process.sentinel] = process, job.subject, worker, time.monotonic() + job.seconds


def next_deadline(running):
    return max(0.0, min(deadline for *_, deadline in running.values()) - time.monotonic()) + 0.01


def finish(process, subject, worker, deadline, collect, sweep, free):
    process.join()
    sweep(worker)
    free.add(worker)
    late = time.monotonic() > deadline
    code = process.exitcode
    reason = "" if code == 0 else "it took too long" if late else \
        f"its process was ended by signal {-code}" if code < 0 else "its process failed"
    collect(subject, reason)


def end(process):
    """The process and what it started, as far as that is in its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


def inside(subject, work, worker, log):
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with open(log, "a", encoding="utf-8", errors="backslashreplace") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        sys.stdout = sys.stderr = stream
        try:
            work(subject, worker)
            status = 0
        except BaseException:  # pylint: disable=broad-except
            traceback.print_exc()
            status = 1
    os._exit(status)
