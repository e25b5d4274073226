"""What goes wrong when people type a citation, or a program cuts one."""

import random
import string


def typo(text: str, chance: random.Random) -> str:
    """One letter left out, doubled, exchanged with its neighbour, or another instead."""
    places = [i for i, char in enumerate(text[:-1]) if char.isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    i = chance.choice(places)
    here, after = text[i], text[i + 1]
    changed = chance.choice((after, here + here + after, after + here, chance.choice(string.ascii_lowercase) + after))
    return text[:i] + changed + text[i + 2 :]


def word_lost(text: str, chance: random.Random) -> str:
    """One word less, of five or more."""
    words = text.split(" ")
    if len(words) < 5:
        return text
    del words[chance.randrange(1, len(words))]
    return " ".join(words)


def small_word_changed(text: str, chance: random.Random) -> str:
    """Another preposition, or none."""
    words = text.split(" ")
    places = [
        i
        for i, word in enumerate(words)
        if i and word.lower() in ("of", "in", "for", "on", "the", "and", "a", "an", "with")
    ]
    if not places:
        return text
    i = chance.choice(places)
    words[i : i + 1] = chance.choice(([], ["of"], ["in"], ["for"], ["&"] if words[i] == "and" else ["the"]))
    return " ".join(words)


def digit_wrong(number: str, chance: random.Random) -> str:
    """One figure of a number is another."""
    places = [i for i, char in enumerate(number) if char.isdigit()]
    if not places:
        return number
    i = chance.choice(places)
    return number[:i] + chance.choice(string.digits) + number[i + 1 :]
