#!/usr/bin/env python3
"""Lists the definitions of C files, for the listings and the ledger.

    definitions.py FILE...  >  definitions.tsv

Universal Ctags finds the definitions; this program only widens what it reports to what a
reader wants to see: the whole statement, the comment block right above it, and, where the
branches of one #if define the same name, everything from #if to #endif.

Each line of the output, separated by tabs:

    file  kind  first  code  last  names

kind is "def" (function, type, enum, macro, variable), "decl" (a prototype or an extern
variable of a header) or "file" (one per file: `first` is its first line worth showing, that
of its first comment or definition, `last` its last). `first` includes the comment above,
`code` does not. An enum, struct or union without a name goes by its first member's.
"""
import dataclasses
import json
import os
import re
import subprocess
import sys

DECLARATIONS = {"prototype", "externvar"}
PARTS = {"member", "enumerator"}


@dataclasses.dataclass
class Definition:
    file: str
    kind: str
    first: int
    code: int
    last: int
    names: list
    stand_in: str = ""  # what it goes by when it has no name of its own


@dataclasses.dataclass
class Line:
    text: str
    code: str = ""         # the text without comments, strings and character constants
    comment: bool = False  # some of it is comment
    directive: bool = False  # a preprocessor line, or the continuation of one

    def is_comment(self):
        return self.comment and not self.code.strip()


TOKEN = re.compile(r"""/\*.*?(?:\*/|\Z) | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
                       | \n | .""", re.S | re.X)


def read_lines(path):
    """The file's lines, each told apart into code and comment."""
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    lines = [Line(t) for t in text.splitlines()]
    at = 0
    for token in TOKEN.findall(text):
        height = token.count("\n")
        if token.startswith(("/*", "//")):
            for line in lines[at:at + height + 1]:
                line.comment = True
        elif token[0] in "\"'":
            lines[at].code += token[0] * 2
        elif token != "\n":
            lines[at].code += token
        at += height
    mark_directives(lines)
    return lines


def mark_directives(lines):
    continued = False
    for line in lines:
        line.directive = continued or line.code.lstrip().startswith("#")
        continued = line.directive and line.text.endswith("\\")


def run_ctags(paths):
    """{path: [tag, ...]} from one run of Universal Ctags."""
    command = ["ctags", "--quiet=yes", "--options=NONE", "--languages=C", "--langmap=C:.c.h",
               "--kinds-C=+px", "--fields=+neKs", "--sort=no", "--output-format=json",
               "-f", "-", "-L", "-"]
    try:
        out = subprocess.run(command, input="\n".join(paths), check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    except FileNotFoundError:
        sys.exit("definitions.py: ctags is not installed (package universal-ctags)")
    tags = {path: [] for path in paths}
    for line in out.splitlines():
        tag = json.loads(line)
        if tag["_type"] == "tag":
            tags[tag["path"]].append(tag)
    return tags


def guard_of(path):
    """The name of a header's include guard: DATA_SET_H for data_set.h."""
    return re.sub(r"\W", "_", os.path.basename(path)).upper()


def statement_end(lines, at):
    """The line of the `;` that ends the statement of line `at` (both from 1)."""
    depth = 0
    for number in range(at, len(lines) + 1):
        for c in lines[number - 1].code:
            depth += (c in "({[") - (c in ")}]")
            if c == ";" and depth <= 0:
                return number
    return at


def statement_start(lines, at):
    """The first line of the statement whose name is on line `at`."""
    while at > 1:
        above = lines[at - 2]
        if above.directive or not above.code.strip() or above.code.rstrip()[-1] in ";{},:":
            break
        at -= 1
    return at


def comment_start(lines, at):
    while at > 1 and lines[at - 2].is_comment():
        at -= 1
    return at


def conditionals(lines):
    """(first, last) of every #if ... #endif."""
    blocks, open_at = [], []
    for number, line in enumerate(lines, 1):
        directive = re.match(r"\s*#\s*(if|ifdef|ifndef|endif)\b", line.code)
        if directive and directive[1] == "endif" and open_at:
            blocks.append((open_at.pop(), number))
        elif directive and directive[1] != "endif":
            open_at.append(number)
    return blocks


def alternatives(lines, path, definitions):
    """The definitions of one name in the branches of one #if become one definition."""
    guard = guard_of(path)
    blocks = [b for b in conditionals(lines) if guard not in lines[b[0] - 1].code]
    for d in definitions:
        same = [o for o in definitions if set(o.names) & set(d.names)]
        around = [b for b in blocks if all(b[0] < o.code and o.last < b[1] for o in same)]
        if len(same) > 1 and around:
            first, last = max(around)
            for o in same:
                o.code, o.last = first, last


def merge(definitions):
    """Definitions that share lines are one: a typedef with its struct, `int a, b;`."""
    merged = []
    for d in sorted(definitions, key=lambda d: (d.code, -d.last)):
        if merged and d.code <= merged[-1].last:
            whole = merged[-1]
            whole.last = max(whole.last, d.last)
            whole.names += [n for n in d.names if n not in whole.names]
            whole.stand_in = whole.stand_in or d.stand_in
        else:
            merged.append(d)
    return merged


def of_tag(lines, tag, parts):
    kind = "decl" if tag["kind"] in DECLARATIONS else "def"
    code = tag["line"]
    last = tag.get("end") or statement_end(lines, code)
    if tag["kind"] != "macro":
        code = statement_start(lines, code)
    found = Definition(tag["path"], kind, code, code, last, [tag["name"]])
    if tag["name"].startswith("__anon"):
        found.names = []
        found.stand_in = next((p["name"] for p in parts if p.get("scope") == tag["name"]), "")
    return found


def definitions_of(path, tags):
    """The definitions of one file in order, with its "file" entry first."""
    lines = read_lines(path)
    parts = [t for t in tags if t["kind"] in PARTS]
    wanted = [t for t in tags if t["kind"] not in PARTS and "scope" not in t
              and t["name"] != guard_of(path)
              and not (path.endswith(".c") and t["kind"] in DECLARATIONS)]
    found = [of_tag(lines, t, parts) for t in wanted]
    alternatives(lines, path, found)
    found = merge(found)
    for d in found:
        d.first = comment_start(lines, d.code)
        d.names = d.names or [d.stand_in]
    comments = [n for n, line in enumerate(lines, 1) if line.is_comment()]
    starts = comments[:1] + [d.first for d in found[:1]]
    whole = Definition(path, "file", min(starts, default=1), 1, len(lines), [])
    return [whole] + found


def load(path):
    """Reads a definitions.tsv back."""
    with open(path, encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    return [Definition(f, kind, int(first), int(code), int(last), names.split())
            for f, kind, first, code, last, names in rows]


def main(paths):
    for path, tags in run_ctags(paths).items():
        for d in definitions_of(path, tags):
            print(d.file, d.kind, d.first, d.code, d.last, " ".join(d.names), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1:])
