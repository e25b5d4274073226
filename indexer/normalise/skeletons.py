"""Spelling: the key that the spellings of one word share."""

import re
from typing import NamedTuple

from indexer.normalise.folding import fold
from indexer.normalise.tables import inverted, remembered, table, words

Rules = list[tuple[re.Pattern[str], str]]


class _Spelling(NamedTuple):
    old_marks: re.Pattern[str]
    old: Rules
    variants: dict[str, str]
    apart: frozenset[str]
    rules: Rules
    articles: frozenset[str]


@remembered()
def _spelling() -> _Spelling:
    content = table("spelling")
    old, rules = ([(re.compile(pattern), becomes) for pattern, becomes in content[key]] for key in ("old", "rules"))
    variants = {fold(form): fold(word) for form, word in inverted(content["variants"]).items()}
    marks = re.compile(content["old_marks"])
    return _Spelling(marks, old, variants, words("spelling", "apart"), rules, words("spelling", "articles"))


_LONGEST_WORD = 100
_VOWELS = frozenset("aeou")
_NUMERAL = frozenset("ivxl")


def today(word: str) -> str:
    """A folded word of the Indonesian spelling of 1901 or 1947 in that of 1972: `soekaboemi` gives `sukabumi`."""
    spelling = _spelling()
    return _ruled(word, spelling.old) if spelling.old_marks.search(word) else word


def _ruled(word: str, rules: Rules) -> str:
    for pattern, becomes in rules:
        word = pattern.sub(becomes, word)
    return word


@remembered(1 << 16)
def _word(word: str) -> str:
    if len(word) > _LONGEST_WORD or _NUMERAL.issuperset(word):
        return word
    spelling = _spelling()
    word = today(spelling.variants.get(word, word))
    if word in spelling.apart:
        return word
    return _ruled(spelling.variants.get(word, word), spelling.rules)


def skeleton(s: str) -> str:
    """A second, coarser key that spelling variants share; never shown, never a reason to merge on its own.

    It unites the Indonesian spellings of 1901, 1947 and 1972 (`Soekarno`, `Djakarta`), the ways of writing Arabic in
    Latin letters (`Akhlaq`, `Achlak`; `Ulumul Qur'an`, `ʻUlūm al-Qurʼān`), and the variants listed in
    `config/tables/spelling.yaml`; blanks go, so that `kerja sama` is `kerjasama`.
    """
    parts = fold(s).split()
    if len(parts) < 2:
        return _word(parts[0]) if parts else ""
    articles = _spelling().articles
    last = len(parts) - 1
    out = [
        _word(word)
        for place, word in enumerate(parts)
        if len(word) > _LONGEST_ARTICLE
        or place == last
        or not (word == "al" or (word in articles and parts[place + 1][0] == word[1]))
    ]
    for place in range(len(out) - 1):
        word = out[place]
        if word[-2:-1] == "u":
            out[place] = _without_case_ending(word, out[place + 1])
    return "".join(out)


_LONGEST_ARTICLE = 3


def _without_case_ending(word: str, following: str) -> str:
    """The first word of an Arabic pair without the vowel and article that romanisers write behind it.

    `ulumul kuran`, `riadus salihin` (the article swallowed by the next letter) are `ulum kuran`, `riad salihin`, as
    `ulum al kuran`, `riad al salihin`. Other words that end so lose as much in every record.
    """
    if len(word) > 4 and word[-3] not in _VOWELS and (word[-1] == "l" or word[-1] == following[:1]):
        return word[:-2]
    return word
