"""The prose has no word that neither the dictionary nor words.txt knows."""
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import spelling  # noqa: E402

pytestmark = pytest.mark.skipif(bool(spelling.missing()), reason=spelling.missing() or "-")


@pytest.fixture
def page(tmp_path):
    def write(text):
        path = tmp_path / "page.md"
        path.write_text(text, encoding="utf-8")
        return (str(path),)
    return write


def test_the_book_is_spelled_right():
    assert spelling.check(spelling.pages(), spelling.known_words()) == []


def test_every_word_of_the_list_is_needed_and_in_order():
    words = spelling.known_words()
    assert spelling.idle_words(spelling.pages(), words) == []
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))


@pytest.mark.parametrize("text", [
    "We recieve a batch.\n", "# A recieve\n", "![A fig](figure:x){alt=\"To recieve.\"}\n",
    "| a |\n|---|\n| recieve |\n", "::: {.warning title=\"When we recieve\"}\nText.\n:::\n",
    "---\nsummary: We recieve.\n---\n\n# Title\n", "batch\n:   To recieve.\n", "It *recieve*s.\n"])
def test_a_misspelt_word_is_found_wherever_it_stands(page, text):
    problems = spelling.check([page(text)], [])
    assert len(problems) == 1 and '"recieve' in problems[0]


def test_the_place_of_a_word_is_told(page):
    [path] = page("A batch.\n\nWe recieve it.\n")
    found = spelling.check([(spelling.WORDS, path)], spelling.known_words())
    assert found[0].startswith(os.path.relpath(path, spelling.ROOT) + ":3: ")


def test_exercises_are_read_by_chapter():
    read = ["\n".join(page) for page in spelling.pages()]
    assert sum("04-mask/task.md" in page and "04-mask/hints.md" in page for page in read) == 1
    assert len(read) == len(set(read))


def test_british_with_ize(page):
    problems = spelling.check([page("To normalize colours; to normalise colors.\n")], [])
    assert [p.split('"')[1] for p in problems] == ["colors", "normalise"]


@pytest.mark.parametrize("text", [
    "`recieve` $recieve$ [speed.recieve]{.result} @recieve2019\n", "```\nrecieve\n```\n",
    "[recieve.md](recieve.md)\n"])
def test_code_formulas_figures_and_citations_are_no_prose(page, text):
    assert spelling.check([page(text)], []) == []


def test_a_word_of_the_list_is_known(page):
    assert spelling.check([page("The softmax's logits.\n")], ["logits", "softmax"]) == []
