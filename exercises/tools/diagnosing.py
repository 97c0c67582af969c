"""Telling a student what kind of mistake it looks like."""


def diagnose(exercise, failures):
    """(kind, sentence), or ("", ""). Failures: (case, expected, got) of each failed case."""
    for own in exercise.diagnoses:
        found = [own(*failure) for failure in failures]
        if all(found):
            return found[0]
    return "", ""
