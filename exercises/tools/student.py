#!/usr/bin/env python3
"""The student's loop: what `make try`, `make hint`, `make solution` and `make watch` do.

    student.py try [EX]        where one stands and what is next; or one exercise, tested
    student.py hint [EX]       the next hint
    student.py solution EX     the book's own, once the exercise is passed
    student.py watch [EX]      tests again whenever a file is saved

EX is an exercise's name or a part of it that fits one only. Exit status 0: what was tested
passed; 1: not yet; 2: there is no such exercise, or its files are broken.
"""
import sys

import progress
import public
from compiling import BUILD, build, locked
from exercises_lib import ROOT, SOLUTIONS, ExerciseError
from memory import available
from messages import explain, printed_lines, wrap
from overview import next_lines, overview_lines, where_to_write
from scoring import BLOCKED, FAILED, total
from terminal import bold, dim, good, bad, markdown_lines
from testing import try_tests


def choose(part):
    """The slug that PART means."""
    names = public.public_slugs()
    if part in names:
        return part
    fits = [name for name in names if part in name]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise ExerciseError(f"'{part}' may be {', '.join(fits[:6])}: say more of its name")
    raise ExerciseError(f"there is no exercise '{part}': 'make try' lists them")


def following(slugs, entries):
    """The exercise one is at: the first that is not passed, or None."""
    return next((slug for slug in slugs if slug not in entries or not entries[slug].passed), None)


def chosen_or_next(part):
    if part:
        return choose(part)
    slug = following(public.public_slugs(), progress.read())
    if slug is None:
        raise ExerciseError("all exercises are passed")
    return slug


# ---- try -------------------------------------------------------------------------------------

def public_results(exercise, questions, path):
    """(what the compiler said, results): results are None where the file does not compile."""
    program = BUILD / "tried" / exercise.slug / "program"
    with locked(program.with_name("lock")):  # `make watch` may be at it in another terminal
        found = build(exercise, path, program)
        if not found.ok:
            return found.said, None
        tests = [test for test in exercise.public_tests if available() or not test.memory]
        return found.said, try_tests(exercise, found.program, tests, questions)


def try_one(slug):
    """Tests the student's file, says what there is to say; whether all public tests passed."""
    exercise, questions, starter = public.open_exercise(slug)
    path = public.student_file(exercise)
    if not path.exists():
        raise ExerciseError(f"{path} is missing: 'make starters' writes it anew")
    tested = progress.fingerprint(path)
    said, results = public_results(exercise, questions, path)
    print(f"{bold(slug)}: {exercise.title}\n")
    if said.strip():
        print("\n".join(["The compiler says:", *printed_lines(said, 30), ""]))
    if results is None:
        print(bad("It does not compile yet."))
        remember(exercise, [], tested)
        return False
    if public.is_untouched(path, starter):
        print("\n".join(["This is the starter as it was.", *where_to_write(exercise), ""]))
        for result in results:
            result.diagnosis = ""  # of no code there is nothing to say
    print("\n".join(report(exercise, results)))
    remember(exercise, results, tested)
    return all(result.passed for result in results)


def foundations(exercise):
    """What to say of exercises that this one builds on and that are not passed."""
    entries = progress.read()
    missing = [slug for slug in exercise.builds_on if slug not in entries or not entries[slug].passed]
    return ["", *wrap(f"This exercise uses your own work on {', '.join(missing)}, which is not passed "
                      "yet: that first.")] if missing else []


def remember(exercise, results, tested):
    most = sum(test.points for test in exercise.public_tests)
    passed = bool(results) and all(result.passed for result in results)
    progress.update(exercise.slug, state="passed" if passed else "begun", points=total(results),
                    most=most, tested=tested)


def report(exercise, results):
    """The tests one under the other, then the first failure in full."""
    width = max(len(test.name) for test in exercise.tests)
    by_name = {result.test: result for result in results}
    lines = [test_line(test, by_name.get(test.name), width) for test in exercise.tests]
    first = next((result for result in results if result.status == FAILED), None)
    if first:
        lines += ["", *explain(exercise, first), *foundations(exercise)]
    return [*lines, "", *outcome_lines(exercise, results)]


def test_line(test, result, width):
    if result is None:
        why = "when it is graded" if test.hidden else "not tried: valgrind is not installed"
        return f"  {dim('later ')} {test.name:{width}}  {dim(f'{points_text(test.points)}, {why}')}"
    waits = result.status == BLOCKED
    mark = good("passed") if result.passed else dim("waits ") if waits else bad("failed")
    why = dim(result.reason) if waits else ""
    return f"  {mark} {test.name:{width}}  {result.points} of {result.most}  {why}".rstrip()


def points_text(points):
    return "1 point" if points == 1 else f"{points} points"


def outcome_lines(exercise, results):
    if all(result.passed for result in results):
        ahead = following(public.public_slugs(),
                          {**progress.read(), exercise.slug: progress.Entry(state="passed")})
        then = f"\nNext: make try EX={ahead}" if ahead else "\nThat was the last one."
        return [good("Passed.") + f" make solution EX={exercise.slug} shows how the book does it." + then]
    return [f"{total(results)} of {sum(r.most for r in results)} points. "
            f"Stuck? make hint EX={exercise.slug}"]


def try_all():
    """Tests again what has changed since it was tested, then tells where one stands."""
    slugs = public.public_slugs()
    for slug in slugs:
        if is_to_be_tried(slug):
            retest(slug)
    entries = progress.read()
    print("\n".join(overview_lines(slugs, entries)))
    ahead = following(slugs, entries)
    print("\n".join(["", *next_lines(ahead)]))
    return True


def is_to_be_tried(slug):
    description = public.read(slug)
    path = public.student_file(public.exercise_of(slug, description))
    if not path.exists() or public.is_untouched(path, description["starter"]):
        return False
    entry = progress.read().get(slug)
    return entry is None or entry.tested != progress.fingerprint(path)


def retest(slug):
    exercise, questions, _ = public.open_exercise(slug)
    path = public.student_file(exercise)
    tested = progress.fingerprint(path)
    remember(exercise, public_results(exercise, questions, path)[1] or [], tested)


# ---- hints and solutions ---------------------------------------------------------------------

def hints(exercise):
    """The texts under ## 1, ## 2, ## 3."""
    path = exercise.folder / "hints.md"
    if not path.is_file():
        raise ExerciseError(f"{exercise.slug} has no hints here: {path} is missing")
    text = path.read_text(encoding="utf-8")
    return [part.split("\n", 1)[1].strip() for part in ("\n" + text).split("\n## ")[1:]]


def hint(part):
    """Each time one more; when all are told, all again."""
    exercise = public.open_exercise(chosen_or_next(part))[0]
    texts = hints(exercise)
    entry = progress.read().get(exercise.slug, progress.Entry())
    told = entry.hints + 1
    again = told > len(texts)
    for n in range(len(texts)) if again else [told - 1]:
        print(bold(f"{exercise.slug}, hint {n + 1} of {len(texts)}"))
        print("\n".join(markdown_lines(texts[n])) + "\n")
    if again:
        print("That is all there is.")
    progress.update(exercise.slug, hints=min(told, len(texts)))
    return True


def solution(part):
    """The chapter's own functions, for who has passed."""
    if not part:
        raise ExerciseError("whose solution? make solution EX=NAME")
    exercise = public.open_exercise(choose(part))[0]
    if not (SOLUTIONS / exercise.slug).is_dir():
        raise ExerciseError("the solutions are not in this folder: ask your teacher")
    entry = progress.read().get(exercise.slug)
    if entry is None or not entry.passed:
        print(f"First pass {exercise.slug}: make try EX={exercise.slug}. "
              f"Stuck? make hint EX={exercise.slug}")
        return False
    show_solution(exercise)
    return True


def show_solution(exercise):
    import pieces  # needs ctags, which nothing else here does
    path = ROOT / exercise.source
    for name in exercise.functions:
        print(bold(f"{exercise.source}:{pieces.one(path, name).code}"))
        print("\n".join(pieces.text_of(path, name)) + "\n")


# ---- the command line ------------------------------------------------------------------------

def try_command(part):
    return try_one(choose(part)) if part else try_all()


def watch_command(part):
    from watch import watch
    return watch(chosen_or_next(part), try_one, hint)


COMMANDS = {"try": try_command, "hint": hint, "solution": solution, "watch": watch_command}


def main(words):
    if not words or words[0] not in COMMANDS or len(words) > 2:
        sys.stdout.write(__doc__)
        return 2
    try:
        return 0 if COMMANDS[words[0]](words[1] if len(words) > 1 else "") else 1
    except ExerciseError as error:
        print(f"{words[0]}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
