"""The public JSON of `/api/v1` (CONTRACT, section 4), which `--json` of the command line prints too."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config.model import Agreement, Services


class Public(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Creator(Public):
    """A person, body or meeting."""

    name: str
    role: str
    kind: str


class Card(Public):
    """A union record as it stands in a list. `languages` are ISO 639-2/B; `url` is its permanent page.

    `highlights` holds, by field, the text as HTML, escaped, the words that were looked for inside `<mark>`.
    """

    id: str
    title: str | None
    subtitle: str | None
    part_number: str | None
    part_title: str | None
    creators: tuple[Creator, ...]
    publisher: str | None
    place: str | None
    year: int | None
    edition: str | None
    type: str | None
    carrier: str | None
    languages: tuple[str, ...]
    members: tuple[str, ...]
    score: float
    highlights: dict[str, str]
    url: str


class FacetValue(Public):
    """One value of a facet: what to filter by, what to call it, how many records have it."""

    value: str
    label: str
    count: int


class Answer(Public):
    """The answer to a search. `total` counts all hits, `records` holds the wanted page of them.

    `relaxed` says that nothing has all that was asked for, and that these come near; `way` says how, for our own pages
    (`search.relaxing`). `did_you_mean` is the query without slips of the pen.
    """

    query: str
    total: int
    page: int
    size: int
    took_ms: float
    relaxed: bool = False
    way: str = Field(default="", exclude=True)
    did_you_mean: str | None = None
    records: tuple[Card, ...]
    facets: dict[str, tuple[FacetValue, ...]]


class Suggestion(Public):
    """What somebody may be about to type; a title has the `id` of a record that bears it."""

    text: str
    kind: Literal["title", "creator", "subject"]
    id: str | None = None


class Suggestions(Public):
    """What fits what was typed so far, the best first."""

    suggestions: tuple[Suggestion, ...]


class Similar(Public):
    """Other works like the record `id`, the most alike first."""

    id: str
    records: tuple[Card, ...]


class Entry(Public):
    """A heading of a list: how many records it leads to, and where. A title of one record has its `id`."""

    value: str
    count: int
    id: str | None
    url: str


class Browsed(Public):
    """A page of an alphabetical list. `previous` and `next` are the addresses of the pages beside it, or null."""

    field: str
    headings: tuple[Entry, ...]
    previous: str | None
    next: str | None


class SourceInfo(Public):
    """A feed of a library."""

    id: str
    type: str
    last_success: str | None = None


class MemberInfo(Public):
    """A library of the consortium: what it declares, how much it brings, when we last saw it.

    `titles` counts union records that it shares in, `records` its own source records.
    """

    id: str
    name: str
    kind: str
    address: str | None
    email: str | None
    phone: str | None
    website: str | None
    isil: str | None
    hours: str | None
    services: Services
    agreement: Agreement
    titles: int
    records: int
    last_harvested: str | None
    sources: tuple[SourceInfo, ...]
    url: str


class Members(Public):
    """The directory."""

    members: tuple[MemberInfo, ...]


class SourceError(Public):
    """Why a source failed last time."""

    code: str
    message: str
    advice: str | None


class SourceStatus(Public):
    """How one source does: its last run, its last success, and what that run brought."""

    source: str
    member: str
    status: str
    last_run: str | None
    last_success: str | None
    age_hours: float | None
    added: int
    changed: int
    deleted: int
    quarantined: int
    error: SourceError | None


class Status(Public):
    """How the catalogue does. `waiting` counts harvested records that are not indexed yet."""

    version: str
    engine: str
    titles: int
    records: int
    waiting: int
    members: int
    sources: tuple[SourceStatus, ...]


class Problem(Public):
    """What went wrong; `field` names the parameter to blame."""

    code: str
    message: str
    field: str | None = None


class ErrorBody(Public):
    """The body of every error."""

    error: Problem
