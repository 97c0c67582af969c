"""A sum of floats in an order that is fixed."""
import struct

from exercises_lib import Exercise, Test, looks_like

LANES, HUGE = 16, 1e8


def rounded(number):
    """The float next to a number."""
    return struct.unpack("f", struct.pack("f", number))[0]


def whole(random, most=70):
    """Small whole numbers: any order gives their sum, to the last bit."""
    n = random.randint(1, most)
    return {"a": [[random.randint(-9, 9) for _ in range(n)] for _ in range(random.randint(1, 4))]}


def with_huge(random):
    """Two huge numbers that cancel in one lane, between ones that one running sum would lose."""
    groups = random.randint(2, 4)
    row = [random.randint(1, 5) for _ in range(groups * LANES)]
    lane, (first, last) = random.randrange(LANES), sorted(random.sample(range(groups), 2))
    for group in range(groups):
        row[group * LANES + lane] = 0
    row[first * LANES + lane], row[last * LANES + lane] = HUGE, -HUGE
    return {"a": [row]}


def with_rest(random):
    """The same with numbers left behind the last whole group: they go to lane 0."""
    row = with_huge(random)["a"][0]
    return {"a": [row + [random.randint(1, 9) for _ in range(random.randint(1, LANES - 1))]]}


def last_rest(random):
    """A huge number in lane 0 that only the first left over cancels: what follows it counts."""
    row = [HUGE] + [0] * (LANES - 1) + [-HUGE] + [random.randint(1, 9) for _ in range(3)]
    return {"a": [row]}


def any_row(random):
    return random.choice([whole, with_huge, with_rest, last_rest])(random)


def one_after_another(row):
    total = 0.0
    for number in row:
        total = rounded(total + number)
    return total


def lanes(row, groups):
    sums = [0.0] * LANES
    for j, number in enumerate(row):
        lane = j % LANES if j < groups * LANES else 0
        sums[lane] = rounded(sums[lane] + number)
    return one_after_another(sums)


def too_far(case):
    """Of the rows but the last, behind which there is memory that nobody knows."""
    numbers = [number for row in case["a"] for number in row]
    cols = len(case["a"][0])
    groups = -(-cols // LANES)
    ends = [(i * cols, i * cols + groups * LANES) for i in range(len(case["a"]))]
    return [lanes(numbers[begin:end], groups) for begin, end in ends if end <= len(numbers)]


def reads_on(case, expected, got):
    known = too_far(case)
    right, sums = ([row[0] for row in m["sums"]][:len(known)] for m in (expected, got))
    if sums == known != right:
        return ("too-far", "numbers from beyond the end of a row are in its sum: a last group with "
                "fewer than sixteen numbers is no whole group.")
    return None


def each_row(of_row):
    return lambda case: {"sums": [[of_row(row)] for row in case["a"]]}


exercise = Exercise(
    title="Sixteen running sums",
    source="chapters/01-forward/matrix.c",
    functions={"sum": "return 0;"},
    minutes=20,
    tolerance=1e-6,
    tests=[
        Test("by hand", points=1, cases=[
            {"a": [list(range(1, 20)), [1] * 19]}, {"a": [list(range(1, 33))]}]),
        Test("short rows", points=1, cases=[
            {"a": [[4]]}, {"a": [[1, 2, 3], [-1, -2, -3]]}, {"a": [[1] * 15]}]),
        Test("order", points=2, draw=with_huge, count=4, cases=[
            {"a": [[HUGE] + [1] * 15 + [-HUGE] + [0] * 15]}]),
        Test("hidden rows", points=3, draw=any_row, count=12, hidden=True, cases=[
            {"a": [[HUGE] + [2] * 15 + [-HUGE] + [0] * 15]}, {"a": [[2] * 17]}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"a": [[1] * 16]}, {"a": [[1] * 5, [2] * 5]}]),
    ],
    diagnoses=[
        looks_like("one-sum", "this is the sum from the first number to the last in one go. Keep "
                   "sixteen running sums, and add them up at the end.", each_row(one_after_another)),
        looks_like("rest-lost", "what is left behind the last whole group of sixteen is missing from "
                   "the sum.", each_row(lambda row: lanes(row[:len(row) // LANES * LANES], len(row)))),
        looks_like("last-group", "where the numbers end with a whole group, all of that group went to "
                   "lane 0: a group is whole if j + 16 <= n, with equality too.",
                   each_row(lambda row: lanes(row, (len(row) - 1) // LANES))),
        reads_on,
    ],
)
