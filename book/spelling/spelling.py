#!/usr/bin/env python3
"""Checks the spelling of the book's prose with aspell: British English with -ize.

    spelling.py [FILE.md ...]     left out: every page of the book with its exercises, and the READMEs
    spelling.py --unknown         prints unknown words alone, one a line

Code, formulas, figures from results and citations are not prose. Words of the trade and names
are in words.txt, one a line; what is listed there must stand somewhere.
"""
import functools
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORDS = os.path.join(HERE, "words.txt")
DICTIONARY = "en_GB-ize"
READER = "markdown-implicit_figures-example_lists"
PAGES = ("README.md", "datasets/README.md", "book/README.md", "book/front/*.md", "book/back/*.md",
         "chapters/*/*.md")
EXERCISES = ("solutions/*/task.md", "solutions/*/hints.md")

# Elements without prose, and attributes with prose.
SKIPPED = {"Code", "CodeBlock", "Math", "RawInline", "RawBlock", "Cite"}
SPOKEN = ("alt", "title")
FILE_NAME = re.compile(r"[\w.-]+\.(?:md|c|h|py|csv|json|txt|gp)\b")


def missing():
    """Why the check cannot run here; empty where it can."""
    for tool in ("aspell", "pandoc"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    dictionaries = subprocess.run(["aspell", "dump", "dicts"], stdout=subprocess.PIPE, text=True)
    if DICTIONARY not in dictionaries.stdout.split():
        return f"aspell has no dictionary {DICTIONARY}"
    return ""


def found(patterns):
    return sorted({path for pattern in patterns for path in glob.glob(os.path.join(ROOT, pattern))})


def pages():
    """What is read at a time: a page, or all exercises of a chapter. Each is a tuple of paths."""
    tasks = {}
    for path in found(EXERCISES):
        chapter = os.path.basename(os.path.dirname(path))[:2]
        tasks.setdefault(chapter, []).append(path)
    return [(path,) for path in found(PAGES)] + [tuple(paths) for paths in tasks.values()]


def spoken(attributes):
    """The prose in an element's attributes."""
    return [value for name, value in attributes[2] if name in SPOKEN]


def prose(node, parts):
    """Collects the words of pandoc's tree in `parts`."""
    if isinstance(node, list):
        for child in node:
            prose(child, parts)
        return
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c")
    if kind in SKIPPED:
        parts.append(" ")
    elif kind == "Str":
        parts.append(content)
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        parts.append(" ")
    elif kind in ("Span", "Div", "Image", "Link"):
        parts.extend(f" {text} " for text in spoken(content[0]))
        if "result" not in content[0][1]:
            prose(content[1], parts)
    elif kind == "MetaString":
        parts.append(content)
    elif kind == "DefinitionList":
        for term, definitions in content:
            prose(term, parts)
            parts.append("\n")
            prose(definitions, parts)
    else:
        prose(content if kind else list(node.values()), parts)
        parts.append("\n" if kind in ("Para", "Plain", "Header") else "")


@functools.lru_cache(maxsize=None)
def text_of(page):
    run = subprocess.run(["pandoc", "-f", READER, "-t", "json", *page], stdout=subprocess.PIPE,
                         check=True, text=True)
    document = json.loads(run.stdout)
    parts = []
    meta = {name: value for name, value in document["meta"].items() if name == "summary"}
    prose([meta, document["blocks"]], parts)
    text = FILE_NAME.sub(" ", "".join(parts))
    return re.sub(r"['’]s\b", "", text)


def known_words():
    with open(WORDS, encoding="utf-8") as stream:
        return [line.strip() for line in stream if line.strip() and not line.startswith("#")]


def unknown_in(text, known):
    """The words of `text` that neither aspell nor the list knows."""
    with tempfile.NamedTemporaryFile("w", suffix=".pws", encoding="utf-8") as personal:
        personal.write(f"personal_ws-1.1 en {len(known)} utf-8\n")
        personal.writelines(f"{word}\n" for word in known)
        personal.flush()
        run = subprocess.run(["aspell", "list", "--encoding=utf-8", "-d", DICTIONARY, "-p",
                              personal.name], input=text, stdout=subprocess.PIPE, check=True, text=True)
    return set(run.stdout.split())


def place(page, word):
    """path:line of the first line that has the word."""
    for path in page:
        with open(path, encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line.replace("’", "'")):
                    return f"{os.path.relpath(path, ROOT)}:{number}"
    return os.path.relpath(page[0], ROOT)


def check(read, known):
    """Sentences about unknown words in pages."""
    problems = []
    for page in read:
        for word in sorted(unknown_in(text_of(page), known)):
            problems.append(f'{place(page, word)}: "{word}" is in no dictionary; a word of the '
                            f"trade goes into book/spelling/words.txt.")
    return problems


def idle_words(read, known):
    """Words of the list that no page needs."""
    needed = set()
    for page in read:
        needed |= {word.lower() for word in unknown_in(text_of(page), [])}
    return [word for word in known if word.lower() not in needed]


def main(arguments):
    reason = missing()
    if reason:
        sys.exit(f"spelling.py: {reason} (packages aspell and aspell-en)")
    if arguments == ["--unknown"]:
        words = set().union(*(unknown_in(text_of(page), known_words()) for page in pages()))
        print("\n".join(sorted(words)))
        return 0
    problems = check([(path,) for path in arguments] or pages(), known_words())
    print("\n".join(problems) or "no unknown word")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
