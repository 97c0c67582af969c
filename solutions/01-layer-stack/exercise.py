"""Extension: the forward pass of any number of dense layers."""
import math

from exercises_lib import Exercise, Test, looks_like


def matrix(random, rows, cols):
    return [[round(random.uniform(-1.5, 1.5), 2) for _ in range(cols)] for _ in range(rows)]


def network(random, sizes, images):
    case = {"x": matrix(random, sizes[0], images)}
    for n, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        case[f"w{n}"], case[f"b{n}"] = matrix(random, outputs, inputs), matrix(random, outputs, 1)
    return case


def deep(random, most=6):
    sizes = [random.randint(2, most) for _ in range(random.randint(3, 5))]
    return network(random, sizes, random.randint(2, most))


def one_layer(random):
    return network(random, [random.randint(1, 6), random.randint(3, 6)], random.randint(2, 6))


def layers(case):
    count = sum(name.startswith("w") for name in case)
    return [(case[f"w{n}"], case[f"b{n}"]) for n in range(count)]


def dense(w, x, b):
    return [[sum(a * column[k] for k, a in enumerate(row)) + bias[0] for column in zip(*x)]
            for row, bias in zip(w, b)]


def relu(z):
    return [[max(0, number) for number in row] for row in z]


def softmax(z):
    tops = [max(column) for column in zip(*z)]
    powers = [[math.exp(number - top) for number, top in zip(row, tops)] for row in z]
    sums = [sum(column) for column in zip(*powers)]
    return [[power / total for power, total in zip(row, sums)] for row in powers]


def forward(case, between, at_the_end):
    """What the last layer would say with other functions behind the layers."""
    a, stack = case["x"], layers(case)
    for n, (w, b) in enumerate(stack):
        a = dense(w, a, b)
        a = between(a) if n < len(stack) - 1 else at_the_end(a)
    return a


def ends_with(between, at_the_end):
    return lambda case: {f"a{len(layers(case)) - 1}": forward(case, between, at_the_end)}


def same(z):
    return z


def weights(case):
    return {"parameters": sum(len(w) * len(w[0]) for w, _ in layers(case))}


exercise = Exercise(
    title="A stack of layers",
    source="solutions/01-layer-stack/stack.c",
    functions={"stack_parameters": "return 0;", "stack_forward": ""},
    minutes=20,
    samples="x",
    tests=[
        Test("by hand", points=1, cases=[
            {"x": [[2], [1]], "w0": [[1, -1], [-1, 1]], "b0": [[0], [0]],
             "w1": [[1, 1], [0, 1]], "b1": [[0], [0]]},
            {"x": [[2, 0], [1, 3]], "w0": [[1, -1], [-1, 1], [1, 1]], "b0": [[0], [0], [-1]],
             "w1": [[1, 1, -1], [-2, 1, 0]], "b1": [[0.5], [-1]]}]),
        Test("one layer", points=1, draw=one_layer, count=3),
        Test("random networks", points=2, draw=deep, count=5),
        Test("hidden networks", points=3, draw=lambda random: deep(random, 12), count=8,
             hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"x": [[2, 1, 0]], "w0": [[1], [-1]], "b0": [[0], [1]],
             "w1": [[1, 2], [2, 1], [0, 1]], "b1": [[0], [1], [2]]}]),
    ],
    diagnoses=[
        looks_like("relu-at-the-end", "the last layer went through relu before softmax, so that all "
                   "negative logits count as 0. Behind the last layer stands softmax alone.",
                   ends_with(relu, lambda z: softmax(relu(z)))),
        looks_like("no-relu", "there is no relu between the layers: the whole stack is a single layer of "
                   "sums.", ends_with(same, softmax)),
        looks_like("no-softmax", "these are the logits: softmax behind the last layer is missing.",
                   ends_with(relu, same)),
        looks_like("weights-only", "the weights are counted, the biases are not.", weights),
    ],
)
