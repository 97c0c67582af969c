#!/usr/bin/env python3
"""The index of the full-text search, from the finished pages.

    search.py PAGE.html...  >  search-index.js

The index is a script, because a page that was opened from the file system may load a script
and may not fetch a file. It has one entry for each section, listing and definition:

    [page, id, kind, title, text]

`page` counts in the list of pages; `kind` is "" for prose, "code" for a listing, "name" for a
definition, whose title is its name. search.js does the rest.
"""
import html.parser
import json
import os
import sys

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT_TAGS = {"script", "style", "nav", "svg", "annotation", "button", "footer"}
SILENT_CLASSES = {"anchor", "made", "sources", "hint"}
BLOCKS = {"p", "div", "li", "td", "th", "pre", "h1", "h2", "h3", "h4", "tr", "figure", "dd", "dt"}


class Entry:
    def __init__(self, identifier, kind, title=""):
        self.id, self.kind, self.title, self.parts = identifier, kind, title, []

    def row(self, page):
        return [page, self.id, self.kind, " ".join(self.title.split()),
                " ".join("".join(self.parts).split())]


class Page(html.parser.HTMLParser):
    """The entries of one page, in order."""

    def __init__(self, text):
        super().__init__()
        self.entries, self.title = [Entry("", "")], ""
        self.open = []      # (tag, what it stands for) of each open element
        self.silent = 0     # how many of them hide their text
        self.heading = None
        self.outside = None  # the entry that a listing interrupts
        self.in_main = False
        self.feed(text)

    def role_of(self, tag, attributes):
        classes = set((attributes.get("class") or "").split())
        if tag in SILENT_TAGS or classes & SILENT_CLASSES:
            return "silent"
        if tag in ("h1", "h2", "h3"):
            return "heading"
        if tag == "div" and "listing" in classes and attributes.get("id"):
            return "listing"
        return ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "main":
            self.in_main = True
        if not self.in_main or tag in VOID:
            return
        role = self.role_of(tag, attributes)
        self.open.append((tag, role))
        self.silent += role == "silent"
        if tag in BLOCKS:
            self.entries[-1].parts.append(" ")
        if role == "heading":
            identifier = "" if tag == "h1" else attributes.get("id", "")
            self.entries.append(Entry(identifier, ""))
            self.heading = tag
        elif role == "listing":
            self.outside = self.entries[-1]
            self.entries.append(Entry(attributes["id"], "code"))
        elif self.outside and (attributes.get("id") or "").startswith(("def-", "decl-")):
            if not any(opened == "pre" for opened, _ in self.open):  # those are its lines
                self.add_name(attributes["id"])

    def add_name(self, identifier):
        listing = next(e for e in reversed(self.entries) if e.kind == "code")
        name = Entry(identifier, "name", identifier.split("-", 1)[1].split(".")[0])
        name.parts.append(listing.title)
        self.entries.insert(self.entries.index(listing), name)

    def handle_endtag(self, tag):
        if tag == "main":
            self.in_main = False
        if tag in VOID or not any(opened == tag for opened, _ in self.open):
            return
        while self.open:
            opened, role = self.open.pop()
            self.silent -= role == "silent"
            if role == "heading":
                self.heading = None
            elif role == "listing":
                # The prose goes on in the section that the listing stands in.
                going_on = Entry(self.outside.id, "", self.outside.title)
                self.entries.append(going_on)
                self.outside = None
            if opened == tag:
                break

    def handle_data(self, data):
        if not self.in_main or self.silent:
            return
        entry = self.entries[-1]
        if self.heading:
            entry.title += data
            if self.heading == "h1":
                self.title += data
        elif entry.kind == "code" and not entry.title and data.strip():
            entry.title = data.strip()  # the file's name, first in the caption
        else:
            entry.parts.append(data)


def merged(entries):
    """The pieces of one section, cut by its listings, are one entry again."""
    whole = {}
    for entry in entries:
        key = (entry.id, entry.kind)
        if entry.kind == "" and key in whole:
            whole[key].title = whole[key].title or entry.title
            whole[key].parts += [" "] + entry.parts
        else:
            whole[key] = entry
    return [e for e in whole.values() if e.title or "".join(e.parts).strip()]


def index(paths):
    pages, rows = [], []
    for path in paths:
        with open(path, encoding="utf-8") as stream:
            page = Page(stream.read())
        rows += [entry.row(len(pages)) for entry in merged(page.entries)]
        pages.append([os.path.basename(path), " ".join(page.title.split())])
    return {"pages": pages, "entries": rows}


def main(paths):
    text = json.dumps(index(paths), ensure_ascii=False, separators=(",", ":"))
    # A line separator of JSON ends a line of old scripts.
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    print(f"window.bookIndex = {text};")


if __name__ == "__main__":
    main(sys.argv[1:])
