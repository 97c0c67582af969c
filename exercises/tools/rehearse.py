#!/usr/bin/env python3
"""Tries an exercise on what is known of it, for who writes one.

    rehearse.py [SLUG...]      the solution, the starter and each wrong solution; default: all

Exit status 1 where something is not as it should be (test_exercises.py checks the same).
"""
import hashlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pieces
from compiling import BUILD, TOGETHER, Built, build, newest, parts
from exercises_lib import ROOT, ExerciseError, load, slugs
from running_cases import run_cases
from scoring import BLOCKED, FAILED, judge
from testing import expected_answers, try_tests, watch_together


@dataclass(frozen=True)
class Rehearsal:
    said: str        # by the compiler
    results: tuple   # scoring.Result of each test; empty where it does not compile

    def names(self, status):
        return [result.test for result in self.results if result.status == status]

    @property
    def kinds(self):
        """The kinds of diagnosis of the tests that failed."""
        return [result.kind for result in self.results if result.status == FAILED]


def built(exercise, name, text):
    """Builds TEXT; what was built of the same text and parts before is taken again."""
    key = hashlib.sha256(f"{newest(parts(exercise))} {text}".encode()).hexdigest()[:16]
    folder = BUILD / "rehearsals" / exercise.slug / f"{name}-{key}"
    said = folder / "said"
    if not said.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{name}-"))
        (aside / exercise.file).write_text(text, encoding="utf-8")
        complaints = build(exercise, aside / exercise.file, aside / "program").said
        complaints = complaints.replace(str(aside.relative_to(ROOT)), ".")
        (aside / "said").write_text(complaints, encoding="utf-8")
        try:
            aside.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(aside)
    program = folder / "program"
    return Built(program if program.exists() else None, said.read_text(encoding="utf-8"))


@lru_cache(maxsize=None)
def solution_program(slug):
    exercise = load(slug)
    found = built(exercise, "solution", pieces.solution_text(exercise))
    if not found.ok or found.said:
        raise ExerciseError(f"{slug}: the solution does not compile cleanly:\n{found.said}")
    return found.program


@lru_cache(maxsize=None)
def questions(slug, seed="public"):
    """{test name: (cases, expected answers)}"""
    exercise = load(slug)
    cases = {test.name: test.all_cases(slug, seed) for test in exercise.tests}
    return {test.name: (cases[test.name], expected_answers(exercise, solution_program(slug),
                                                           cases[test.name], test))
            for test in exercise.tests}


def rehearse(exercise, name, text, passed=()):
    found = built(exercise, name, text)
    if not found.ok:
        return Rehearsal(found.said, ())
    return Rehearsal(found.said, tuple(try_tests(exercise, found.program, exercise.tests,
                                                 questions(exercise.slug), passed=passed)))


def watched(exercise, texts):
    """{name: {test: Result}}: the tests of memory that TEXTS, {name: text}, pass, all under one valgrind."""
    trials, names = [], []
    for name, text in texts.items():
        program = built(exercise, name, text).program
        for test in exercise.tests if program else ():
            asked = questions(exercise.slug)[test.name]
            if test.memory and judge(exercise, test, *asked, run_cases(program, asked[0], test.limit)).passed:
                trials.append((exercise, program, test, *asked))
                names.append(name)
    found = {name: {} for name in texts}
    for name, result in zip(names, watch_together(TOGETHER, trials)):
        found[name] |= {result.test: result} if result else {}
    return found


# ---- what is to be said about them -----------------------------------------------------------

def of_solution(exercise, passed=()):
    """What is wrong with the solution, as sentences. PASSED: tests whose Results are known, here and
    below."""
    tried = rehearse(exercise, "solution", pieces.solution_text(exercise), passed)
    lost = [result for result in tried.results if not result.passed]
    return [f"the solution loses '{r.test}': {r.reason} {r.diagnosis} {r.printed}" for r in lost]


def of_starter(exercise, passed=()):
    tried = rehearse(exercise, "starter", pieces.starter_text(exercise), passed)
    if not tried.results or tried.said:
        return [f"the starter does not compile without warnings:\n{tried.said}"]
    return [f"the starter passes '{result.test}'" for result in tried.results
            if result.passed and result.most]


def of_wrong(exercise, wrong, passed=()):
    tried = rehearse(exercise, f"wrong-{wrong.name}", pieces.wrong_text(exercise, wrong), passed)
    if not tried.results:
        return [f"{wrong.name} does not compile:\n{tried.said}"]
    lost, named = set(tried.names(FAILED)), set(wrong.fails)
    missing, extra = named - lost - set(tried.names(BLOCKED)), lost - named
    problems = [f"{wrong.name} does not fail '{name}'" for name in sorted(missing)]
    problems += [f"{wrong.name} fails '{name}' too" for name in sorted(extra)]
    if wrong.diagnosis not in tried.kinds:
        problems.append(f"{wrong.name} is diagnosed as {sorted(set(tried.kinds))}, "
                        f"not as {wrong.diagnosis}")
    return problems


def problems(exercise):
    mistakes = pieces.wrong_solutions(exercise)
    texts = {f"wrong-{wrong.name}": pieces.wrong_text(exercise, wrong) for wrong in mistakes}
    known = watched(exercise, {"solution": pieces.solution_text(exercise),
                               "starter": pieces.starter_text(exercise), **texts})
    found = of_solution(exercise, known["solution"]) + of_starter(exercise, known["starter"])
    for wrong in mistakes:
        found += of_wrong(exercise, wrong, known[f"wrong-{wrong.name}"])
    return found


def main(names):
    bad = False
    for slug in names or slugs():
        try:
            exercise = load(Path(slug).name)
            found = problems(exercise)
        except ExerciseError as error:
            found = [str(error)]
        bad = bad or bool(found)
        print("\n".join([f"{slug}:", *(f"  {line}" for line in found)]) if found else f"{slug}: good")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
