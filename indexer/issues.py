"""Everything that can be wrong with a record, and with what should have been one.

`ISSUES` are faults of a record that is in the catalogue; `UNREADABLE` are the reasons for which one stays out of it.
Codes are stable: reports to member libraries and programs rest on them.
"""

from config.i18n import N_
from harvester.problems import REPAIRS
from indexer.record import Issue

ISSUES: dict[str, str] = {
    "isbn-checksum": N_("The check digit of this ISBN is wrong, so it is not used."),
    "isbn-of-set": N_("This ISBN is that of a whole set, not of this volume alone."),
    "issn-checksum": N_("The check digit of this ISSN is wrong, so it is not used."),
    "no-title": N_("The record has no title."),
    "no-year": N_("The record has no year of publication."),
    "year-implausible": N_("This year of publication cannot be right."),
    "encoding-mislabelled": N_("The record says that it is MARC-8, but its text is UTF-8; it was read as UTF-8."),
    "encoding-repaired": N_(
        "Some text is not in the character set that the record names; it was read as Windows-1252."
    ),
    "encoding-damaged": N_("Some characters cannot be read; a blank or U+FFFD stands for each."),
    "control-characters": N_("Control characters stood in a text; they were taken out."),
    "directory-repaired": N_(
        "The lengths in the record's directory are wrong; its fields were found by their end marks."
    ),
    "namespace-missing": N_("Names in the XML have a prefix that is not declared; they were read by their name alone."),
    "year-hijri": N_("This year was read as a year of the Islamic calendar."),
    "unknown-language": N_("This language is not known."),
    "unknown-type": N_("This type of material is not known."),
    "value-too-long": N_("This text is too long for its field, so it is not used."),
    "escaped-twice": N_("The text was escaped twice, such as `&amp;amp;`; it was read as what it means."),
    "encoded-twice": N_("The text was encoded twice, such as `Ã©` for `é`; it was read as what it means."),
    "bad-url": N_("This is no address that a browser can open."),
    "not-a-name": N_("This is a number or an address where a name should be, so it is not used."),
    "no-creator": N_("The thesis has no author."),
    "no-publisher": N_("The book has an ISBN, but no publisher."),
    "placeholder": N_("This only fills the field; it says nothing."),
    "title-in-capitals": N_("The title is written in capitals throughout."),
    "mangled-characters": N_("Letters of this text were lost on the way, and nobody can tell which they were."),
    "markup-in-text": N_("Marks of HTML stand in the text, such as `<i>` or `&nbsp;`."),
    "duplicate-in-library": N_("The same library has another record of this publication; `value` is its id."),
    "isbn-of-several": N_("The same library gives this ISBN to another title; `note` is the id of that record."),
    **REPAIRS,
}

UNREADABLE: dict[str, str] = {
    "empty-record": N_("The record is empty."),
    "too-large": N_("The record is larger than {limit} bytes."),
    "unknown-format": N_("There is no reader for the format “{format}”."),
    "not-marc": N_("This is no MARC record: {reason}."),
    "not-xml": N_("The XML cannot be read: {reason}."),
    "no-metadata": N_("There is no description inside the record."),
    "not-dublin-core": N_("The description inside is <{element}>, not Dublin Core."),
    "not-json": N_("It is no JSON object."),
    "internal": N_("This should not happen: {error}."),
}


class Issues:
    """Collects what is wrong with one record, each fault once, in the order of finding."""

    def __init__(self) -> None:
        self._found: dict[Issue, None] = {}

    def add(self, code: str, field: str | None = None, value: str | None = None, note: str | None = None) -> None:
        """Note a fault; `code` is a key of `ISSUES`, `field` a field of the record, `value` the text as it came."""
        if code not in ISSUES:
            raise KeyError(code)
        self._found[Issue(code=code, field=field, value=value, note=note)] = None

    def all(self) -> tuple[Issue, ...]:
        """What was found."""
        return tuple(self._found)
