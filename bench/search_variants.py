"""How people write a word otherwise than the catalogue: slips, no diacritics, other ways to spell Arabic."""

import random
import re
import unicodedata

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 5
"""Letters of a word in which a slip is made: people see the slips in shorter ones."""

_LATIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe"}
)
_SIGNS = re.compile("[ʻʼʾʿʹʺ‘’`'ʿʾ]")
_SKB = (
    ("sh", "sy"), ("Sh", "Sy"), ("th", "ts"), ("Th", "Ts"), ("dh", "dz"), ("Dh", "Dz"),
    ("ṣ", "sh"), ("Ṣ", "Sh"), ("ḍ", "dh"), ("Ḍ", "Dh"), ("ṭ", "th"), ("Ṭ", "Th"), ("ẓ", "zh"), ("Ẓ", "Zh"),
    ("īyah", "iyyah"),
)  # fmt: skip
"""From the romanisation of the Library of Congress to what Indonesian libraries write: the table of two ministers
(SKB No. 158/1987 and 0543b/U/1987), without its dots and strokes."""

_SUN = re.compile(r"\b([Aa])l-(sh|th|dh|[tdrzsnlṭḍṣẓ])", re.IGNORECASE)
_ARTICLE = re.compile(r"\b([Aa]l)-(?=\w)")


def slip(word: str, chance: random.Random) -> str:
    """The word with one letter left out, doubled, exchanged for another or for its neighbour; never the first one."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    kind = chance.randrange(4)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter + letter + after
    if kind == 2 and after[0] != letter:
        return before + after[0] + letter + after[1:]
    return before + chance.choice([other for other in LETTERS if other != letter.casefold()]) + after


def slips(words: list[str], number: int, chance: random.Random) -> list[str] | None:
    """The words with a slip in each of so many of them; None where too few are long enough."""
    long = [place for place, word in enumerate(words) if len(word) >= LONG and word.isalpha()]
    if len(long) < number:
        return None
    struck = set(chance.sample(long, number))
    return [slip(word, chance) if place in struck else word for place, word in enumerate(words)]


def plain(text: str) -> str:
    """The text as who has no diacritics on the keyboard writes it."""
    apart = unicodedata.normalize("NFKD", _SIGNS.sub("", text.translate(_LATIN)))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def indonesian(text: str) -> str:
    """A romanised Arabic text as an Indonesian library spells it."""
    text = unicodedata.normalize("NFC", text)
    for old, new in _SKB:
        text = text.replace(old, new)
    return plain(text)


def sun(text: str) -> str:
    """A romanised Arabic text with the article as it is spoken: `al-Dīn` as `ad-Din`."""
    return plain(_SUN.sub(lambda found: f"{found[1]}{found[2].lower()}-{found[2]}", unicodedata.normalize("NFC", text)))


def attached(text: str) -> str:
    """A romanised Arabic text with the article as part of the word: `al-Qurʼān` as `alquran`."""
    return plain(_ARTICLE.sub(lambda found: found[1], text))


def detached(text: str) -> str:
    """A romanised Arabic text with the article as a word of its own: `al-Qurʼān` as `al quran`."""
    return plain(_ARTICLE.sub(lambda found: f"{found[1]} ", text))
