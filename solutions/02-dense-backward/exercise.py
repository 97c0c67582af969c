"""Three gradients of a dense layer."""
from comparing import compare
from exercises_lib import Exercise, Test, looks_like


def matrix(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def layer(random, inputs, outputs, images):
    return {"w": matrix(random, outputs, inputs), "x": matrix(random, inputs, images),
            "dy": matrix(random, outputs, images)}


def any_shape(random, most=7):
    return {**layer(random, *(random.randint(2, most) for _ in range(3))),
            "before": round(random.uniform(-3, 3), 1) or 1}


def first(random):
    return {**layer(random, *(random.randint(2, 6) for _ in range(3))), "first": 1}


def hidden(random):
    case = any_shape(random, 20)
    return {**case, "first": 1} if random.random() < 0.2 else case


def gradients(case, expected, of_added):
    """dw and db, if of_added(number) were added and not the right number."""
    before = case.get("before", 0)
    return {name: [[before + of_added(e - before) for e in row] for row in expected[name]]
            for name in ("dw", "db")}


def over_units(case):
    total = case.get("before", 0) + sum(map(sum, case["dy"]))
    return {"db": [[total]] * len(case["dy"])}


def not_accumulated(case, expected, got):
    lost = {name: [[e - case.get("before", 0) for e in row] for row in expected[name]]
            for name in ("dw", "db")}
    if case.get("before") and len(compare(lost, got, 1e-4)) < 2:
        return ("not-accumulated", "what the gradients held before is gone: add to it, since a batch "
                "may come in parts.")
    return None


def by_batch(case, expected, got):
    images = len(case["x"][0])
    if images > 1 and not compare(gradients(case, expected, lambda e: e / images), got, 1e-4):
        return ("batch", f"`dw` and `db` are too small by the number of images, {images} here. Sum over "
                "images; what each image counts is in dy already.")
    return None


def w_not_turned(case):
    """W dy, where the shapes allow it."""
    w, dy = case["w"], case["dy"]
    if len(w) != len(w[0]):
        return {}
    return {"dx": [[sum(row[k] * dy[k][j] for k in range(len(dy))) for j in range(len(dy[0]))]
                   for row in w]}


exercise = Exercise(
    title="A dense layer, backward",
    source="chapters/02-backprop/dense_layer.c",
    functions={"dense_backward": ""},
    minutes=25,
    samples="x",
    tests=[
        Test("by hand", points=2, cases=[
            {"w": [[1, 2], [3, 4]], "x": [[2, 1], [0, 3]], "dy": [[1, -1], [2, 0]]}]),
        Test("adding up", points=1, cases=[
            {"w": [[1, 2], [3, 4]], "x": [[2, 1], [0, 3]], "dy": [[1, -1], [2, 0]], "before": 5}]),
        Test("first layer", points=1, draw=first, count=2),
        Test("random shapes", points=2, draw=any_shape, count=5),
        Test("hidden shapes", points=3, draw=hidden, count=10, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"w": [[1, 2, 3]], "x": [[1], [2], [3]], "dy": [[-1]]},
            {"w": [[1], [2], [3]], "x": [[1, 2]], "dy": [[1, 0], [0, 1], [1, 1]]}]),
    ],
    diagnoses=[
        looks_like("over-units", "every bias got the same gradient: the sum over all of dy. Add up over "
                   "images only; each unit has a bias, and a gradient, of its own.", over_units),
        not_accumulated,
        by_batch,
        looks_like("w-not-turned", "`dx` is W dy; it should be W^T dy. Input k is read by every unit i, "
                   "each time with the weight w[i][k].", w_not_turned),
    ],
)
