"""Names in MODS: their parts, and what they did."""

from collections.abc import Iterator

from indexer.formats.draft import Draft
from indexer.formats.mods_elements import Element, child, every, said
from indexer.formats.titles import responsible
from indexer.formats.values import role_word
from indexer.normalise import names

# Types as the schema has them, and as SLiMS writes them.
_KINDS = {
    "personal": "person", "family": "person", "corporate": "organisation", "conference": "meeting",
    "personal name": "person", "organizational body": "organisation",
}  # fmt: skip
_MAKERS = ("author", "creator", "pengarang")


def fill(root: Element, draft: Draft) -> None:
    """Fill in the creators of a draft: the primary one first, each in one script."""
    found = sorted(_once(every(root, "name")), key=lambda name: name.get("usage") != "primary")
    for element in found:
        shown = shown_name(element)
        if not shown or (names.split_names(shown) == [] and len(shown) < 100):  # `Anonim`
            continue
        kind, role = _KINDS.get((element.get("type") or "").strip().casefold()), _role(element)
        if kind == "person" and "," not in shown:
            kind = None  # programs call every name personal
        if kind:
            draft.add_creator(shown, role, kind)
        else:
            draft.add_creators(shown, role)
    if not draft.creators:
        for note in every(root, "note"):
            if note.get("type") == "statement of responsibility":
                draft.add_creators(responsible(said(note)))


def _once(elements: Iterator[Element]) -> Iterator[Element]:
    """Names without those that only repeat another in a second script (`altRepGroup`)."""
    seen: set[str] = set()
    for element in elements:
        group = element.get("altRepGroup")
        if group is None or group not in seen:
            seen.add(group or "")
            yield element


def shown_name(element: Element) -> str:
    """A name as the catalogue writes it: `Family, Given, terms, dates`; what is not told apart as it stands."""
    parts: dict[str, list[str]] = {}
    for part in every(element, "namePart"):
        if value := said(part).strip(" ,"):
            parts.setdefault(part.get("type") or "", []).append(value)
    *units, last = parts.get("", [""])
    untyped = ". ".join([*(unit.rstrip(".") for unit in units), last])
    family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
    behind = [*parts.get("termsOfAddress", ()), *parts.get("date", ())]
    return ", ".join(filter(None, [untyped, family, given, *behind])) or child(element, "displayForm")


def _role(element: Element) -> str:
    """The first thing that is known to be a role and more than help; what is not known is help too."""
    terms = [said(term) for term in every(element, "role", "roleTerm")]
    known = [role for term in terms if (role := role_word(term))]
    exact = next((role for role in known if role != "contributor"), None)
    made = not terms or any(maker in term.casefold() for term in terms for maker in _MAKERS)
    return exact or ("author" if made else "contributor")
