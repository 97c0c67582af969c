#!/usr/bin/env python3
"""Checks that every link of the pages of a directory leads somewhere.

    links.py DIRECTORY

A link to another host is left alone; anything else that a page would fetch from one (a style
sheet, a script, a picture) is an error: the book works without a network.
"""
import html.parser
import os
import sys
import urllib.parse

FETCHED = {("link", "href"), ("script", "src"), ("img", "src"), ("source", "src")}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.doubled, self.links, self.fetched = set(), [], [], []
        with open(path, encoding="utf-8") as stream:
            self.feed(stream.read())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                if value in self.ids:
                    self.doubled.append(value)
                self.ids.add(value)
            elif (tag, name) in FETCHED:
                self.fetched.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)


def pages_of(directory):
    for where, _, names in os.walk(directory):
        for name in names:
            if name.endswith(".html"):
                path = os.path.join(where, name)
                yield path, Page(path)


def target_of(path, link):
    """(file, fragment) of a link as it stands in the page `path`."""
    parts = urllib.parse.urlsplit(link)
    here = os.path.join(os.path.dirname(path), urllib.parse.unquote(parts.path))
    return os.path.normpath(here if parts.path else path), urllib.parse.unquote(parts.fragment)


def check_page(path, page, pages):
    for value in page.doubled:
        yield f'{path}: the id "{value}" is given twice.'
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
    return [s for path, page in sorted(pages.items()) for s in check_page(path, page, pages)]


def main(directory):
    wrong = check(directory)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1])
