"""What a student reads about a test: plain lines, for a terminal or a page of feedback.

Small inputs are shown whole. Of large ones stands there what matters for the first place where
the answer differs: its surroundings in whatever has the answer's shape, its row in what has as
many rows, its column in what has as many columns.
"""
import math

from comparing import count_wrong, shape

SMALL = 48      # numbers that are shown whole
AROUND = 3      # places to each side of the first difference
MOST_LINES = 12
MOST_COLUMNS = 10
INDENT = "    "


def explain(exercise, result, show_case=True):
    """Why a test failed: its lines; none if it passed. SHOW_CASE: hidden tests keep theirs."""
    if result.passed:
        return []
    lines = [f"{result.test}: {result.reason}."]
    if show_case and result.failure:
        lines += ["", *case_lines(exercise, result)]
    if result.diagnosis:
        lines += ["", *wrap("What it looks like: " + capital(result.diagnosis))]
    if result.printed.strip() and show_case:
        lines += ["", "Your program printed:", *printed_lines(result.printed)]
    return lines


def capital(text):
    return text[:1].upper() + text[1:]


def case_lines(exercise, result):
    """The failed case: its inputs, what was expected and what came."""
    failure = result.failure
    first = failure.differences[0] if failure.differences else None
    focus = None
    if first and first.what == "value":
        focus = shape(failure.expected[first.name]), first.place
    lines = [f"Case {failure.number} of {result.cases}:"] if result.cases > 1 else ["The case:"]
    for name, value in failure.case.items():
        lines += value_lines(name, value, focus)
    if first is None:
        return lines + [line for name, value in failure.got.items()
                        for line in value_lines(f"your {name}", value, None)]
    lines += ["", *value_lines(f"expected {first.name}", failure.expected[first.name], focus)]
    if first.what == "missing":
        return lines + [f"got no {first.name}"]
    got = failure.got[first.name]
    lines += value_lines(f"got {first.name}", got, focus)
    return lines + ["", *difference_lines(exercise, failure, first, got)]


def difference_lines(exercise, failure, first, got):
    if first.what == "shape":
        return [f"First difference: the shape of {first.name}."]
    where = place_text(first.place)
    wrong, count = count_wrong(failure.expected[first.name], got, exercise.tolerance)
    some = f" ({wrong} of {count} numbers differ)" if count > 1 else ""
    return [f"First difference: {first.name}{where} is {number(first.got)}, expected "
            f"{number(first.expected)}{some}."]


def place_text(place):
    if len(place) == 2:
        return f", row {place[0]}, column {place[1]},"
    return f"[{place[0]}]" if place else ""


def number(value):
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.7g}"


def value_lines(name, value, focus):
    if isinstance(value, str):
        return [f"{INDENT}{name} = {value[:200]!r}"]
    if not isinstance(value, (list, tuple)):
        return [f"{INDENT}{name} = {number(value)}"]
    if len(shape(value)) == 1:
        return list_lines(name, value, focus)
    return matrix_lines(name, value, focus)


def list_lines(name, value, focus):
    at = focus[1][0] if focus and focus[0] == shape(value) else 0
    columns = around(at, len(value), len(value) if len(value) <= SMALL else 2 * MOST_COLUMNS)
    shown = ", ".join(number(value[i]) for i in columns)
    before = "..., " if columns and columns[0] > 0 else ""
    after = ", ..." if columns and columns[-1] < len(value) - 1 else ""
    start = f", from number {columns[0]}" if before else ""
    size = f" ({len(value)} numbers{start})" if before or after else ""
    return wrap(f"{name}{size} = {before}{shown}{after}" if value else f"{name} = nothing", INDENT)


def around(at, size, most):
    """At most MOST indices, AT in their middle where possible."""
    first = max(0, min(at - most // 2, size - most))
    return list(range(first, min(size, first + most)))


def matrix_lines(name, value, focus):
    rows, cols = shape(value)
    some_rows, some_cols = places(rows, cols, focus)
    lines = [f"{INDENT}{name} ({rows} x {cols})"]
    numbers = [[number(value[i][j]) for j in some_cols] for i in some_rows]
    width = max((len(text) for row in numbers for text in row), default=1)
    if len(some_cols) < cols:
        lines[0] += f", columns {some_cols[0]} to {some_cols[-1]}"
    if len(some_rows) < rows:
        lines[0] += f", row {some_rows[0]}" if len(some_rows) == 1 else \
            f", rows {some_rows[0]} to {some_rows[-1]}"
    return lines + [INDENT + INDENT + "  ".join(text.rjust(width) for text in row) for row in numbers]


def places(rows, cols, focus):
    """The rows and columns of a matrix that are shown."""
    if rows * cols <= SMALL and cols <= MOST_COLUMNS and rows <= MOST_LINES:
        return list(range(rows)), list(range(cols))
    i = j = 0
    most_rows, most_cols = 2 * AROUND + 1, 2 * AROUND + 1
    if focus and len(focus[0]) == 2:
        same_rows, same_cols = focus[0][0] == rows, focus[0][1] == cols
        i, j = (focus[1][0] if same_rows else 0), (focus[1][1] if same_cols else 0)
        if same_rows and not same_cols:
            most_rows, most_cols = 1, MOST_COLUMNS
        elif same_cols and not same_rows:
            most_rows, most_cols = MOST_LINES, 1
    return around(i, rows, most_rows), around(j, cols, most_cols)


def printed_lines(text, most=MOST_LINES):
    """What a program printed, tamed: no control characters, not too much."""
    lines = ["".join(c if c.isprintable() else "?" for c in line.expandtabs())[:200]
             for line in text.splitlines()]
    more = [f"{INDENT}... and {len(lines) - most} lines more"] if len(lines) > most else []
    return [INDENT + line for line in lines[:most]] + more


def wrap(text, indent="", width=92):
    """Lines of at most WIDTH; what continues is indented by two more."""
    lines, line = [], indent
    for word in text.split():
        if len(line) + len(word) > width and line.strip():
            lines.append(line.rstrip())
            line = indent + "  "
        line += word + " "
    return [*lines, line.rstrip()]
