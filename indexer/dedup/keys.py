"""Keys: two records that share none are never compared.

Each key names one reason to look. Inside the block of a key the records lie in the order of `position`, and a record
is compared with its nearest neighbours only (`REACH` on either side), so that a key that thousands share costs no more
than another, and a hundred copies of one book still find each other. Which pairs are compared thus depends on what the
catalogue holds and never on the order in which it came.
"""

from itertools import combinations

from indexer.dedup.traits import STOP, Traits
from indexer.normalise import text

REACH = 15
"""Neighbours on either side with which a record is compared inside a block."""


def keys(traits: Traits) -> list[str]:
    """The keys of a record, each once, in a fixed order."""
    found = [f"isbn:{isbn}" for isbn in sorted(traits.isbns)]
    found += [f"doi:{doi[:120]}" for doi in sorted(traits.dois)]
    found += [f"no:{number}" for number in sorted(traits.numbers_of_record)]
    if traits.first_page:
        found += [f"ip:{issn}:{traits.first_page}" for issn in sorted(traits.issns)]
    title = [token for token in traits.main.split() if token not in STOP] or traits.main.split()
    if title:
        found += _title_keys(traits, title)
    if traits.people and traits.years and traits.pages:
        found.append(f"ayp:{traits.people[0].family[:6]}:{traits.years[0]}:{traits.pages}")
    return list(dict.fromkeys(found))


def position(traits: Traits) -> str:
    """Where a record lies inside its blocks: by title, year and pages, so that what is alike lies side by side."""
    year = traits.years[0] if traits.years else 0
    return f"{traits.main.replace(' ', '')[:8]:8}{year:04}{traits.pages or 0:04}"[:20]


def _title_keys(traits: Traits, title: list[str]) -> list[str]:
    joined = "".join(title)
    family = traits.people[0].family if traits.people else ""
    years = traits.years[:2]
    long_words = sorted(traits.words, key=lambda word: (-len(word), word))[:3]
    pairs = [".".join(sorted(pair)) for pair in combinations([word[:12] for word in long_words], 2)]
    found = [f"ty:{joined[:16]}:{year}" for year in years]
    found += [f"wy:{pair}:{year}" for pair in pairs for year in years[:1]]
    for person in traits.people[:2]:
        found.append(f"ta:{joined[:8]}:{person.family[:6]}")
    if family:
        found.append(f"sk:{text.skeleton(' '.join(title[:4]))[:10]}:{text.skeleton(family)[:5]}")
        found += [f"wa:{pair}:{family[:4]}" for pair in pairs[:1]]
    if not (years and family):
        found.append(f"t:{joined[:24]}")
    if traits.first_page:
        found.append(f"tp:{joined[:6]}:{traits.first_page}")
    return found
