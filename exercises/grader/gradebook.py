"""All records together: a CSV for the spreadsheet and a page for the eye."""
import csv
import html
import io

from feedback import page, points
from grading import has_grader_error

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text):
    return f"'{text}" if text.startswith(FORMULA) else text


def remark(record):
    """A few words for the gradebook."""
    if record is None:
        return "not graded yet"
    words = ["GRADER ERROR: grade it again"] if has_grader_error(record) else []
    words += record["notes"]
    words += [exercise["note"] for exercise in record["exercises"] if exercise["note"]]
    return "; ".join(words)[:500]


def gradebook(entries, records, exercises):
    """One row per submission, in their order; the last columns are for people."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["submission", "score", "most", "percent", *(e.slug for e in exercises), "remarks",
                   "feedback"])
    for entry in entries:
        record = records.get(entry.id)
        scores = {e["exercise"]: e["score"] for e in record["exercises"]} if record else {}
        rows.writerow([cell(entry.name), record["score"] if record else "",
                       sum(e.points for e in exercises),
                       f"{100 * record['score'] / record['most']:.1f}" if record and record["most"] else "",
                       *(scores.get(e.slug, "") for e in exercises), cell(remark(record)),
                       f"students/{entry.id}/feedback.html"])
    return out.getvalue()


def overview(entries, records, exercises, strays, reduced):
    """The page for the instructor: what was hard, and everybody's points."""
    done = [records[entry.id] for entry in entries if entry.id in records]
    body = [f"<h1>{len(done)} of {len(entries)} submissions graded</h1>"]
    body += [f"<p class=note>{html.escape(reduced)}</p>"] if reduced else []
    body += ["<ul class=remarks>", *(f"<li>{html.escape(s)}" for s in strays), "</ul>"] if strays else []
    body += ["<h2>What was hard</h2>", *hard(done, exercises), "<h2>Everybody</h2>",
             "<div class=scroll><table><thead><tr><th scope=col>Submission<th scope=col class=n>Points",
             *(f"<th scope=col class=n>{e.slug}" for e in exercises), "<th scope=col>Remarks</thead><tbody>"]
    body += [row(entry, records.get(entry.id), exercises) for entry in entries]
    return page("Overview", "\n".join([*body, "</tbody></table></div>"]), "wide")


def hard(done, exercises):
    """For each test the share of submissions that passed it, the hardest first."""
    passed, tried = {}, max(1, len(done))
    for record in done:
        for exercise in record["exercises"]:
            for test in exercise["tests"]:
                key = exercise["exercise"], test["test"]
                passed[key] = passed.get(key, 0) + (test["status"] == "passed")
    tests = [(passed.get((e.slug, test.name), 0) / tried, e, test) for e in exercises for test in e.tests]
    lines = ["<div class=scroll><table><thead><tr><th scope=col>Exercise<th scope=col>Test"
             "<th scope=col class=n>Points<th scope=col class=n>Passed by</thead><tbody>"]
    lines += [f"<tr><td>{html.escape(e.title)}<td>{html.escape(test.name)}<td class=n>{test.points}"
              f"<td class=n>{100 * share:.0f} %" for share, e, test in sorted(tests, key=lambda t: t[0])]
    return [*lines, "</tbody></table></div>"]


def row(entry, record, exercises):
    name = html.escape(entry.name)
    if record is None:
        return f"<tr><td>{name}<td class=n>" + "<td>" * len(exercises) + "<td>not graded yet"
    scores = {e["exercise"]: e["score"] for e in record["exercises"]}
    return (f'<tr><td><a href="students/{entry.id}/feedback.html">{name}</a>'
            f'<td class=n>{points(record["score"], record["most"])}'
            + "".join(f'<td class=n>{scores.get(e.slug, "")}' for e in exercises)
            + f"<td>{html.escape(remark(record))}")
