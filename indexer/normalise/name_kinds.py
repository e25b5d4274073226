"""Whether a name is that of a person, of a body or of a meeting."""

import re

from indexer.normalise.folding import fold
from indexer.normalise.name_words import LIFE, glued, known
from indexer.normalise.tables import remembered

_ASIDE = re.compile(r"\([^()]*\)?")
_WORD = re.compile(r"\w+")


@remembered(1 << 14)
def kind_of_name(raw: str) -> str:
    """`person`, `organisation` or `meeting`, by the words before the first comma; a firm may say so behind it."""
    lists = known()
    head, comma, tail = _ASIDE.sub(" ", raw).partition(",")
    words_of_head = fold(LIFE.sub(" ", head)).split()
    if comma and not lists.legal_forms.isdisjoint([glued(tail.partition(",")[0])]):
        return "organisation"
    if comma and tail.strip() and len(words_of_head) == 1:  # `Bank, Richard`
        return "person"
    if len(words_of_head) > 1 and not lists.meeting.isdisjoint(words_of_head):
        return "meeting"
    team = words_of_head[:1] == ["tim"] and not lists.teams.isdisjoint(words_of_head[1:2])
    acronym = not lists.acronyms.isdisjoint(_WORD.findall(head))
    return "organisation" if team or acronym or not lists.organisation.isdisjoint(words_of_head) else "person"
