"""What the provider asks of a collection of records, and a collection that is simply held in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from lxml import etree


class Format(NamedTuple):
    """A metadata format (OAI-PMH 2.0, section 3.4): its prefix, its schema and its namespace."""

    prefix: str
    schema: str
    namespace: str


DC = Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/")
MARCXML = Format(
    "marcxml", "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim"
)
MODS = Format("mods", "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", "http://www.loc.gov/mods/v3")


class Cursor(NamedTuple):
    """The place after a record in a list: lists are ordered by date, then by identifier."""

    datestamp: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Item:
    """One record: its header, and in `content` whatever its repository needs to write the metadata.

    Attributes:
        identifier: a URI, the same for ever.
        datestamp: ISO 8601, UTC, to the second: when the record was made, changed or deleted.
        sets: setSpecs.
        deleted: only the header is left.
    """

    identifier: str
    datestamp: str
    sets: tuple[str, ...] = ()
    deleted: bool = False
    content: Any = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What `Identify` tells (section 4.2).

    Attributes:
        name: of the repository.
        emails: of the people who keep it, one at least.
        earliest: a datestamp that no record is older than; None when there is no record yet.
        base_url: its public address; None = the address that was asked.
        sample: an identifier; the domain in it is told to harvesters when it is a domain (oai-identifier guidelines).
        software: its name and version, by which harvesters know how it behaves (toolkit guidelines).
    """

    name: str
    emails: tuple[str, ...]
    earliest: str | None = None
    base_url: str | None = None
    sample: str | None = None
    software: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are wanted: full datestamps, both included, and a setSpec; None is no limit."""

    prefix: str
    since: str | None = None
    until: str | None = None
    set_spec: str | None = None


class Repository(Protocol):
    """A collection that the provider can serve. Called from several threads."""

    def identify(self) -> Identity:
        """Who it is."""
        ...

    def formats(self) -> Sequence[Format]:
        """The formats in which every record can be had."""
        ...

    def sets(self) -> Mapping[str, str]:
        """Names by setSpec, none where there is no hierarchy of sets."""
        ...

    def page(self, selection: Selection, after: Cursor | None, size: int) -> list[Item]:
        """At most `size` records of the selection that come after the cursor, ordered by (datestamp, identifier)."""
        ...

    def count(self, selection: Selection) -> int | None:
        """How many records the selection holds, None where counting them would cost too much."""
        ...

    def get(self, identifier: str) -> Item | None:
        """One record."""
        ...

    def metadata(self, item: Item, prefix: str) -> etree._Element:
        """A living record in one of the formats: a new element with its own namespaces.

        Raises:
            ValueError: it cannot be written in this format.
        """
        ...


def within(item: Item, selection: Selection) -> bool:
    """True if the record belongs to the selection. A set holds what its descendants hold (section 2.6)."""
    wanted = selection.set_spec
    return (
        (selection.since is None or item.datestamp >= selection.since)
        and (selection.until is None or item.datestamp <= selection.until)
        and (wanted is None or any(name == wanted or name.startswith(f"{wanted}:") for name in item.sets))
    )


@dataclass
class StaticRepository:
    """Records in memory. `content` of its items is prefix → bytes.

    Attributes:
        identity, supported, names: what `identify`, `formats` and `sets` give.
    """

    identity: Identity
    supported: Sequence[Format]
    names: Mapping[str, str] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)

    def put(self, items: Iterable[Item]) -> None:
        """Add records, replacing those of the same identifier."""
        self.items |= {item.identifier: item for item in items}

    def identify(self) -> Identity:
        """Who it is."""
        return self.identity

    def formats(self) -> Sequence[Format]:
        """The formats of all records."""
        return self.supported

    def sets(self) -> Mapping[str, str]:
        """Names by setSpec."""
        return self.names

    def page(self, selection: Selection, after: Cursor | None, size: int) -> list[Item]:
        """See `Repository.page`."""
        rest = sorted(
            (
                (Cursor(item.datestamp, item.identifier), item)
                for item in self.items.values()
                if within(item, selection)
            ),
            key=lambda pair: pair[0],
        )
        return [item for place, item in rest if after is None or place > after][:size]

    def count(self, selection: Selection) -> int | None:
        """How many records the selection holds."""
        return sum(within(item, selection) for item in self.items.values())

    def get(self, identifier: str) -> Item | None:
        """One record."""
        return self.items.get(identifier)

    def metadata(self, item: Item, prefix: str) -> etree._Element:
        """The bytes that were put in, parsed; a document type is refused, since its entities would be left dangling."""
        if (content := item.content.get(prefix)) is None:
            raise ValueError(f"no {prefix}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            element = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise ValueError(str(error)) from error
        if element.getroottree().docinfo.internalDTD is not None:
            raise ValueError("a document type")
        return element
