"""A real number as a multiplier of 24 bits and a shift."""
import math

from exercises_lib import Exercise, Test, looks_like


def numbers(random):
    return {"numbers": [10 ** random.uniform(-6, 2) for _ in range(8)]}


def small(random):
    """Some of which a shift of 52 reaches no more."""
    return {"numbers": [10 ** random.uniform(-10, -8.2) for _ in range(6)] + [10 ** random.uniform(-20, -10)]}


def exact(m):
    fraction, exponent = math.frexp(m)
    return fraction * 2 ** 24, 24 - exponent


def answers(rule):
    """The answers where rule(m) is (multiplier, shift)."""
    def of_case(case):
        pairs = [rule(m) for m in case["numbers"]]
        return {"multipliers": [float(m) for m, _ in pairs], "shifts": [float(s) for _, s in pairs]}
    return of_case


def limited(m, multiplier, shift):
    return (0, 1) if m == 0 or shift > 52 else (multiplier, shift)


def cut_off(m):
    return limited(m, math.floor(exact(m)[0]), exact(m)[1])


def too_long(m):
    return limited(m, round(exact(m)[0]), exact(m)[1])


def without_limit(m):
    multiplier, shift = round(exact(m)[0]), exact(m)[1]
    if multiplier == 2 ** 24:
        multiplier, shift = multiplier // 2, shift - 1
    return (0, 1) if m == 0 else (multiplier, shift % 256)


def few_digits(case, _, got):
    if any(0 < m < 2 ** 23 for m in got["multipliers"]):
        return "few-digits", ("A multiplier is smaller than 2^23, so that it has fewer than 24 bits: the "
                              "shift has to depend on the number, as far as the multiplier fits.")
    return None


def shift_sign(case, expected, got):
    shifts = zip(got["shifts"], expected["shifts"], case["numbers"])
    wrong = [(s, m) for s, e, m in shifts if s != e and m > 0]
    if any(s != 1 for s, _ in wrong) and all(s in (24 + math.frexp(m)[1], 1) for s, m in wrong):
        return "shift-sign", ("The shift goes the wrong way: if m = fraction 2^exponent, then m = (fraction "
                              "2^24) / 2^(24 - exponent). A smaller m wants a larger shift.")
    return None


diagnoses = [
    looks_like("truncated", "Multipliers are cut off, where the nearest whole number is wanted: `rint`.",
               answers(cut_off), 0),
    looks_like("too-long", "A multiplier is 2^24, which has 25 bits: the fraction was so close to 1 that it "
               "was rounded up. Halve it and shift by one less.", answers(too_long), 0),
    looks_like("shift-too-far", "A shift is more than SHIFT_MAX (52). Such a number is as good as 0: "
               "multiplier 0, shift 1.", answers(without_limit), 0),
    shift_sign,
    few_digits,
]

exercise = Exercise(
    title="A real number in 24 bits",
    source="chapters/05-quantization/integer_network.c",
    functions={"fixed_point_of": ""},
    minutes=20,
    tolerance=0,
    tests=[
        Test("by hand", points=1, cases=[{"numbers": [0.3, 0.0037, 1, 0]}]),
        Test("random numbers", points=1, draw=numbers, count=4),
        Test("below powers of two", points=1, cases=[
            {"numbers": [0.99999999, 1 - 2 ** -26, 0.5 - 2 ** -27, 4 - 2 ** -24, 2 ** -20 * (1 - 2 ** -30)]}]),
        Test("small numbers", points=1, draw=small, count=4,
             cases=[{"numbers": [2 ** -29, 2 ** -30, 1e-300]}]),
        Test("hidden numbers", points=3, draw=numbers, count=20, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
