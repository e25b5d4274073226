"""What the harvester hands on: a record as it came."""

import msgspec

SEPARATOR = ":"


class Problem(msgspec.Struct, frozen=True):
    """Why a record is in quarantine: a stable code and a sentence."""

    code: str
    message: str


class RawRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record of one source, as it came (CONTRACT, section 3).

    Attributes:
        source: the source's id.
        member: the member's id.
        identifier: the record's name inside its source; (source, identifier) is its identity.
        format: what the payload is: `marc21` (ISO 2709, UNIMARC too), `marcxml`, `oai_dc`, `mods`, `ris`, `bibtex`,
            `csl`, `csv` (a row of any table), or the metadataPrefix under which it came.
        datestamp: the source's own date of the record, as it was sent; proves nothing (DESIGN, decision 3).
        deleted: the source says, or a full sweep has shown, that it is gone.
        sets: setSpecs.
        sha256: hash of the content, hexadecimal; a record changed when this changed.
        payload: the bytes: an XML `<record>` with all its namespaces, one ISO 2709 record, one reference, or a row of a
            table as a JSON object; empty for a deletion that came without content.
        first_seen, changed, confirmed: ISO 8601, UTC: when we first had it, when its content last changed, when the
            source last showed it.
        problem: set when it cannot be parsed; it is kept, and stays out of the catalogue.
        repairs: what was mended in its XML before it could be parsed (`illegal-character`, `wrong-encoding`, …).
    """

    source: str
    member: str
    identifier: str
    format: str
    datestamp: str | None = None
    deleted: bool = False
    sets: tuple[str, ...] = ()
    sha256: str = ""
    payload: bytes = b""
    first_seen: str = ""
    changed: str = ""
    confirmed: str = ""
    problem: Problem | None = None
    repairs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The public id: source and identifier, `uinsu-slims:oai:slims/12`."""
        return f"{self.source}{SEPARATOR}{self.identifier}"


def split_id(public_id: str) -> tuple[str, str]:
    """The source and the identifier of a public id; a source's id holds no colon, an identifier may."""
    source, _, identifier = public_id.partition(SEPARATOR)
    return source, identifier
