"""One step of k-means, for the levels of a codebook."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random):
    """Multiples of 1/64, whose sums a float holds exactly: everybody's means are the same."""
    count = random.randint(20, 60)
    return {"bits": random.randint(2, 4),
            "numbers": [max(-192, min(192, round(random.gauss(0, 48)))) / 64 for _ in range(count)]}


def far_apart(random):
    """Two heaps and nothing between: some levels have no numbers."""
    heaps = [(random.randint(-60, -40), 8), (random.randint(40, 60), 8)]
    return {"bits": 3, "numbers": [random.randint(at, at + width) / 4 for at, width in heaps for _ in range(8)]}


def first_levels(case):
    low, high = min(0, *case["numbers"]), max(0, *case["numbers"])
    size = 2 ** case["bits"]
    return [low + (high - low) * k / (size - 1) for k in range(size)]


def nearest(levels, v):
    """As codebook_nearest searches; levels that a mistake has put out of order make a difference."""
    first, last = 0, len(levels) - 1
    while first < last:
        middle = (first + last) // 2
        if v - levels[middle] <= levels[middle + 1] - v:
            last = middle
        else:
            first = middle + 1
    return first


def step(levels, values, mean):
    """The levels after one step; mean(old level, its numbers, all numbers) is the new one."""
    groups = [[] for _ in levels]
    for v in values:
        groups[nearest(levels, v)].append(v)
    return [mean(level, group, values) for level, group in zip(levels, groups)]


def after(mean, rounds=200):
    def answers(case):
        levels = first_levels(case)
        for _ in range(rounds):
            new = step(levels, case["numbers"], mean)
            if new == levels:
                break
            levels = new
        return {"levels": levels}
    return answers


def proper(level, group, _):
    return sum(group) / len(group) if group else level


diagnoses = [
    looks_like("one-round", "It came to an end after a single round although levels had moved: the function "
               "has to return whether any level changed. Compare with the old level before you write the "
               "new one.", after(proper, 1)),
    looks_like("empty-level", "A level without numbers has been moved to 0. It stays where it is.",
               after(lambda level, group, _: sum(group) / len(group) if group else 0.0)),
    looks_like("not-accumulated", "Each level moves to its last number divided by their count: the sum is "
               "set anew for each number, where it should grow (+=).",
               after(lambda level, group, _: group[-1] / len(group) if group else level)),
    looks_like("divided-by-all", "The sum over a level's numbers is divided by the count of all numbers. "
               "Divide by how many there are in it.",
               after(lambda level, group, values: sum(group) / len(values) if group else level)),
]

exercise = Exercise(
    title="One step of k-means",
    source="chapters/05-quantization/codebook.c",
    functions={"improve": "return false;"},
    minutes=20,
    tests=[
        Test("by hand", points=1, cases=[{"bits": 2, "numbers": [0, 1, 2, 10, 12, 30]}]),
        Test("random numbers", points=2, draw=numbers, count=4),
        Test("far apart", points=1, draw=far_apart, count=4),
        Test("hidden numbers", points=3, draw=numbers, count=12, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand",
             cases=[{"bits": 8, "numbers": [k / 8 for k in range(-20, 21)]}]),
    ],
    diagnoses=diagnoses,
)
