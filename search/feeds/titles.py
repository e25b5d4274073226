"""A record in one line of text: its title with what belongs to it, who made it, where it came out."""

from typing import Protocol

from config.i18n import _


class Titled(Protocol):
    """What a card and a union record share."""

    @property
    def title(self) -> str | None:
        """The title proper."""
        ...

    @property
    def subtitle(self) -> str | None:
        """What follows the title."""
        ...

    @property
    def part_number(self) -> str | None:
        """Which part."""
        ...

    @property
    def part_title(self) -> str | None:
        """How the part is called."""
        ...


class Published(Protocol):
    """What tells when and where something came out."""

    @property
    def place(self) -> str | None:
        """Where."""
        ...

    @property
    def publisher(self) -> str | None:
        """By whom."""
        ...

    @property
    def year(self) -> int | None:
        """When."""
        ...


def full_title(record: Titled) -> str:
    """The title, its subtitle and its part, as the pages show them."""
    whole = ": ".join(text for text in (record.title or _("[Untitled]"), record.subtitle) if text)
    numbered = ". ".join(text for text in (whole, record.part_number) if text)
    return ", ".join(text for text in (numbered, record.part_title) if text)


def imprint(record: Published) -> str:
    """`Jakarta: Gramedia, 1991`, as far as it is known."""
    house = ": ".join(text for text in (record.place, record.publisher) if text)
    return ", ".join(text for text in (house, str(record.year or "")) if text)
