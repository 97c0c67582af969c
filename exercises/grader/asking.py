"""What instructors ask for: CHAPTERS="3 4", or single exercises, CHAPTERS="3 04-mask"."""
import re

from exercises_lib import in_order, load, slugs


class Refusal(Exception):
    """Nothing was begun; the sentence says why."""


def words_of(text):
    """["3", "04-mask"], chapters as plain numbers, each once."""
    words = [str(int(word)) if word.isdecimal() else word for word in text.replace(",", " ").split()]
    return list(dict.fromkeys(words))


def exercises_of(words):
    """The exercises that WORDS name, in order."""
    known = list(in_order(slugs()))
    for word in words:
        if word not in known and not any(word == str(int(slug[:2])) for slug in known):
            what = f"in chapter {word}" if word.isdecimal() else f"'{word}'"
            raise Refusal(f'there is no exercise {what}: expected is, say, CHAPTERS="3 4" or "3 04-mask"')
    return tuple(load(slug) for slug in known if slug in words or str(int(slug[:2])) in words)


def required(text, target):
    words = words_of(text)
    if not words:
        raise Refusal(f'which chapters? make {target} CHAPTERS="3 4"')
    return words


def file_name(words):
    return re.sub(r"[^0-9A-Za-z-]", "", "-".join(words))
