"""What instructors ask for on a command line."""


class Refusal(Exception):
    """Nothing was begun; the sentence says why."""


def numbers(text):
    """{3, 4} from "3 4"."""
    try:
        return {int(word) for word in text.replace(",", " ").split()}
    except ValueError:
        raise Refusal(f"CHAPTERS is '{text}': expected numbers, as in CHAPTERS=\"3 4\"") from None
