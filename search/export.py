"""A record as a download: the formats of `indexer.formats` by name and by the ending of an address."""

from typing import NamedTuple

from config.errors import BadParameter
from config.i18n import _
from indexer import formats
from indexer.copying import Copy
from indexer.record import BibRecord, UnionRecord

ENDINGS = {
    "json": "json",
    "marc": "mrc",
    "marcxml": "xml",
    "unimarc": "uni.mrc",
    "mods": "mods.xml",
    "dc": "dc.xml",
    "dcterms": "dcterms.xml",
    "ris": "ris",
    "bibtex": "bib",
    "csl": "csl.json",
}
"""Format → the ending of a downloaded file."""


class Download(NamedTuple):
    """A body, its media type, and the name under which to keep it; `source`: whose record it is, if it is of one."""

    body: bytes
    media_type: str
    filename: str
    source: str | None = None


def known(format: str) -> str:
    """`format`, if we write it.

    Raises:
        BadParameter: we do not; `field` is `format`.
    """
    if format in formats.MEDIA_TYPES:
        return format
    raise BadParameter(
        _("`format` is {value}; possible here: {choices}.",
          value=repr(format[:40]), choices=", ".join(formats.MEDIA_TYPES)),
        field="format",
    )  # fmt: skip


def split(name: str) -> tuple[str, str | None]:
    """`k3f9.ris` → the id and the format; no format where the ending is none (`oai:x/1.2`)."""
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot and stem and ending in formats.MEDIA_TYPES else (name, None)


def download(record: BibRecord | UnionRecord, format: str) -> Download:
    """The record in `format`.

    Raises:
        BadParameter: we do not write that format.
    """
    known(format)
    return Download(formats.write(record, format), formats.MEDIA_TYPES[format], _filename(record.id, format))


def copy(copied: Copy, format: str, asked_for: str) -> Download:
    """One library's own record, for copy cataloguing, named after the id that was asked for."""
    return Download(copied.body, formats.MEDIA_TYPES[format], _filename(asked_for, format), copied.id)


def _filename(public_id: str, format: str) -> str:
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in public_id)
    return f"{safe}.{ENDINGS[format]}"
