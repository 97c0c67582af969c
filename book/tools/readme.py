#!/usr/bin/env python3
"""Binds the figures of a Markdown file to book/results.

    readme.py RESULTS README.md            writes the values between the markers
    readme.py --check RESULTS README.md    fails when one of them is stale

A bound figure is <!-- result: 02.floor.accuracy_mean f="%.2f" scale=100 -->98.21<!-- /result -->.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
import results  # noqa: E402

BOUND = re.compile(r"(<!--\s*result:\s*(?P<key>\S+)(?P<options>[^>]*?)\s*-->)(?P<value>.*?)"
                   r"(<!--\s*/result\s*-->)", re.S)
OPENING = re.compile(r"<!--\s*result:")


def options_of(text):
    pairs = re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', text)
    return {name: quoted or bare for name, quoted, bare in pairs}


def bound_value(match, values, place):
    key, options = match["key"], options_of(match["options"])
    if key not in values:
        raise results.ResultError(f'{place}: there is no result "{key}"')
    unknown = set(options) - {"f", "scale"}
    if unknown:
        raise results.ResultError(f'{place}: a result takes f and scale, not "{unknown.pop()}"')
    try:
        return results.write_number(values[key][0], options.get("f", "%s"),
                                    float(options["scale"]) if "scale" in options else 1)
    except (TypeError, ValueError) as reason:
        raise results.ResultError(f'{place}: the result "{key}" cannot be written: '
                                  f"{reason}") from None


def bind(text, values, path):
    """(the text with fresh values, sentences on the stale ones)"""
    stale = []

    def replace(match):
        place = f"{path}:{text[:match.start()].count(chr(10)) + 1}"
        value = bound_value(match, values, place)
        if value != match["value"]:
            stale.append(f'{place}: {match["key"]} says "{match["value"]}", '
                         f'the results say "{value}"')
        return match[1] + value + match[5]

    if len(OPENING.findall(text)) != len(BOUND.findall(text)):
        raise results.ResultError(f"{path}: a <!-- result: ... --> has no <!-- /result -->")
    return BOUND.sub(replace, text), stale


def main(arguments):
    check = arguments[:1] == ["--check"]
    directory, path = arguments[check:]
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    try:
        fresh, stale = bind(text, results.load(directory), path)
    except results.ResultError as reason:
        sys.exit(str(reason))
    if check and stale:
        sys.exit("\n".join(stale) + "\nRun `make -C book readme` to bring it up to date.")
    if not check and stale:
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(fresh)


if __name__ == "__main__":
    main(sys.argv[1:])
