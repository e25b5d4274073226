"""Time, in UTC and to the second, written as ISO 8601 with a Z (OAI-PMH 2.0, section 3.3)."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, without a fraction of a second."""
    return datetime.now(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """`2026-01-02T03:04:05Z` for an aware datetime."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp() -> str:
    """The present moment as text, as it is stored everywhere."""
    return iso(now())


def parse(text: str) -> datetime:
    """The datetime of a text that `iso` wrote (a bare date is its midnight).

    Raises:
        ValueError: the text is no ISO 8601 date.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
