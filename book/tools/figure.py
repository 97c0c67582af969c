#!/usr/bin/env python3
"""Turns a gnuplot script or a drawing into an SVG that follows the page's theme.

    figure.py NAME PLOT.gp OUTPUT.svg MADE      runs gnuplot (after book/plots/style.gp)
    figure.py NAME DRAWING.svg OUTPUT.svg MADE

MADE gets the figure's source and data, each with its SHA-256 (tools/fresh.py compares them).

In the result black is the text's colour (currentColor), the six series colours of style.gp
are the style sheet's --series-1 to --series-6, and the white-to-blue of its heat map is more
or less of --series-1; sizes and fonts are the page's, and each id starts with NAME, so that
many figures can stand in one page.
"""
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
STYLE = os.path.join(os.path.dirname(__file__), "..", "plots", "style.gp")

# What the series look like where style sheets are not understood, and in style.gp.
SERIES = ["#0072b2", "#c84e00", "#00805d", "#a8528a", "#8a6a00", "#666666"]
GRID = "#bbbbbb"
HEAT_END = "#08519c"  # of style.gp's palette, which starts with white
HEAT = 0.5  # the opacity of a heat map's far end: numbers on it stay readable in both themes
PAINTS = ("fill", "stroke", "color")

LEAST = 11  # pixels: the smallest text that is shown
PHONE = 383  # pixels: how wide a figure is on a telephone of 390


def fail(sentence):
    sys.exit(sentence)


def run_gnuplot(script):
    """The SVG text. A warning (no such file, no valid points) is an error here."""
    with tempfile.TemporaryDirectory() as directory:
        output = os.path.join(directory, "plot.svg")
        run = subprocess.run(["gnuplot", STYLE, "-e", f"set output '{output}'", script],
                             stderr=subprocess.PIPE, text=True)
        if run.returncode != 0 or run.stderr.strip():
            fail(f"{script}: gnuplot cannot draw it:\n{run.stderr.strip()}")
        with open(output, encoding="utf-8") as stream:
            return stream.read()


def hexadecimal(colour):
    """#rrggbb of `rgb( 1, 2, 3)` and `#ABCDEF`; other spellings as they are."""
    numbers = re.fullmatch(r"rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)", colour.strip())
    if numbers:
        return "#%02x%02x%02x" % tuple(int(n) for n in numbers.groups())
    return colour.strip().lower()


def heat(colour):
    """How far `colour` is on the way from white to HEAT_END, or None if it is not on it."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        return None
    rgb = [int(colour[i:i + 2], 16) for i in (1, 3, 5)]
    end = [int(HEAT_END[i:i + 2], 16) for i in (1, 3, 5)]
    part = (255 - rgb[0]) / (255 - end[0])
    expected = [255 + part * (e - 255) for e in end]
    on_the_way = all(abs(c - e) < 3 for c, e in zip(rgb, expected))
    return part if on_the_way else None


def theme(colour):
    """(the themed colour, its opacity) for a colour of the plot; None: leave it."""
    colour = hexadecimal(colour)
    if colour in ("black", "#000000"):
        return "currentColor", 1
    if colour == "white":  # gnuplot's own, around points on a line: the page
        return "var(--paper, white)", 1
    if colour == GRID:
        return "currentColor", 0.25
    if colour in SERIES:
        return f"var(--series-{SERIES.index(colour) + 1}, {colour})", 1
    part = heat(colour)
    if part is not None:
        return f"var(--series-1, {SERIES[0]})", round(HEAT * part, 3)
    return None


def restyle(paints):
    """CSS for {"fill": "rgb(0,114,178)", ...}."""
    css = []
    for name, colour in paints.items():
        themed = theme(colour)
        css.append(f"{name}: {themed[0] if themed else colour}")
        if themed and themed[1] != 1 and name != "color":
            css.append(f"{name}-opacity: {themed[1]}")
    return css


def recolour(element):
    paints = {p: element.attrib[p] for p in PAINTS if p in element.attrib}
    rest = []
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        if name.strip() in PAINTS:
            paints[name.strip()] = value.strip()
        elif part.strip():
            rest.append(part.strip())
    themed = {p: c for p, c in paints.items() if theme(c)}
    for p, c in paints.items():
        element.attrib.pop(p, None)
        if p not in themed:
            element.set(p, c)
    css = rest + restyle(themed)
    if css:
        element.set("style", "; ".join(css))


def rename(element, name):
    """Ids and the references to them start with the figure's name."""
    for attribute, value in element.attrib.items():
        if attribute in ("id", "aria-labelledby", "aria-describedby"):
            element.set(attribute, f"{name}-{value}")
        elif attribute in ("href", f"{{{XLINK}}}href") and value.startswith("#"):
            element.set(attribute, f"#{name}-{value[1:]}")
        else:
            element.set(attribute, re.sub(r"url\(#", f"url(#{name}-", value))


def prune(root):
    """Drops what a figure in a page has no use for: groups left empty, and attributes without a
    value, of which an EPUB's XML would be broken."""
    for parent in list(root.iter()):
        for attribute in [a for a, value in parent.attrib.items() if value == ""]:
            del parent.attrib[attribute]
        for child in list(parent):
            tag = child.tag.rpartition("}")[2]
            if tag in ("title", "desc", "filter", "metadata"):
                parent.remove(child)
    emptied = True
    while emptied:
        emptied = [(p, c) for p in root.iter() for c in p
                   if c.tag == f"{{{SVG}}}g" and len(c) == 0]
        for parent, child in emptied:
            parent.remove(child)


def set_size(root, source):
    """viewBox alone: the page decides how large the figure is."""
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    if "viewBox" not in root.attrib:
        numbers = [re.match(r"[\d.]+", s) for s in (width, height)]
        if not all(numbers):
            fail(f"{source}: the drawing has neither a viewBox nor a width and a height")
        root.set("viewBox", f"0 0 {numbers[0][0]} {numbers[1][0]}")


def smallest_text(element, size=None):
    """The smallest size of text in `element`, but for indices; None: it has no text."""
    size = float(element.attrib.get("font-size", size or 16))
    sizes = [smallest_text(child, size) for child in element]
    if element.tag == f"{{{SVG}}}text":
        sizes = [size]
    return min((s for s in sizes if s), default=None)


def set_least_width(root):
    """--least: how narrow the figure may become before its text is too small; without, a telephone
    has the room."""
    size = smallest_text(root)
    if not size:
        return
    least = float(root.get("viewBox").split()[2]) * LEAST / size
    if least > PHONE:
        root.set("style", f"--least: {least:.0f}px")


def convert(name, text, source):
    try:
        root = ET.fromstring(text)
    except ET.ParseError as reason:
        fail(f"{source}: is not well-formed SVG: {reason}")
    if root.tag != f"{{{SVG}}}svg":
        fail(f"{source}: the outermost element is not <svg xmlns=\"{SVG}\">")
    for tag in ("style", "script", "foreignObject"):
        if root.find(f".//{{{SVG}}}{tag}") is not None:
            fail(f"{source}: a figure has no <{tag}>; use the classes of book/README.md")
    prune(root)
    set_size(root, source)
    for element in root.iter():
        element.attrib.pop("font-family", None)
        recolour(element)
        rename(element, name)
        if element.tag != f"{{{SVG}}}text" and element.tag != f"{{{SVG}}}tspan":
            element.text = None
            for child in element:
                child.tail = None if child.tag != f"{{{SVG}}}tspan" else child.tail
    set_least_width(root)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return ET.tostring(root, encoding="unicode") + "\n"


def digest(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def inputs(source):
    """The figure's source, then the tables that a plot reads and the scripts that it loads."""
    if not source.endswith(".gp"):
        return [source]
    with open(source, encoding="utf-8") as stream:
        text = stream.read()
    return [source, *sorted(set(re.findall(r"book/results/[\w.-]+\.csv", text))),
            *re.findall(r'^load "([^"]+)"', text, re.M)]


def main(name, source, output, made):
    if source.endswith(".gp"):
        text = run_gnuplot(source)
    else:
        with open(source, encoding="utf-8") as stream:
            text = stream.read()
    figure = convert(name, text, source)
    with open(output, "w", encoding="utf-8") as stream:
        stream.write(figure)
    with open(made, "w", encoding="utf-8") as stream:
        stream.writelines(f"{digest(path)}\t{path}\n" for path in inputs(source))


if __name__ == "__main__":
    main(*sys.argv[1:])
