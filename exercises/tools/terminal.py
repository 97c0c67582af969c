"""Colour, where a terminal is there to show it and nobody has set NO_COLOR."""
import os
import re
import sys


def has_colour():
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def styled(code):
    return lambda text: f"\033[{code}m{text}\033[0m" if has_colour() else text


bold, dim, good, bad = styled("1"), styled("2"), styled("32"), styled("31")


def markdown_lines(text):
    """Markdown is readable as it is; code in a line is set off where there is colour."""
    lines, in_code = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        elif in_code:
            lines.append("    " + line)
        else:
            lines.append(re.sub(r"`([^`]+)`", lambda m: bold(m[1]) if has_colour() else m[0], line))
    return lines
