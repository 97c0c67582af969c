"""Images as columns: unrolled, scaled, and in the order that was asked for."""
from exercises_lib import Exercise, Test, looks_like


def images(random, height, width, count, asked):
    pixels = [[random.choice([0, 0, random.randint(1, 255)]) for _ in range(height * width)]
              for _ in range(count)]
    return {"images": pixels, "height": height, "width": width,
            "which": [random.randrange(count) for _ in range(asked)]}


def any_size(random, most=6):
    return images(random, *(random.randint(1, most) for _ in range(4)))


def square(random):
    """As many images as pixels, in order: nothing but the picture's side can be wrong."""
    side = random.randint(2, 3)
    case = images(random, side, side, side * side, side * side)
    return {**case, "which": list(range(side * side))}


def columns(case, which, of_pixel):
    """What x would be with other images, or other numbers for the pixels."""
    chosen = [case["images"][n] for n in which]
    return {"x": [[of_pixel(image[k]) for image in chosen] for k in range(len(case["images"][0]))]}


def in_order(case):
    """The first images of the data set, and from the first again if there are too few."""
    return columns(case, [n % len(case["images"]) for n in range(len(case["which"]))],
                   lambda pixel: pixel / 255)


exercise = Exercise(
    title="A digit is a column",
    source="chapters/01-forward/forward.c",
    functions={"images_to_columns": ""},
    minutes=15,
    tolerance=1e-5,
    tests=[
        Test("by hand", points=1, cases=[
            {"images": [[0, 51, 255], [102, 0, 204]], "height": 1, "width": 3,
             "which": [1, 0, 1]}]),
        Test("squares", points=1, draw=square, count=3),
        Test("random images", points=2, draw=any_size, count=6),
        Test("hidden images", points=3, draw=lambda random: any_size(random, 12), count=10,
             hidden=True),
        Test("memory", points=1, memory=True, needs="by hand", seconds=10, cases=[
            {"images": [[0, 51, 102, 153]], "height": 2, "width": 2, "which": [0]},
            {"images": [[0], [51], [255]], "height": 1, "width": 1, "which": [2, 2, 1, 0, 1]}]),
    ],
    diagnoses=[
        looks_like("integer-division", "every pixel below 255 became 0: an integer divided by an "
                   "integer is an integer in C. Make the pixel a `real` before you divide.",
                   lambda case: columns(case, case["which"], lambda pixel: pixel // 255)),
        looks_like("in-order", "column j is image j of the data set; it should be image which[j].",
                   in_order),
        looks_like("factor", "every pixel is 255 times too large: divide it by 255.",
                   lambda case: columns(case, case["which"], lambda pixel: pixel)),
    ],
)
