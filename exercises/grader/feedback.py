"""A record as a page for the student: Markdown and HTML, which say the same.

Everything that comes from a submission (names, what a program or the compiler said) is escaped:
it can neither become part of a page's markup nor end the block that it stands in.
"""
import html
import re
from pathlib import Path

STYLE = Path(__file__).with_name("feedback.css")
MARKS = {"passed": "passed", "failed": "failed", "blocked": "not tried"}


def points(score, most):
    return f"{score} of {most}"


def sentence(text):
    """With a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".") if text else ""


def where(exercise):
    return exercise["exercise"] + (f", {exercise['file']}" if exercise["file"] else "")


def title(test):
    return test["test"] + (" (hidden)" if test["hidden"] and "hidden" not in test["test"] else "")


def same_for_all(exercise):
    """The reason that all tests share, where nothing could be tried; '' otherwise."""
    reasons = {test["reason"] for test in exercise["tests"]}
    return reasons.pop() if len(reasons) == 1 and len(exercise["tests"]) > 1 else ""


def shown_tests(exercise):
    """Those with something to say."""
    if same_for_all(exercise):
        return []
    return [test for test in exercise["tests"] if test["status"] == "failed"]


# ---- Markdown --------------------------------------------------------------------------------

def plain_markdown(text):
    """Text that Markdown shows as it is, on one line."""
    text = " ".join(text.split())
    text = re.sub(r"([\\`*_{}\[\]<>|~$&])", r"\\\1", text)
    return re.sub(r"^(\d*)([-+#=]|(?<=\d)[.)])", r"\1\\\2", text)


def block(text):
    """A code block whose fence is longer than any inside it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return ["", fence + "text", text.rstrip("\n"), fence, ""]


def markdown(name, record):
    lines = [f"# {plain_markdown(name)}: {points(record['score'], record['most'])} points", ""]
    lines += [f"- {plain_markdown(sentence(note))}" for note in remarks(record)]
    lines += ["", "| exercise | points |", "|---|---:|"]
    lines += [f"| {plain_markdown(e['title'])} | {points(e['score'], e['most'])} |"
              for e in record["exercises"]]
    for exercise in record["exercises"]:
        lines += exercise_markdown(exercise)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def exercise_markdown(exercise):
    score = points(exercise["score"], exercise["most"])
    lines = ["", f"## {plain_markdown(exercise['title'])}: {score}", "", plain_markdown(where(exercise)), ""]
    lines += [plain_markdown(sentence(text)) + "\n" for text in opening(exercise)]
    lines += ["| test | | points |", "|---|---|---:|"]
    lines += [f"| {plain_markdown(title(t))} | {MARKS[t['status']]} | {points(t['score'], t['most'])} |"
              for t in exercise["tests"]]
    for test in shown_tests(exercise):
        lines += ["", f"### {plain_markdown(title(test))}", "", plain_markdown(sentence(test["reason"]))]
        if test["diagnosis"]:
            lines += ["", f"**What it looks like:** {plain_markdown(sentence(test['diagnosis']))}"]
        lines += block(test["details"]) if test["details"] else []
        lines += ["", "Your program printed:", *block(test["printed"])] if test["printed"].strip() else []
    if exercise["said"].strip():
        lines += ["", "The compiler said:", *block(exercise["said"])]
    return lines


def remarks(record):
    return [*record["notes"], *([record["reduced"]] if record["reduced"] else [])]


def opening(exercise):
    """What is to be said about the exercise as a whole, each thing once."""
    said = [exercise["note"], same_for_all(exercise)]
    return list(dict.fromkeys(filter(None, said)))


# ---- HTML ------------------------------------------------------------------------------------

def page(heading, body, css="narrow"):
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{html.escape(heading)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main class={css}>
{body}
</main>
</body>
</html>
"""


def paragraph(text, css=""):
    return f'<p{f" class={css}" if css else ""}>{html.escape(sentence(text))}</p>'


def bar(score, most):
    share = 100 * score / most if most else 0
    return f'<div class=bar aria-hidden=true><div style="width:{share:.0f}%"></div></div>'


def html_page(name, record):
    heading = f"{name}: {points(record['score'], record['most'])} points"
    body = [f"<header><h1>{html.escape(name)}</h1>",
            f"<p class=total><b>{record['score']}</b> of {record['most']} points</p>",
            bar(record["score"], record["most"]), "</header>"]
    if remarks(record):
        items = "".join(f"<li>{html.escape(sentence(note))}</li>" for note in remarks(record))
        body.append(f"<ul class=remarks>{items}</ul>")
    body += ["<nav><table><thead><tr><th scope=col>Exercise<th scope=col class=n>Points</thead><tbody>"]
    body += [f'<tr><td><a href="#{e["exercise"]}">{html.escape(e["title"])}</a>'
             f'<td class=n>{points(e["score"], e["most"])}' for e in record["exercises"]]
    body += ["</tbody></table></nav>"]
    return page(heading, "\n".join(body + [exercise_html(e) for e in record["exercises"]]))


def exercise_html(exercise):
    score = points(exercise["score"], exercise["most"])
    lines = [f'<section id="{exercise["exercise"]}">',
             f'<h2>{html.escape(exercise["title"])} <span class=n>{score}</span></h2>'
             f'<p class=where>{html.escape(where(exercise))}</p>']
    lines += [paragraph(text, "note") for text in opening(exercise)]
    lines += ["<table class=tests><thead><tr><th scope=col>Test<th scope=col>Result"
              "<th scope=col class=n>Points</thead><tbody>", *map(test_row, exercise["tests"]), "</tbody></table>"]
    lines += [failed_html(test) for test in shown_tests(exercise)]
    if exercise["said"].strip():
        lines.append(f"<details{'' if exercise['score'] else ' open'}><summary>The compiler said</summary>"
                     f"<pre>{html.escape(exercise['said'])}</pre></details>")
    return "\n".join(lines + ["</section>"])


def test_row(test):
    mark = {"passed": "\N{CHECK MARK} ", "failed": "\N{BALLOT X} ", "blocked": ""}[test["status"]]
    return (f'<tr class={test["status"]}><td>{html.escape(title(test))}<td>{mark}{MARKS[test["status"]]}'
            f'<td class=n>{points(test["score"], test["most"])}')


def failed_html(test):
    lines = [f"<article><h3>{html.escape(title(test))}</h3>", paragraph(test["reason"])]
    if test["diagnosis"]:
        lines.append("<p class=diagnosis><b>What it looks like:</b> "
                     f"{html.escape(sentence(test['diagnosis']))}</p>")
    if test["details"]:
        lines.append(f"<pre>{html.escape(test['details'])}</pre>")
    if test["printed"].strip():
        lines.append(f"<details><summary>Your program printed</summary><pre>{html.escape(test['printed'])}"
                     "</pre></details>")
    return "\n".join(lines + ["</article>"])
