#!/usr/bin/env python3
"""Checks that every link of the pages of a directory leads somewhere, and that every picture
has a text alternative.

    links.py DIRECTORY

A link to another host is left alone; anything else that a page would fetch from one (a style
sheet, a script, a picture) is an error: the book works without a network.
"""
import html.parser
import os
import re
import sys
import urllib.parse

FETCHED = {("link", "href"), ("script", "src"), ("img", "src"), ("source", "src")}


FROM_STYLE = re.compile(r"url\(\s*['\"]?((?:\w+:)?//[^'\")\s]+)")
NAMES = ("aria-label", "aria-labelledby")


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.doubled, self.links, self.fetched, self.wrong = set(), [], [], [], []
        self.link = None  # the link that is open
        self.drawings = 0  # how many <svg> are
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        self.fetched += FROM_STYLE.findall(text)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.look_at_picture(tag, dict(attrs))
        for name, value in attrs:
            if name == "id":
                if value in self.ids:
                    self.doubled.append(value)
                self.ids.add(value)
            elif (tag, name) in FETCHED:
                self.fetched.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)
                if self.link is not None:
                    self.wrong.append(f'a link ("{value}") stands inside another ("{self.link}")')
                self.link = value

    def handle_endtag(self, tag):
        if tag == "a":
            self.link = None
        self.drawings -= tag == "svg"

    def look_at_picture(self, tag, attributes):
        hidden = attributes.get("aria-hidden") == "true"
        if tag == "svg":
            named = any((attributes.get(name) or "").strip() for name in NAMES)
            if not (hidden or named or self.drawings):
                self.wrong.append("a drawing has no text alternative")
            self.drawings += 1
        elif tag == "img" and not hidden and not (attributes.get("alt") or "").strip():
            self.wrong.append(f"a picture ({attributes.get('src')}) has no text alternative")


def pages_of(directory):
    for where, _, names in os.walk(directory):
        for name in names:
            if name.endswith(".html"):
                path = os.path.join(where, name)
                yield path, Page(path)


def styles_of(directory):
    """(path, what it would fetch from another host) of each style sheet."""
    for where, _, names in os.walk(directory):
        for name in names:
            if name.endswith(".css"):
                path = os.path.join(where, name)
                with open(path, encoding="utf-8") as stream:
                    yield path, FROM_STYLE.findall(stream.read())


def target_of(path, link):
    """(file, fragment) of a link as it stands in the page `path`."""
    parts = urllib.parse.urlsplit(link)
    here = os.path.join(os.path.dirname(path), urllib.parse.unquote(parts.path))
    return os.path.normpath(here if parts.path else path), urllib.parse.unquote(parts.fragment)


def check_page(path, page, pages):
    for value in page.doubled:
        yield f'{path}: the id "{value}" is given twice.'
    for what in page.wrong:
        yield f"{path}: {what}."
    for link in page.fetched + page.links:
        scheme = urllib.parse.urlsplit(link).scheme or ("http" if link.startswith("//") else "")
        if scheme:
            if link in page.fetched and scheme != "data":
                yield f"{path}: fetches {link} from another host."
            continue
        file, fragment = target_of(path, link)
        if not os.path.isfile(file):
            yield f'{path}: links to "{link}", and there is no such file.'
        elif fragment and file in pages and fragment not in pages[file].ids:
            yield f'{path}: links to "{link}", and that page has no such place.'


def check(directory):
    pages = {os.path.normpath(path): page for path, page in pages_of(directory)}
    wrong = [s for path, page in sorted(pages.items()) for s in check_page(path, page, pages)]
    return wrong + [f"{path}: fetches {url} from another host."
                    for path, urls in styles_of(directory) for url in urls]


def main(directory):
    wrong = check(directory)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1])
