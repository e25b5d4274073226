"""What can be wrong with one record before anybody reads what it says: two tables of codes.

The codes are stable: reports to member libraries and programs rest on them.
"""

from typing import Any

from config.i18n import N_, _
from harvester.record import Problem

QUARANTINE: dict[str, str] = {
    "bad-xml": N_("It is not well-formed: {error}."),
    "no-identifier": N_("The record has no identifier that can be read."),
    "no-metadata": N_("The record is not deleted, but has no metadata."),
    "no-terminator": N_("The file ends, or goes on too long, before the end of this record."),
    "too-short": N_("The record is shorter than a leader."),
    "too-many-columns": N_("The row has {fields} fields, the headings are {headings}."),
}
"""Why a record is set aside with its bytes."""

REPAIRS: dict[str, str] = {
    "illegal-character": N_("Characters that XML forbids were taken out."),
    "wrong-encoding": N_("Bytes that are not UTF-8 were read as Windows-1252."),
    "bare-ampersand": N_("A bare & was read as text."),
    "bare-less-than": N_("A bare < was read as text."),
    "html-entity": N_("An entity of HTML was replaced by its character."),
    "undeclared-prefix": N_("A namespace prefix that was not declared was given its usual meaning."),
    "inner-declaration": N_("An XML declaration in the middle of the record was taken out."),
    "unclosed-tag": N_("An element that was never closed was ended where the next one begins."),
    "stray-tag": N_("A closing tag that closes nothing was read as text."),
    "double-attribute": N_("An attribute that was there twice was counted once."),
    "escaped-metadata": N_("The description was sent as text, escaped or in CDATA; it was read as XML."),
    "missing-terminator": N_("The mark at the record's end was missing; it ends where the next one begins."),
    "text-before-record": N_("What stood before the record's leader was left out."),
    "stray-brace": N_("A brace that closes nothing was left out."),
    "says-deleted": N_("The record says of itself that it is deleted, but it came, and we knew no other; it is shown."),
    "stray-quote": N_("A quotation mark inside a quoted field was not doubled; it was read as text."),
}
"""What was mended so that a record could be parsed; each becomes an issue of the record."""


def problem(code: str, **values: Any) -> Problem:
    """The reason for a quarantine, in the reader's language; `code` is a key of `QUARANTINE`."""
    return Problem(code, _(QUARANTINE[code], **values))
