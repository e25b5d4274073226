"""What several output formats say in the same words."""

from typing import NamedTuple

from indexer.normalise import names
from indexer.record import BibRecord, Creator, Host, UnionRecord

Record = BibRecord | UnionRecord


class PersonName(NamedTuple):
    """A name in two parts, as citation programs want it; a mononym and a body have only the family part."""

    family: str
    given: str | None


def full_title(record: Record) -> str:
    """Title, part and subtitle with the marks of ISBD."""
    title = ". ".join(filter(None, (record.title, ", ".join(filter(None, (record.part_number, record.part_title))))))
    return " : ".join(filter(None, (title, record.subtitle)))


def person(creator: Creator) -> PersonName:
    """Family and given name as the catalogue writes them, or as parsing finds them in a name that is not inverted."""
    if creator.kind != "person":
        return PersonName(creator.name, None)
    name = names.undated(creator.name)
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return PersonName(family, given or None)
    before, _, last = name.rpartition(" ")
    return PersonName(last, before or None)


def by_role(record: Record, *roles: str) -> list[Creator]:
    """The creators with one of these roles."""
    return [creator for creator in record.creators if creator.role in roles]


def host_statement(host: Host | None) -> str | None:
    """What a part is in, as one text: `Journal; Vol. 1 No. 2; 1-10`."""
    if host is None:
        return None
    number = " ".join(
        f"{label} {value}" for label, value in (("Vol.", host.volume), ("No.", host.issue)) if value is not None
    )
    return "; ".join(filter(None, (host.title, number, host.pages))) or None


def page_range(pages: str | None) -> tuple[str | None, str | None]:
    """First and last page of `1-10`; `7` is only the first."""
    first, _, last = (pages or "").partition("-")
    return first.strip() or None, last.strip() or None


def first_url(record: Record) -> str | None:
    """The address to give with a citation: the full text, else the record's page."""
    wanted = {"fulltext": 0, "record": 1, "other": 2}
    usable = [url for url in record.urls if url.kind in wanted]
    return min(usable, key=lambda url: wanted[url.kind]).url if usable else None
