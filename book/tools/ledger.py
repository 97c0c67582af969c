#!/usr/bin/env python3
"""The ledger: every definition of a chapter is shown exactly once, in that chapter.

    ledger.py DEFINITIONS.tsv PAGE.json...  >  ledger.txt

PAGE.json are chapters as pandoc documents, their listings in place. Test, fuzz and benchmark
programs (test_*, fuzz_*, bench_*) are not in the ledger. What a chapter does not show
it says in its front matter, with a reason; an exception that is not needed is an error too.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
import definitions  # noqa: E402

EXEMPT = re.compile(r"(test|fuzz|bench)_[^/]*\.[ch]$")


def text_of(node):
    """The plain text of a piece of pandoc's tree."""
    if isinstance(node, list):
        return "".join(text_of(n) for n in node)
    if isinstance(node, dict):
        if node["t"] in ("Str", "MetaString"):
            return node["c"]
        if node["t"] in ("Space", "SoftBreak"):
            return " "
        if node["t"] == "Code":
            return node["c"][1]
        return text_of(node.get("c", []))
    return ""


def listings(node):
    """(file, {first line of code: anchor}) of each listing below a node."""
    if isinstance(node, dict):
        if node.get("t") == "Div" and "listing" in node["c"][0][1]:
            attributes = dict(node["c"][0][2])
            shown = dict(pair.split(":", 1) for pair in attributes["data-shown"].split())
            yield attributes["data-file"], {int(line): a for line, a in shown.items()}
        for value in node.values():
            yield from listings(value)
    elif isinstance(node, list):
        for value in node:
            yield from listings(value)


class Chapter:
    def __init__(self, path):
        with open(path, encoding="utf-8") as stream:
            document = json.load(stream)
        self.name = os.path.basename(path)[:-len(".json")]
        self.directory = f"chapters/{self.name}"
        self.source = f"{self.directory}/chapter.md"
        self.shown = list(listings(document["blocks"]))
        unshown = document["meta"].get("unshown", {"c": []})
        self.unshown = [{k: text_of(v) for k, v in entry.get("c", {}).items()}
                        for entry in unshown["c"]]

    def owns(self, definition):
        return (os.path.dirname(definition.file) == self.directory
                and not EXEMPT.match(os.path.basename(definition.file)))


def places_of(chapters):
    """{(file, line): [(chapter, anchor), ...]}"""
    places = {}
    for chapter in chapters:
        for file, shown in chapter.shown:
            for line, anchor in shown.items():
                places.setdefault((file, line), []).append((chapter, anchor))
    return places


def excused(chapter, definition):
    return [u for u in chapter.unshown if u.get("name") in definition.names
            and u.get("file") == os.path.basename(definition.file)]


def check_definition(chapter, definition, places):
    """Sentences on what is wrong with one definition of a chapter, if anything."""
    what = f"{definition.file}:{definition.code}: {' / '.join(definition.names)}"
    pages = [c.source for c, _ in places]
    excuses = excused(chapter, definition)
    if not places and not excuses:
        yield f"{what} is not shown in {chapter.source}, nor excused under `unshown`."
    if places and excuses:
        yield f"{chapter.source}: `unshown` excuses {excuses[0]['name']} of " \
              f"{excuses[0]['file']}, which the chapter does show."
    if len(places) > 1:
        yield f"{what} is shown {len(places)} times (in {', '.join(pages)})."
    elif places and pages != [chapter.source]:
        yield f"{what} is shown in {pages[0]}, not in its own chapter."


def check_excuses(chapter, owned):
    for entry in chapter.unshown:
        missing = [k for k in ("file", "name", "reason") if not entry.get(k, "").strip()]
        if missing:
            yield f"{chapter.source}: an entry of `unshown` has no {' and no '.join(missing)}."
        elif not any(entry in excused(chapter, d) for d in owned):
            yield f"{chapter.source}: `unshown` excuses {entry['name']} of {entry['file']}, " \
                  "which is not defined there (any more)."


def check(chapters, all_definitions):
    """(rows of the ledger, sentences on what is wrong)"""
    places = places_of(chapters)
    rows, wrong = [], []
    for chapter in chapters:
        owned = [d for d in all_definitions if d.kind != "file" and chapter.owns(d)]
        wrong += check_excuses(chapter, owned)
        for d in owned:
            shown = places.get((d.file, d.code), [])
            wrong += check_definition(chapter, d, shown)
            where = [f"{c.name}.html#{anchor}" for c, anchor in shown]
            reason = [f"not shown: {u.get('reason', '')}" for u in excused(chapter, d)]
            rows.append((" ".join(d.names), f"{d.file}:{d.code}",
                         ", ".join(where or reason or ["-"])))
    return rows, wrong


def main(definitions_path, pages):
    chapters = [Chapter(path) for path in pages]
    rows, wrong = check(chapters, definitions.load(definitions_path))
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    for name, place, shown in rows:
        print(f"{name:<{widths[0]}}  {place:<{widths[1]}}  {shown}")
    if wrong:
        sys.exit("\n".join(wrong) + f"\nThe ledger does not close: {len(wrong)} of "
                 "its entries are wrong (see above).")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
