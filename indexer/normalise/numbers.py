"""Numbers in words around titles: editions and printings, volumes, pages."""

import re
from functools import lru_cache

from indexer.normalise.tables import table, words
from indexer.normalise.text import fold

_ORDINALS = {word: int(number) for number, forms in table("numbers")["ordinals"].items() for word in forms.split()}
_CARDINALS = {word: int(number) for number, forms in table("numbers")["cardinals"].items() for word in forms.split()}
_EDITION_WORDS = words("numbers", "editions")
_PRINTING_WORDS = words("numbers", "printings")
_VOLUME_WORDS = words("numbers", "volumes")
_UNITS = words("numbers", "units")

_ORDINAL_SUFFIX = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th|d|e|er|re|eme|nd|a|o|te|ter|as|os|ste|de|и|е|я)")
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_MOST_VOLUMES = 999
_TOKEN = re.compile(r"[0-9]+(?:st|nd|rd|th)?(?![^\W\d_])|[0-9]+|[^\W\d_]+|[^\w\s]", re.UNICODE)


def roman(word: str) -> int | None:
    """The value of a Roman numeral in small letters up to 89; `l` alone and `c`, `d`, `m` are letters more often."""
    if (len(word) == 1 and word not in "ivx") or not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _number(token: str) -> int | None:
    """The value of one folded word: digits, an ordinal (`2nd`, `kedua`), a cardinal (`dua`) or a Roman numeral."""
    if token.isdecimal():
        return int(token) if len(token) <= 4 else None
    if match := _ORDINAL_SUFFIX.fullmatch(token):
        return int(match[1])
    return _ORDINALS.get(token) or _CARDINALS.get(token) or roman(token)


def _ordinal(token: str) -> int | None:
    match = _ORDINAL_SUFFIX.fullmatch(token)
    return int(match[1]) if match else _ORDINALS.get(token)


def _joined(s: str) -> list[str]:
    """Folded words, with `ke 3` and `ke-3` as `3`, and `ed2` as two words."""
    text = re.sub(r"\bke (?=[0-9])", "", fold(s))
    return re.sub(r"\b([a-z]{2,})([0-9]+)\b", r"\1 \2", text).split()


def _near(tokens: list[str], wanted: frozenset[str], other: frozenset[str]) -> int | None:
    """The number that belongs to a wanted word: an ordinal before it, the number right after it, digits before it.

    A number that stands with one of the `other` words is theirs: `Cet. 3, ed. 2`, `1st ed., 2d impression`.
    """
    places = [i for i, token in enumerate(tokens) if token in wanted]
    for j in range(places[0] if places else 0):
        number = _ordinal(tokens[j])
        if number and tokens[j + 1] not in other and (j == 0 or tokens[j - 1] not in other):
            return number
    for i in places:
        if (number := _number("".join(tokens[i + 1 : i + 2]))) and number < 1000:
            theirs = _ORDINAL_SUFFIX.fullmatch(tokens[i + 1]) and not other.isdisjoint(tokens[i + 2 : i + 3])
            if not theirs:
                return number
    for i in places:
        for j in range(i - 1, max(-1, i - 5), -1):
            if tokens[j].isdecimal() and len(tokens[j]) < 4 and (j == 0 or tokens[j - 1] not in other):
                return int(tokens[j])
    return None


@lru_cache(maxsize=1 << 14)
def _edition(s: str) -> tuple[int | None, bool]:
    """The number, and whether it is one of a printing."""
    tokens = _joined(s)
    number = _near(tokens, _EDITION_WORDS, _PRINTING_WORDS)
    if number is not None:
        return number, False
    number = _near(tokens, _PRINTING_WORDS, _EDITION_WORDS)
    if number is not None or not _PRINTING_WORDS.isdisjoint(tokens):
        return number, True
    if not _EDITION_WORDS.isdisjoint(tokens):
        return None, False
    numbers = map(_number if len(tokens) <= 2 else _ordinal, tokens)
    return next((n for n in numbers if n and n < 1000), None), False


def edition_number(s: str) -> int | None:
    """The number of an edition statement: of the edition, else of the printing (see `is_printing`)."""
    return _edition(s)[0]


def is_printing(s: str) -> bool:
    """Whether the number is that of a printing (`Cet. ke-3`), which is no new edition."""
    return _edition(s)[1]


def volumes(s: str) -> list[int]:
    """The numbers that stand with a word for a volume or part, in order: `jilid 2`, `juz XV`, `vol. 1-3`, `2. Band`."""
    tokens = _TOKEN.findall(_marks(s))
    found: list[int] = []
    for i, token in enumerate(tokens):
        if token not in _VOLUME_WORDS:
            continue
        run = _run(tokens, i + 1)
        if not run and i:
            run = _before(tokens, i)
        found += run
    return list(dict.fromkeys(found))


def _marks(s: str) -> str:
    """Folded text that keeps the marks between numbers: hyphen, comma, slash, full stop."""
    pieces = re.split(r"([-–,/.])", s)
    return " ".join(piece if i % 2 else fold(piece) for i, piece in enumerate(pieces)).replace("–", "-")


def _run(tokens: list[str], i: int) -> list[int]:
    """The numbers from place `i` on: `2`, `. ke - 2`, `1 - 3`, `1 , 2 dan 3`."""
    run: list[int] = []
    joint = ""
    while i < len(tokens):
        token = tokens[i]
        number = _number(token) if not run or token.isdecimal() or roman(token) else None
        if number is not None and 0 < number <= _MOST_VOLUMES and (not run or joint):
            if joint == "-" and run and run[-1] < number <= run[-1] + 100:
                run += range(run[-1] + 1, number + 1)
            else:
                run.append(number)
            joint = ""
        elif not run and token in (".", "-", "ke", "no", "nr"):
            pass
        elif run and not joint and token in ("-", ",", "/", "dan", "and", "und"):
            joint = token
        else:
            break
        i += 1
    return run


def _before(tokens: list[str], i: int) -> list[int]:
    """An ordinal before the word: `2 . band`, `zweiter teil`; `3 jilid` is a count and gives nothing."""
    if tokens[i - 1] == "." and i > 1 and tokens[i - 2].isdecimal() and len(tokens[i - 2]) < 4:
        return [int(tokens[i - 2])]
    number = _ordinal(tokens[i - 1])
    return [number] if number else []


_DIMENSIONS = re.compile(
    r"(?<![0-9])[0-9]{1,4}(?:[.,][0-9]{1,3})?(?:\s?[x×]\s?[0-9]{1,4}(?:[.,][0-9]{1,3})?){0,3}\s{0,2}"
    r"(?:cm|mm|inch\w*|in\b|MB|KB|GB|min\b|menit)",
    re.I,
)
_THOUSANDS = re.compile(r"(?<![0-9])([0-9]{1,2})[.,]([0-9]{3})(?![0-9])")
_HEAD = re.compile(r"[^(:;]*(?:\([^()]*\)?[^(:;]*)*")
_PAGE_WORD = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(table('numbers')['pages'].split())})(?![^\W\d_])", re.I)
_BRACKETED = re.compile(r"\([^()]*\)?")


@lru_cache(maxsize=1 << 14)
def pages(s: str) -> int | None:
    """The largest number of an extent in pages or leaves: `xviii, 782 p. : ill. ; 21 cm` gives 782.

    An extent that counts volumes only gives their number (`1 v. (various pagings)`); discs and sheets give None.
    """
    match = _HEAD.match(_THOUSANDS.sub(r"\1\2", _DIMENSIONS.sub(" ", s)))
    head = match[0] if match else s
    numbers = [int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,5}(?![0-9])", head)]
    if not numbers:
        return None
    if not _PAGE_WORD.search(head):
        plain = fold(_BRACKETED.sub(" ", head))
        if not all(word.isdecimal() or word in _UNITS or roman(word) for word in plain.split()):
            return None
    return max(numbers)
