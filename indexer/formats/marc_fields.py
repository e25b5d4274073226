"""A MARC record by tag, with its linked fields in other scripts set apart (MARC 21 Bibliographic, Appendix A)."""

from collections.abc import Container, Iterator, Sequence

from pymarc import Field, Record


class MarcFields:
    """Quick access to the fields of a `pymarc.Record`.

    Attributes:
        leader: 24 characters.
        fixed: field 008, padded to 40 characters.
    """

    def __init__(self, record: Record) -> None:
        self.leader = str(record.leader)
        self._all = record.fields
        self._data: dict[str, list[Field]] = {}
        self._control: dict[str, list[str]] = {}
        self._linked: dict[str, list[Field]] = {}
        for field in record.fields:
            if field.control_field:
                self._control.setdefault(field.tag, []).append(field.data or "")
            elif field.tag == "880":
                self._linked.setdefault((value(field, "6") or "")[:3], []).append(field)
            else:
                self._data.setdefault(field.tag, []).append(field)
        self.fixed = next(iter(self.control("008")), "").ljust(40)

    def __contains__(self, tag: str) -> bool:
        """Whether there is a data field of this tag, in the script of the other fields."""
        return tag in self._data

    def fields(self, *tags: str) -> Sequence[Field]:
        """The data fields of these tags, tag by tag, in their order; in the scripts of the other fields."""
        if len(tags) == 1:  # most tags that are asked for are not there: this has to cost nothing
            return self._data.get(tags[0], ())
        return [field for tag in tags if tag in self._data for field in self._data[tag]]

    def in_order(self, tags: Container[str]) -> Iterator[Field]:
        """The data fields of these tags in the order of the record."""
        return (field for field in self._all if field.tag in tags and not field.control_field)

    def linked(self, *tags: str) -> Sequence[Field]:
        """The fields 880 that stand for these tags, linked (`245-01`) or not (`245-00`)."""
        return [field for tag in tags if tag in self._linked for field in self._linked[tag]] if self._linked else ()

    def control(self, tag: str) -> Sequence[str]:
        """The contents of the control fields of a tag."""
        return self._control.get(tag, ())

    def values(self, tag: str, codes: str) -> Sequence[str]:
        """The subfields `codes` of every field of a tag."""
        found = self._data.get(tag)
        return [one for field in found for one in values(field, codes)] if found else ()


def indicator(field: Field, number: int) -> str:
    """The first (1) or second (2) indicator of a field; a blank where there is none."""
    return (field.indicators or (" ", " "))[number - 1]


def values(field: Field, codes: str) -> list[str]:
    """The subfields `codes` of a field that hold something, in their order in the field."""
    return [content for code, content in field.subfields if code in codes and content.strip()]


def value(field: Field, code: str) -> str | None:
    """The first subfield `code` of a field that holds something."""
    for found, content in field.subfields:
        if found == code and content.strip():
            return content
    return None


def joined(field: Field, codes: str, separator: str = " ") -> str:
    """The subfields `codes` of a field, joined in their order in the field."""
    return separator.join(values(field, codes))
