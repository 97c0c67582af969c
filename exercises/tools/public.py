"""What a student gets of an exercise, in exercises/NN-slug/public.json: the public tests with
their cases and expected answers; of hidden tests no more than that they exist.

It is enough to try the exercise where there is no solutions/ folder.
"""
import hashlib
import json

from exercises_lib import EXERCISES, SOLUTIONS, Exercise, ExerciseError, Test, in_order, load

NAME = "public.json"
TEST_FIELDS = ("points", "hidden", "memory", "seconds")


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def describe(exercise, starter, expected):
    """The content of public.json: expected maps a test's name to the answers of its cases."""
    tests = []
    for test in exercise.tests:
        told = {"name": test.name, "needs": list(test.needed),
                **{field: getattr(test, field) for field in TEST_FIELDS}}
        if not test.hidden:
            told["cases"] = test.all_cases(exercise.slug)
            told["expected"] = expected[test.name]
        tests.append(told)
    return {"title": exercise.title, "source": exercise.source, "functions": exercise.functions,
            "minutes": exercise.minutes, "tolerance": exercise.tolerance, "samples": exercise.samples,
            "starter": digest(starter), "tests": tests}


def write(description):
    """As JSON, a case or an answer to a line: what changes is seen in a diff."""
    tests = []
    for test in description["tests"]:
        fields = []
        for name, value in test.items():
            if name in ("cases", "expected"):
                rows = ",\n".join("      " + json.dumps(row) for row in value)
                fields.append(f'    "{name}": [\n{rows}\n    ]')
            else:
                fields.append(f'    "{name}": {json.dumps(value)}')
        tests.append("  {\n" + ",\n".join(fields) + "\n  }")
    head = [f'"{name}": {json.dumps(value)}' for name, value in description.items() if name != "tests"]
    return "{\n" + ",\n".join([*head, '"tests": [\n' + ",\n".join(tests) + "\n]"]) + "\n}\n"


def read(slug):
    path = EXERCISES / slug / NAME
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        exercise_of(slug, description)
        questions_of(description)
        return description
    except FileNotFoundError:
        raise ExerciseError(f"there is no exercise {slug}: {path} is missing") from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ExerciseError(f"{path} cannot be read ({error}); take it from where you got it, or type "
                            "'make starters'") from None


def exercise_of(slug, description):
    """An Exercise without what only solutions/ has: hidden draws, checks, diagnoses of its own."""
    def test_of(told):
        cases = told.get("cases", [{}])
        return Test(told["name"], told["points"], cases=cases, needs=tuple(told["needs"]),
                    **{field: told[field] for field in TEST_FIELDS[1:]})
    found = Exercise(description["title"], description["source"], description["functions"],
                     description["minutes"], [test_of(told) for told in description["tests"]],
                     description["tolerance"], description["samples"])
    found.slug, found.folder = slug, EXERCISES / slug
    found.builds_on = description.get("builds_on", {})
    return found


def questions_of(description):
    """{public test: (cases, expected answers)}"""
    return {told["name"]: (told["cases"], told["expected"])
            for told in description["tests"] if not told["hidden"]}


def public_slugs():
    return in_order(path.parent.name for path in EXERCISES.glob(f"[0-9]*/{NAME}"))


def open_exercise(slug):
    """(exercise, {public test: (cases, expected)}, digest of its starter), as a student has it."""
    description = read(slug)
    has_solution = (SOLUTIONS / slug / "exercise.py").is_file()
    exercise = load(slug) if has_solution else exercise_of(slug, description)
    questions = questions_of(description)
    if has_solution and list(questions) != [test.name for test in exercise.public_tests]:
        raise ExerciseError(f"{slug}: public.json and exercise.py differ; type 'make starters'")
    return exercise, questions, description["starter"]


def student_file(exercise):
    return EXERCISES / exercise.slug / exercise.file


def is_untouched(path, starter):
    """Whether the file is the starter as it was handed out."""
    if not path.exists():
        return True
    return digest(path.read_text(encoding="utf-8", errors="replace")) == starter
