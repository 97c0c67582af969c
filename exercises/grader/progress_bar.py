"""How far a long job is: a bar, on a terminal only."""
import shutil
import sys
import time


class Bar:
    """with Bar(300) as bar: bar.step("alice: 12 of 20")"""

    def __init__(self, most, stream=sys.stderr):
        self.most, self.stream, self.done = most, stream, 0
        self.began = time.monotonic()
        self.shown = stream.isatty() and most > 0

    def __enter__(self):
        self.draw("")
        return self

    def __exit__(self, *_):
        if self.shown:
            self.stream.write("\r\033[K")
            self.stream.flush()

    def step(self, what):
        self.done += 1
        self.draw(what)

    def draw(self, what):
        if not self.shown:
            return
        filled = 24 * self.done // self.most
        text = f"[{'#' * filled}{'-' * (24 - filled)}] {self.done} of {self.most}{self.left()}  {what}"
        width = shutil.get_terminal_size().columns - 1
        self.stream.write("\r\033[K" + text[:width])
        self.stream.flush()

    def left(self):
        if self.done < 3:
            return ""
        seconds = (time.monotonic() - self.began) / self.done * (self.most - self.done)
        return f", {int(seconds // 60)}:{int(seconds % 60):02d} left"
