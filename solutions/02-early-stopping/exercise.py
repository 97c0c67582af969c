"""Extension: early stopping that keeps the best weights."""
import math

from exercises_lib import Exercise, Test


def run(losses, patience, weights=3):
    return {"losses": losses, "patience": patience, "weights": weights}


def random_run(random):
    """A loss that falls, wobbles and rises again, for longer than patience lasts."""
    length, lowest = random.randint(8, 20), random.randint(2, 6)
    losses = [round(0.5 + 0.1 * abs(e - lowest) + random.uniform(0, 0.3), 3) for e in range(length)]
    losses += [2, 1.9, 1.8, 1.7, 1.95, 1.9]
    return run(losses, random.randint(1, 4), random.randint(1, 6))


def follow(losses, patience, late=False, better=lambda loss, best: loss < best, track=min):
    """(stopped, epochs, best epoch, best) of a run that goes by other rules."""
    best, best_epoch = math.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if better(loss, best):
            best_epoch = epoch
        best = track(best, loss)
        if epoch - best_epoch >= patience + late:
            return 1, epoch, best_epoch, best
    return 0, len(losses), best_epoch, best


def same(a, b):
    return a == b or math.isnan(a) and math.isnan(b)


def explains(kind, sentence, **rules):
    def own(case, _, got):
        *counts, best = follow(case["losses"], case["patience"], **rules)
        found = [got[name] for name in ("stopped", "epochs", "best epoch")]
        return (kind, sentence) if found == counts and same(got["best"], best) else None
    return own


def last_weights(case, expected, got):
    if all(row[0] == 1000 * (k + 1) for k, row in enumerate(got["restored"])) \
            and expected["best epoch"] > 0:
        return ("last-weights", "what comes back are the latest weights: they were not copied, or not "
                "restored. A pointer to the network's weights follows every change of them.")
    return None


exercise = Exercise(
    title="When to stop",
    source="solutions/02-early-stopping/early_stopping.c",
    functions={"early_stopping_new": "return (early_stopping){0};",
               "early_stopping_epoch": "return false;", "early_stopping_restore": "",
               "early_stopping_free": ""},
    minutes=30,
    tests=[
        Test("by hand", points=2, cases=[run([1.0, 0.6, 0.7, 0.5, 0.9], 2),
                                         run([3, 2, 1], 1)]),
        Test("patience", points=2, cases=[run([1.0, 0.6, 0.7, 0.5, 0.9, 0.6, 0.4], 2),
                                          run([1, 2, 1.5, 1.4, 1.3, 0.1], 3, 1), run([1, 1, 0.5], 1)]),
        Test("not a number", points=1, needs="by hand", cases=[
            run([math.nan, 0.5, math.nan, 0.7, 0.6], 4), run([math.nan] * 3, 2)]),
        Test("random runs", points=1, draw=random_run, count=6),
        Test("hidden runs", points=3, draw=random_run, count=12, hidden=True, cases=[
            run([1, 2, 1.9, 1.8, 1.7, 0.2], 2)]),
        Test("memory", points=2, memory=True, seconds=10, needs="by hand", cases=[
            run([1.0, 0.6, 0.7, 0.5, 0.9], 2), run([2, 1], 1, 5)]),
    ],
    diagnoses=[
        last_weights,
        explains("one-too-patient", "it stops one epoch too late: it waits for patience + 1 epochs "
                 "without improvement.", late=True),
        explains("than-the-last", "an epoch counts as an improvement where it is below the one before. "
                 "It has to be below the best of all.", track=lambda best, loss: loss),
        explains("nan-is-best", "an epoch whose loss is NaN counts as the best. Ask whether the loss is "
                 "below the best, not whether it is not above: with NaN both are false.",
                 better=lambda loss, best: not loss >= best,
                 track=lambda best, loss: best if loss >= best else loss),
    ],
)
