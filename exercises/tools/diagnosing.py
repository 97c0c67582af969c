"""Telling a student what kind of mistake it looks like, from what was expected and what came.

A kind is a hypothesis about all wrong answers of one name, over all failed cases of a test: it
holds for every one of them, or is not mentioned. The sentences say what is seen, then where to
look. An exercise's own diagnoses are asked first.
"""
import math
from collections import Counter
from dataclasses import dataclass

from comparing import agree, allowed, flat, largest, shape

MOST_BITS = 16  # of the integers whose range a missing clip would leave


@dataclass(frozen=True)
class Wrong:
    """One wrong answer: its numbers, and what may differ."""
    case: dict
    name: str
    expected: object
    got: object
    margin: float

    @property
    def same_shape(self):
        return shape(self.expected) == shape(self.got)

    @property
    def pairs(self):
        return list(zip(flat(self.expected), flat(self.got)))

    @property
    def wrong_pairs(self):
        return [(e, g) for e, g in self.pairs if not agree(e, g, self.margin)]

    def equals(self, values):
        values = list(values)
        return len(values) == len(flat(self.got)) and all(
            agree(v, g, self.margin) for v, g in zip(values, flat(self.got)))


def diagnose(exercise, failures):
    """(kind, sentence), or ("", ""). Failures: (case, expected, got) of each failed case."""
    own = own_diagnoses(exercise, failures)
    if own and own[1] == len(failures):
        return own[0]
    return built_in(exercise, failures) or (own[0] if own else ("", ""))


def own_diagnoses(exercise, failures):
    """((kind, sentence), how many failures it is said of), of the commonest; or None."""
    said, sentences = Counter(), {}
    for failure in failures:
        found = first_of(exercise.diagnoses, failure)
        if found:
            said[found[0]] += 1
            sentences.setdefault(found[0], found[1])
    if not said:
        return None
    kind, count = said.most_common(1)[0]
    return (kind, sentences[kind]), count


def first_of(diagnoses, failure):
    """A diagnosis is written for plausible answers; one that stumbles over others has no say."""
    for own in diagnoses:
        try:
            found = own(*failure)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            found = None
        if found:
            return found
    return None


def built_in(exercise, failures):
    by_name = {}
    for case, expected, got in failures:
        for name, right in expected.items():
            one = Wrong(case, name, right, got.get(name), allowed(right, exercise.tolerance))
            if one.got is not None and (not one.same_shape or one.wrong_pairs):
                by_name.setdefault(name, []).append(one)
    for look in (*SHAPELESS, *KINDS):
        for answers in by_name.values():
            if look in KINDS and not all(one.same_shape for one in answers):
                continue
            found = look(answers, exercise)
            if found:
                return found
    return None


# ---- what may be of another shape ------------------------------------------------------------

def is_unwanted(e, g):
    return (math.isnan(g) and not math.isnan(e)) or (math.isinf(g) and math.isfinite(e))


def not_a_number(answers, _):
    for one in answers:
        bad = next((g for e, g in one.pairs if is_unwanted(e, g)), None) if one.same_shape else None
        if bad is not None:
            return "nan", (f"`{one.name}` holds {bad:g} where it should hold a number: 0/0, the "
                           "logarithm of 0 or an exponential that overflows is the usual cause.")
    return None


def transpose(value):
    return [list(row) for row in zip(*value)]


def is_square_like(value):
    return len(shape(value)) == 2 and min(shape(value)) > 1


def transposed(answers, _):
    if not all(is_square_like(one.expected) for one in answers):
        return None
    if all(shape(one.got) in (shape(one.expected), shape(one.expected)[::-1]) and
           one.equals(flat(transpose(one.expected))) for one in answers):
        return "transposed", (f"`{answers[0].name}` is transposed: its rows are where its columns "
                              "belong. Are two indices swapped?")
    return None


def wrong_shape(answers, _):
    one = next((one for one in answers if not one.same_shape), None)
    if one is None:
        return None
    return "shape", (f"`{one.name}` has the shape {shape_text(one.got)}, "
                     f"not {shape_text(one.expected)}.")


def shape_text(value):
    return " x ".join(map(str, shape(value))) or "of one number"


# ---- hypotheses over numbers -----------------------------------------------------------------

def all_pairs(answers):
    return [pair for one in answers for pair in one.wrong_pairs]


def sign(answers, _):
    if all(agree(-e, g, one.margin) for one in answers for e, g in one.wrong_pairs):
        return "sign", (f"`{answers[0].name}` has the wrong sign: it is -1 times what it should be. "
                        "Is something subtracted the wrong way round, or added where it should "
                        "be subtracted?")
    return None


def unchanged(answers, _):
    """The outcome of an empty body: what was there before, an input or one number everywhere."""
    same_input = set.intersection(*({name for name, value in one.case.items()
                                     if not isinstance(value, str) and one.equals(flat(value))}
                                    for one in answers))
    name = answers[0].name
    if same_input and sum(len(one.pairs) for one in answers) > 1:
        return "unchanged", (f"`{name}` is the same as the input `{min(same_input)}`: nothing has "
                             "happened to it yet.")
    expected = {e for one in answers for e, _ in one.pairs}
    numbers = {g for one in answers for _, g in one.pairs}
    if len(numbers) == 1 and len(expected) > 1:
        return "unchanged", (f"`{name}` is {numbers.pop():g} everywhere, as if nothing had been "
                             "written there yet.")
    numbers = {g for _, g in all_pairs(answers)}
    wanted = {e for e, _ in all_pairs(answers)}
    if len(numbers) == 1 and not numbers & {0, *expected} and len(wanted) > 2:
        return "unchanged", (f"Where `{name}` is wrong it is {numbers.pop():g}, as if nothing had been "
                             "written there.")
    return None


def ratio(one):
    """The factor between what came and what was expected, the same for all numbers; or None."""
    pairs = one.pairs
    e, g = max(pairs, key=lambda pair: abs(pair[0]) if math.isfinite(pair[0]) else 0)
    if not all(math.isfinite(v) for pair in pairs for v in pair) or abs(e) <= 0 or g == 0:
        return None
    factor = g / e
    scale = max(abs(factor), 1.0)
    if all(abs(factor * a - b) <= 4 * one.margin * scale for a, b in pairs):
        return factor
    return None


def is_close(a, b):
    return abs(a - b) <= 1e-3 * abs(b)


def counts(one, exercise):
    """{what is counted: how many} for everything a mean may be taken over."""
    found = {}
    for name, value in [*one.case.items(), (one.name, one.expected)]:
        if isinstance(value, str):
            continue
        size = len(flat(value))
        if len(shape(value)) == 2:
            found[f"the rows of `{name}`"], found[f"the columns of `{name}`"] = shape(value)
        found[f"the numbers of `{name}`"] = size
    if exercise.samples in one.case:
        value = one.case[exercise.samples]
        found["batch"] = shape(value)[-1] if isinstance(value, list) else value
    return found


def power_of_count(answers, ratios, exercise):
    """(what, times) where every ratio is the count of that, or one over it."""
    all_counts = [counts(one, exercise) for one in answers]
    common = set.intersection(*map(set, all_counts))
    for what in sorted(common, key=lambda what: (what != "batch", what)):
        sizes = [found[what] for found in all_counts]
        if len(set(sizes)) == 1 and sizes[0] < 3 or not any(size > 1 for size in sizes):
            continue  # a factor of 2 is not of two samples only
        if all(is_close(k, n) for k, n in zip(ratios, sizes)):
            return what, True
        if all(is_close(k * n, 1) for k, n in zip(ratios, sizes)):
            return what, False
    return None


def factor(answers, exercise):
    ratios = [ratio(one) for one in answers]
    if any(k is None for k in ratios):
        return None
    name = answers[0].name
    found = power_of_count(answers, ratios, exercise)
    evidence = sum(abs(e) > 0 for one in answers for e, _ in one.pairs)
    if found and found[0] == "batch":
        rule = "it is a sum over the batch where a mean is wanted" if found[1] else \
            "it is divided by the batch size once too often"
        return "batch", f"`{name}` is off by the factor of the batch size, m: {rule}."
    if found and evidence > 1:
        rule = "a sum where a mean is wanted: is it still to be divided by their number?" if found[1] \
            else "a mean where a sum is wanted: it is divided by their number"
        return "missing-mean", f"`{name}` is off by the number of {found[0]}: {rule}."
    if evidence > 2 and all(is_close(k, ratios[0]) for k in ratios) and not is_close(ratios[0], 1):
        return "factor", (f"`{name}` is {ratios[0]:.6g} times what it should be, everywhere: a "
                          "factor is missing, or one too many.")
    return None


def is_whole(value):
    return math.isfinite(value) and value == math.floor(value)


def off_by_one_number(answers, _):
    """Whole numbers that are all too large by one, or all too small."""
    pairs = [pair for one in answers for pair in one.pairs]
    steps = {g - e for e, g in pairs}
    if steps in ({1}, {-1}) and all(is_whole(v) for pair in pairs for v in pair):
        more = "large" if steps.pop() > 0 else "small"
        return "off-by-one", (f"`{answers[0].name}` is too {more} by one. Does something count from "
                              "1 that counts from 0, or a loop make one turn too many or too few?")
    return None


def moved(value, rows, cols):
    """The pairs of places that would be equal were the numbers shifted: (from, to)."""
    if not value or not isinstance(value[0], list):
        value = [[v] for v in value]
    height, width = len(value), len(value[0])
    return [(value[i - rows][j - cols], (i * width + j)) for i in range(height) for j in range(width)
            if 0 <= i - rows < height and 0 <= j - cols < width]


SHIFTS = {(1, 0): "one place down", (-1, 0): "one place up",
          (0, 1): "one place to the right", (0, -1): "one place to the left"}


def shifted(answers, _):
    for step, where in SHIFTS.items():
        evidence, fits = set(), True
        for one in answers:
            if not isinstance(one.expected, list) or not one.expected:
                return None
            got = flat(one.got)
            places = moved(one.expected, *step)
            fits = fits and all(agree(e, got[at], one.margin) for e, at in places)
            evidence |= {e for e, _ in places}
        if fits and len(evidence) > 2:
            if len(shape(answers[0].expected)) == 1:
                where = where.replace("down", "towards the end").replace("up", "towards the front")
            return "off-by-one", (f"`{answers[0].name}` is shifted by {where}: an index is off by "
                                  "one.")
    return None


def step_of(pairs):
    """The distance that is the same between all wrong pairs, or None."""
    steps = [abs(e - g) for e, g in pairs]
    if not all(map(math.isfinite, steps)) or min(steps) == 0 or not is_close(max(steps), min(steps)):
        return None
    return steps[0]


def are_flags(answers):
    """Whether the answers are of ones and zeros, a mask: a wrong one is not off by a step."""
    return {v for one in answers for pair in one.pairs for v in pair} <= {0, 1}


def truncated(answers, _):
    pairs = all_pairs(answers)
    if are_flags(answers):
        return None
    if all(map(math.isfinite, (v for pair in pairs for v in pair))) and all(
            g == math.trunc(e) for e, g in pairs):
        return "truncated", (f"`{answers[0].name}` has lost what stands behind the point: a division of "
                             "whole numbers, or a number that went through an int?")
    step = step_of(pairs)
    everything = [pair for one in answers for pair in one.pairs]
    if step is None or any(abs(e / step - round(e / step)) > 0.02 for e, _ in everything):
        return None
    towards_zero = all(abs(g) < abs(e) for e, g in pairs)
    both_signs = len({e > 0 for e, _ in pairs}) == 2
    some = len(pairs) < len(everything)
    if towards_zero and (both_signs or some):
        return "truncated", (f"`{answers[0].name}` has some numbers one step ({step:g}) too near to "
                             "zero: it truncates where it should round to the nearest.")
    if some and all(g < e for e, g in pairs):
        return "truncated", (f"`{answers[0].name}` has some numbers one step ({step:g}) too low: it "
                             "rounds down where it should round to the nearest.")
    return None


def is_bound(value):
    """Whether a whole number is the end of the range of integers of some bits."""
    powers = [2 ** bits for bits in range(1, MOST_BITS + 1)]
    return is_whole(value) and any(value in (-p, 1 - p, p - 1) for p in powers)


def unclipped(answers, _):
    everything = [e for one in answers for e, _ in one.pairs]
    low, high = min(everything), max(everything)
    pairs = all_pairs(answers)
    at_end = [(e, g) for e, g in pairs if e in (low, high)]
    beyond = all((g > e if e == high else g < e) for e, g in at_end)
    wraps = all(is_bound(e) for e, _ in at_end)
    if len(at_end) < len(pairs) or low == high or not (beyond or wraps):
        return None
    if len(set(everything)) < 3 or (len(pairs) < 2 and len(everything) < 4):
        return None  # too little is seen of the numbers in between
    if len(pairs) > 1 and not wraps and len({g for _, g in pairs}) < 2:
        return None
    e, g = at_end[0]
    return "unclipped", (f"`{answers[0].name}` is {g:g} where it ends at {e:g}: the numbers that lie "
                         "outside are not clipped to the range.")


def left_over(answers, _):
    pairs = all_pairs(answers)
    if len(pairs) > 1 and len(set(pairs)) == 1 and pairs[0][0] == 0 and not are_flags(answers):
        return "not-zeroed", (f"`{answers[0].name}` is {pairs[0][1]:g} where it is to become 0: what was "
                              "there before is still there.")
    return None


def earlier_content(answers, _):
    """Where what was there before shows, or is lost: a driver fills with a positive number, or the
    case has it as an input."""
    name = answers[0].name
    added = ("not-zeroed", f"`{name}` still has what was there before in it: set it, or start from 0, "
             "instead of adding to it.")
    lost = ("not-accumulated", f"`{name}` has lost what was there before: add to it instead of "
            "setting it anew.")
    for before in sorted(set.intersection(*(set(one.case) for one in answers))):
        values = [one.case[before] for one in answers]
        if any(isinstance(v, str) or shape(v) != shape(one.expected)
               for v, one in zip(values, answers)):
            continue
        both = [(one, flat(v)) for v, one in zip(values, answers)]
        if all(one.equals(e + b for (e, _), b in zip(one.pairs, old)) for one, old in both):
            return added
        if all(one.equals(e - b for (e, _), b in zip(one.pairs, old)) for one, old in both):
            return lost
    pairs = all_pairs(answers)
    offs = [g - e for e, g in pairs]
    margin = 2 * max(one.margin for one in answers)
    if len({e for e, _ in pairs}) > 1 and all(math.isfinite(d) for d in offs) \
            and max(offs) - min(offs) <= margin + 1e-6 * largest(offs):
        return added if offs[0] > 0 else lost
    return None


def only_at_edge(answers, _):
    """Wrong in the last (or first) row or column alone: a loop ends or begins where it should not."""
    for edge, belongs in EDGES.items():
        if all(at_edge_only(one, belongs) for one in answers):
            return "off-by-one", (f"Only the {edge} of `{answers[0].name}` is wrong: does a loop begin "
                                  "too late or end too early?")
    return None


EDGES = {"last row": lambda i, j, rows, cols: rows > 1 and i == rows - 1,
         "last column": lambda i, j, rows, cols: cols > 1 and j == cols - 1,
         "first row": lambda i, j, rows, cols: rows > 1 and i == 0,
         "first column": lambda i, j, rows, cols: cols > 1 and j == 0}


def at_edge_only(one, belongs):
    if len(shape(one.expected)) != 2:
        return False
    rows, cols = shape(one.expected)
    places = [divmod(n, cols) for n, (e, g) in enumerate(one.pairs) if not agree(e, g, one.margin)]
    return len(one.pairs) > 3 and all(belongs(i, j, rows, cols) for i, j in places)


SHAPELESS = (not_a_number, transposed, wrong_shape)
KINDS = (unchanged, sign, factor, shifted, off_by_one_number, left_over, truncated, earlier_content,
         unclipped, only_at_edge)
