"""Numbers of few bits without gaps, and back."""
from exercises_lib import Exercise, Test, looks_like


def packed_row(cols, bits):
    return (cols * bits + 7) // 8


def row_value(numbers, bits):
    """A row as one large number, whose bytes are the row's."""
    return sum((number % 2 ** bits) << k * bits for k, number in enumerate(numbers))


def bytes_of(rows, bits):
    return [byte for row in rows
            for byte in row_value(row, bits).to_bytes(packed_row(len(row), bits), "little")]


def shape(random):
    return {"rows": random.randint(1, 4), "cols": random.randint(1, 11), "bits": random.randint(1, 9)}


def across_bytes(random):
    """Bits that do not divide eight, and enough numbers to cross a border, in more than one row."""
    return {"rows": random.randint(2, 4), "cols": random.randint(4, 11),
            "bits": random.choice([3, 5, 6, 7, 9])}


def whole_numbers(random, s):
    half = 2 ** (s["bits"] - 1)
    return [random.randint(-half, max(half - 1, 1)) for _ in range(s["rows"] * s["cols"])]


def rows_of(numbers, cols):
    return [numbers[i:i + cols] for i in range(0, len(numbers), cols)]


def to_pack(random, of=across_bytes):
    s = of(random)
    return {**s, "numbers": whole_numbers(random, s)}


def to_unpack(random, of=across_bytes):
    s = of(random)
    rows = rows_of(whole_numbers(random, s), s["cols"])
    return {**s, "has_sign": random.randint(0, 1), "bytes": bytes_of(rows, s["bits"])}


def any_pack(random):
    return to_pack(random, shape)


def any_unpack(random):
    return to_unpack(random, shape)


# ---- mistakes --------------------------------------------------------------------------------

def given_rows(case):
    return rows_of([int(number) for number in case["numbers"]], case["cols"])


def in_bytes(case, put):
    """put(row, k, number) -> what is or-ed into the row, for each number of each row."""
    size, result = packed_row(case["cols"], case["bits"]), []
    for row in given_rows(case):
        value = 0
        for k, number in enumerate(row):
            value |= put(k, number)
        result += list((value % 256 ** size).to_bytes(size, "little"))
    return {"bytes": result}


def spills(case):
    """Each number brings along all its higher bits, as far as the two bytes that it touches."""
    bits = case["bits"]

    def put(k, number):
        place = k * bits
        touched = 16 if place % 8 + bits > 8 else 8
        return ((number << place % 8) % 2 ** touched) << place // 8 * 8
    return in_bytes(case, put)


def cut_at_border(case):
    bits = case["bits"]
    return in_bytes(case, lambda k, n: (((n % 2 ** bits) << k * bits % 8) % 256) << k * bits // 8 * 8)


def highest_first(case):
    bits, result = case["bits"], []
    for row in given_rows(case):
        text = "".join(format(number % 2 ** bits, f"0{bits}b") for number in row)
        text += "0" * (-len(text) % 8)
        result += [int(text[i:i + 8], 2) for i in range(0, len(text), 8)]
    return {"bytes": result}


def run_on(case):
    size = packed_row(case["cols"], case["bits"]) * case["rows"]
    numbers = [int(number) for number in case["numbers"]]
    return {"bytes": list(row_value(numbers, case["bits"]).to_bytes(size, "little"))}


def unsigned(case):
    bits, cols = case["bits"], case["cols"]
    rows = rows_of(case["bytes"], packed_row(cols, bits))
    values = [sum(int(byte) << 8 * k for k, byte in enumerate(row)) for row in rows]
    return {"numbers": [value >> k * bits & (2 ** bits - 1) for value in values for k in range(cols)]}


def first_byte_only(case):
    bits, cols = case["bits"], case["cols"]
    rows, result = rows_of(case["bytes"], packed_row(cols, bits)), []
    for row in rows:
        for k in range(cols):
            number = int(row[k * bits // 8]) >> k * bits % 8 & (2 ** bits - 1)
            negative = case["has_sign"] and number >= 2 ** (bits - 1)
            result.append(number - 2 ** bits if negative else number)
    return {"numbers": result}


def not_cleared(case):
    """What the driver left in the bytes, 0xA5, shines through."""
    rows = given_rows(case)
    return {"bytes": [byte | 0xA5 for byte in bytes_of(rows, case["bits"])]}


BORDER = ("What crosses the border of two bytes is lost: the upper part of such a number belongs into the "
          "low bits of the next byte.")

diagnoses = [
    looks_like("spills", "The sign bits of negative numbers spill over their neighbours: cut each number to "
               "its lowest `bits` bits first.", spills, 0),
    looks_like("bit-order", "The bits stand in the order in which one reads: highest first. Here number 0 "
               "has the lowest bits of the first byte.", highest_first, 0),
    looks_like("rows-run-on", "The second row begins within the last byte of the first. Each row begins "
               "with a fresh byte.", run_on, 0),
    looks_like("not-zeroed", "What was in `packed` before shines through: clear its bytes before you put "
               "numbers in with |=.", not_cleared, 0),
    looks_like("no-sign", "Negative numbers come out positive: with a sign, a number whose highest bit is "
               "set is that minus 2^bits.", unsigned, 0),
    looks_like("border", BORDER, cut_at_border, 0),
    looks_like("border", BORDER, first_byte_only, 0),
]

HAND = {"rows": 2, "cols": 3, "bits": 4, "numbers": [1, -2, 3, 7, 0, -8]}
THREE = {"rows": 1, "cols": 3, "bits": 3, "numbers": [5, 6, 1]}

exercise = Exercise(
    title="Four bits take half a byte",
    source="chapters/05-quantization/bit_packing.c",
    functions={"pack": "", "unpack": ""},
    minutes=30,
    tolerance=0,
    tests=[
        Test("by hand", points=1, cases=[HAND, THREE]),
        Test("unpacked by hand", points=1, cases=[
            {"rows": 1, "cols": 3, "bits": 4, "has_sign": 0, "bytes": [225, 3]},
            {"rows": 1, "cols": 3, "bits": 4, "has_sign": 1, "bytes": [225, 3]}]),
        Test("packed", points=1, draw=to_pack, count=6),
        Test("unpacked", points=1, draw=to_unpack, count=6),
        Test("hidden packed", points=2, draw=any_pack, count=20, hidden=True, needs="by hand"),
        Test("hidden unpacked", points=2, draw=any_unpack, count=20, hidden=True, needs="unpacked by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs=("by hand", "unpacked by hand"), cases=[
            {"rows": 2, "cols": 2, "bits": 4, "numbers": [1, 2, 3, 4]},
            {"rows": 1, "cols": 3, "bits": 3, "numbers": [1, 2, 3]},
            {"rows": 2, "cols": 2, "bits": 4, "has_sign": 1, "bytes": [33, 67]},
            {"rows": 1, "cols": 8, "bits": 3, "has_sign": 0, "bytes": [1, 2, 3]}]),
    ],
    diagnoses=diagnoses,
)
