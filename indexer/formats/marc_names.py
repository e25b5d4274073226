"""Who made it: the names of a MARC 21 record (MARC 21 Bibliographic, 1XX, 7XX and 245 $c)."""

import re
from collections.abc import Iterable

from pymarc import Field

from indexer.formats.draft import Draft
from indexer.formats.marc_fields import MarcFields, joined, value, values
from indexer.formats.titles import responsible
from indexer.formats.values import bare, role_word

# Tags of names: the kind of what they name, and the subfields of the name itself.
_NAMES = {
    "100": ("person", "abcdq"), "110": ("organisation", "abcdn"), "111": ("meeting", "acdenq"),
    "700": ("person", "abcdq"), "710": ("organisation", "abcdn"), "711": ("meeting", "acdenq"), "720": (None, "a"),
}  # fmt: skip

_JOINT = re.compile(r"^(?:joint|jt|supposed|presumed|attributed)\b[ .-]{0,2}", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[,;&/] ?| (?:and|und|et|dan|en) ")


def read(marc: MarcFields, draft: Draft, responsibility: str | None) -> None:
    """Fill in the names of a draft, in the order of the record.

    Names in a second script (880) are those of the same people, so they count only where there are no others; the
    statement of responsibility counts where there are none at all.
    """
    _add(marc.in_order(_NAMES), draft)
    if not draft.creators:
        for tag in _NAMES:
            _add(marc.linked(tag), draft, tag)
    if not draft.creators:
        for statement in (*marc.values("245", "c"), *filter(None, (responsibility,))):
            draft.add_creators(responsible(statement))


def _add(fields: Iterable[Field], draft: Draft, linked: str | None = None) -> None:
    for field in fields:
        tag = linked or field.tag
        kind, codes = _NAMES[tag]
        if tag[0] == "7" and value(field, "t"):  # a work that this one contains or rests on, not its maker
            continue
        words = [*values(field, "4"), *values(field, "j" if kind == "meeting" else "e")]
        role = (_role(words) or ("contributor" if tag[0] == "7" else None)) if words else None
        draft.add_creator(bare(joined(field, codes)), role, kind)


def _role(words: list[str]) -> str | None:
    """The first relator that we know, also of several in one subfield.

    Others belong to printers, owners and the like: an added entry of theirs contributed, and did not write it.
    """
    parts = (part for word in words for part in (word, *_BETWEEN.split(word)))
    return next(filter(None, (role_word(_JOINT.sub("", part)) for part in parts)), None)
