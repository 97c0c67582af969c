"""The learning rate as a function of the step."""
import math

from exercises_lib import Exercise, Test, looks_like

KINDS = "constant", "step", "cosine", "cyclical", "one-cycle"
LOW, WARM_UP, PARTS, CYCLES = 0.1, 0.2, 5, 4


def runs(kind, lengths=(20, 1, 7, 53), rate=1):
    return [{"kind": kind, "rate": rate, "steps": steps} for steps in lengths]


def run(random):
    return {"kind": random.choice(KINDS), "rate": round(random.uniform(0.01, 1), 3),
            "steps": random.randint(2, 120)}


def line(share):
    return LOW + (1 - LOW) * share


def cycle(t):
    return 1 - abs(2 * (t * CYCLES % 1) - 1)


def one_cycle(t):
    return line(t / WARM_UP) if t < WARM_UP else (1 - t) / (1 - WARM_UP)


FORMULAS = {"constant": lambda t: 1, "step": lambda t: 0.5 ** math.floor(t * PARTS),
            "cosine": lambda t: (1 + math.cos(math.pi * t)) / 2, "cyclical": lambda t: line(cycle(t)),
            "one-cycle": one_cycle}


def explains(kind, sentence, of_kind=None, formula=None, time=lambda step, steps: step / steps):
    """Of one schedule, another formula; or of all, another t."""
    def mistaken(case):
        if of_kind not in (None, case["kind"]):
            return {}
        rate_at = formula or FORMULAS[case["kind"]]
        return {"rates": [case["rate"] * rate_at(time(step, case["steps"]))
                          for step in range(case["steps"])]}
    return looks_like(kind, sentence, mistaken)


exercise = Exercise(
    title="Five schedules",
    source="chapters/02-backprop/schedule.c",
    functions={"schedule_rate": "return 0;"},
    minutes=20,
    tolerance=1e-6,
    tests=[
        Test("constant", points=1, cases=runs("constant") + runs("constant", [0], 0.05)),
        Test("step", points=1, cases=runs("step")),
        Test("cosine", points=1, cases=runs("cosine")),
        Test("cyclical", points=1, cases=runs("cyclical")),
        Test("one-cycle", points=2, cases=runs("one-cycle")),
        Test("hidden schedules", points=3, draw=run, count=10, hidden=True,
             cases=[{"kind": kind, "rate": 0.3, "steps": 41} for kind in KINDS]
             + runs("cosine", [0])),
    ],
    diagnoses=[
        explains("integer-division", "the rate is that of step 0 all along: step / steps of two integers "
                 "is 0. Divide as double.", time=lambda step, steps: 0),
        explains("last-step", "t reaches 1 in the last step. It is step / steps, so that the last step "
                 "is still a little before the end.", time=lambda step, steps: step / (steps - 1)),
        explains("from-nothing", "one-cycle begins at 0; it should begin at rate/10.", "one-cycle",
                 lambda t: t / WARM_UP if t < WARM_UP else (1 - t) / (1 - WARM_UP)),
        explains("back-to-low", "one-cycle falls to rate/10 at its end; it should fall to 0.",
                 "one-cycle", lambda t: line(t / WARM_UP if t < WARM_UP else (1 - t) / (1 - WARM_UP))),
        explains("upside-down", "each cycle begins at the top; it should begin low.", "cyclical",
                 lambda t: line(1 - cycle(t))),
        explains("smooth-steps", "the rate falls all the time. It is to stand still within each fifth of "
                 "the run: floor(5 t).", "step", lambda t: 0.5 ** (t * PARTS)),
    ],
)
