"""A record in the formats of other programs: JUnit XML and Gradescope's results.json."""
import re
import xml.etree.ElementTree as ElementTree

# What XML 1.0 allows.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text):
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def message(test):
    """Everything about a test that did not pass, as text."""
    parts = [test["reason"]]
    parts += [f"What it looks like: {test['diagnosis']}"] if test["diagnosis"] else []
    parts += [test["details"]] if test["details"] else []
    parts += [f"Your program printed:\n{test['printed']}"] if test["printed"].strip() else []
    return "\n\n".join(parts)


# ---- JUnit -----------------------------------------------------------------------------------

def junit_suites(name, record):
    """One <testsuite> per exercise, as elements."""
    return [junit_suite(name, exercise) for exercise in record["exercises"]]


def junit_suite(name, exercise):
    tests = exercise["tests"]
    suite = ElementTree.Element("testsuite", {
        "name": legal(f"{name}: {exercise['exercise']}"), "tests": str(len(tests)),
        "failures": str(sum(test["status"] == "failed" and not is_error(test) for test in tests)),
        "errors": str(sum(map(is_error, tests))),
        "skipped": str(sum(test["status"] == "blocked" for test in tests))})
    for test in tests:
        case = ElementTree.SubElement(suite, "testcase", {
            "name": legal(test["test"]), "classname": legal(f"{name}.{exercise['exercise']}")})
        kind = "error" if is_error(test) else {"failed": "failure", "blocked": "skipped"}.get(test["status"])
        if kind:
            told = ElementTree.SubElement(case, kind, {"message": legal(test["reason"])})
            told.text = legal(message(test))
    return suite


def is_error(test):
    return test["kind"] in ("grader error", "grader")


def junit(suites):
    root = ElementTree.Element("testsuites")
    root.extend(suites)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count)) for suite in suites)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


# ---- Gradescope ------------------------------------------------------------------------------

def gradescope(record, hidden_visibility="visible"):
    """As documented under https://gradescope-autograders.readthedocs.io/en/latest/specs/."""
    remarks = [*record["notes"], *filter(None, (e["note"] for e in record["exercises"]))]
    remarks += [record["reduced"]] if record["reduced"] else []
    tests = [gradescope_test(exercise, test, f"{n}.{m}", hidden_visibility)
             for n, exercise in enumerate(record["exercises"], 1)
             for m, test in enumerate(exercise["tests"], 1)]
    said = [f"{e['exercise']}: the compiler said\n{e['said']}" for e in record["exercises"]
            if e["said"].strip()]
    return {"score": record["score"], "execution_time": record["seconds"], "visibility": "visible",
            "stdout_visibility": "hidden", "output_format": "text", "output": "\n\n".join(remarks + said),
            "tests": tests}


def gradescope_test(exercise, test, number, hidden_visibility):
    return {"score": test["score"], "max_score": test["most"],
            "status": "passed" if test["status"] == "passed" else "failed",
            "name": f"{exercise['exercise']}: {test['test']}", "number": number,
            "output": "" if test["status"] == "passed" else message(test), "output_format": "text",
            "visibility": hidden_visibility if test["hidden"] else "visible"}
