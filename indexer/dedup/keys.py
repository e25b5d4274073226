"""Keys: two records that share none are never compared.

Each key names one reason to look, and is kept as a number. Inside the block of a key the records lie in the order of
`position`, and a record is compared with its nearest neighbours only (`REACH` on either side), so that a key that
thousands share costs no more than another, and a hundred copies of one book still find each other. Which pairs are
compared thus depends on what the catalogue holds and never on the order in which it came.
"""

from hashlib import blake2b
from itertools import combinations

from indexer.dedup.traits import STOP, Traits
from indexer.normalise import text

REACH = 15
"""Neighbours on either side with which a record is compared inside a block."""

BYTES = 6
"""Of a key and of a position: two of 12 million keys are the same number by chance in one of four catalogues."""


def keys(traits: Traits) -> list[int]:
    """The keys of a record as numbers, each once, in a fixed order."""
    return list(dict.fromkeys(map(_number, reasons(traits))))


def position(traits: Traits, public_id: str) -> int:
    """Where a record lies inside its blocks: by title, year and pages, so that what is alike lies side by side.

    Records that are alike in these are told apart by their ids, not by when they came.
    """
    place = 0
    for char in f"{traits.main.replace(' ', '')[:4]:4}":
        place = place << 5 | ord(char) & 31
    year = min(max((traits.years[0] if traits.years else 0) - 1400, 0), 1023)
    return ((place << 10 | year) << 10 | min(traits.pages or 0, 1023)) << 8 | _number(public_id) & 255


def reasons(traits: Traits) -> list[str]:
    """The keys of a record as they read, for whoever wants to know why two records were compared."""
    found = [f"isbn:{isbn}" for isbn in traits.isbns]
    found += [f"doi:{doi}" for doi in traits.dois]
    found += [f"no:{number}" for number in traits.numbers_of_record]
    first_page = traits.pages_in[0]
    if first_page:
        found += [f"ip:{issn}:{first_page}" for issn in traits.issns]
    if traits.people and traits.years and traits.pages:
        found.append(f"ayp:{traits.people[0].family[:6]}:{traits.years[0]}:{traits.pages}")
    if traits.publisher and traits.years and traits.pages:
        found.append(f"pyp:{traits.publisher[:6]}:{traits.years[0]}:{traits.pages}")
    if traits.issue[0] and first_page and traits.years:
        found.append(f"vp:{traits.issue[0]}:{first_page}:{traits.years[0]}")
    found += _of_title(traits, traits.main, traits.words)
    for other in traits.others:
        found += _of_title(traits, other, frozenset(other.split()) - STOP)
    return found


def _of_title(traits: Traits, main: str, words: frozenset[str]) -> list[str]:
    title = [token for token in main.split() if token not in STOP] or main.split()
    if not title:
        return []
    joined = "".join(title)
    family = traits.people[0].family if traits.people else ""
    years = traits.years[:2]
    long_words = sorted(words, key=lambda word: (-len(word), word))[:3]
    pairs = [".".join(sorted(pair)) for pair in combinations([word[:12] for word in long_words], 2)]
    spelled = text.skeleton(" ".join(title[:4]))[:10]
    found = [f"ty:{joined[:16]}:{year}" for year in years]
    if years:
        found += [f"wy:{pair}:{years[0]}" for pair in pairs]
        found.append(f"sy:{spelled}:{years[0]}")
    found += [f"ta:{joined[:8]}:{person.family[:6]}" for person in traits.people[:2]]
    if family:
        spoken = text.skeleton(family)[:5]
        found.append(f"sk:{spelled}:{spoken}")
        found += [f"fy:{spoken}:{year}:{joined[:3]}" for year in years[:1]]
        found += [f"wa:{pair}:{family[:4]}" for pair in pairs[:1]]
    found.append(f"t:{joined[:24]}")
    if traits.pages_in[0]:
        found.append(f"tp:{joined[:6]}:{traits.pages_in[0]}")
    return found


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=BYTES).digest()) >> 1
