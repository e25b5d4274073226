"""What an `induk.yaml` declares, as frozen objects (CONTRACT, section 1)."""

import glob
import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from config.i18n import _, available

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Seconds = Annotated[float, Field(strict=True, ge=0.1, le=86400)]

FileFormat = Literal["marc21", "marcxml", "oai_dc", "mods", "ris", "bibtex", "csl", "csv", "xlsx"]

COLUMNS = (
    "identifier", "title", "subtitle", "part_number", "alternative_titles", "creators", "contributors",
    "responsibility", "publisher", "place", "date", "year", "date_text", "imprint", "edition", "extent", "series",
    "languages", "type", "subjects", "ddc", "classification", "summary", "isbns", "isbn", "issns", "issn", "doi",
    "urls", "covers", "call_number", "call_numbers", "location", "copies", "items", "status", "host", "journal",
    "volume", "issue", "pages", "first_page", "last_page", "article_number", "citation", "source", "part_title",
    "editors", "translators", "advisors", "eissns", "remark",
)  # fmt: skip
"""Our fields that a column of a table may be mapped to."""

SECRET = 32
"""Characters of a secret that signs something, at least."""

DATABASES = ("sqlite", "postgresql+psycopg")


def _is_no_number(value: object) -> object:
    """Refuse a number where a day is wanted: it would be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "a number is no date")
    return value


def _one_of(choices: Collection[str], value: str) -> str:
    if value not in choices:
        raise PydanticCustomError("choice", "not one of these", {"expected": ", ".join(map(repr, choices))})
    return value


def _is_database(address: str) -> str:
    try:
        known = make_url(address).drivername in DATABASES
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise PydanticCustomError("database", "no database that we can use")
    return address


def _is_plain(address: AnyHttpUrl) -> AnyHttpUrl:
    if address.query is not None or address.fragment is not None:
        raise PydanticCustomError("node_url", "more than an address")
    return address


def _is_network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise PydanticCustomError("network", "no address or network") from None
    return value


def _is_token_hash(value: str) -> str:
    if not re.fullmatch("sha256:[0-9a-f]{64}", value):
        raise PydanticCustomError("token_hash", "no hash of a token")
    return value


def _is_long(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < SECRET:
        raise PydanticCustomError("short_secret", "too short", {"length": SECRET})
    return value


Day = Annotated[date, BeforeValidator(_is_no_number)]
Column = Annotated[str, AfterValidator(partial(_one_of, COLUMNS))]
Language = Annotated[str, AfterValidator(lambda code: _one_of(available(), code))]
DatabaseUrl = Annotated[str, AfterValidator(_is_database)]
NodeUrl = Annotated[AnyHttpUrl, AfterValidator(_is_plain)]
Network = Annotated[str, AfterValidator(_is_network)]
TokenHash = Annotated[str, AfterValidator(_is_token_hash)]
Secret = Annotated[SecretStr, AfterValidator(_is_long)]


class Declared(BaseModel):
    """A part of the configuration: frozen, and no key that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Services(Declared):
    """What a library does for readers of other libraries; free text says on what terms."""

    reading: bool | str | None = None
    copying: bool | str | None = None
    lending: bool | str | None = None
    interlibrary: bool | str | None = None


class Requests(Declared):
    """Where a library takes requests: its link resolver, its desk's e-mail address, a sentence to those who ask."""

    openurl: AnyHttpUrl | None = None
    email: Text | None = None
    note: Text | None = None


class Agreement(Declared):
    """The days on which a member takes part; outside them it is neither harvested nor shown."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    note: str | None = None

    @field_validator("until")
    @classmethod
    def _ends_after_it_began(cls, until: date | None, others: ValidationInfo) -> date | None:
        since = others.data.get("from_")
        if since and until and until < since:
            raise PydanticCustomError("until_before_from", "it ends before it begins")
        return until

    def covers(self, day: date) -> bool:
        """True on a day of the agreement, its first and last included."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class SourceBase(Declared):
    """What every kind of source has."""

    id: Identifier = ""
    drop_limit: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.2


class Timeouts(Declared):
    """Seconds: until the connection stands, until the headers came, between two pieces, for a whole answer."""

    connect: Seconds | None = None
    first_byte: Seconds | None = None
    idle: Seconds | None = None
    whole: Seconds | None = None


class Auth(Declared):
    """What proves to a server who we are: a user and a password, or a token."""

    username: Text | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Auth":
        given = tuple(value is not None for value in (self.username, self.password, self.token))
        if given not in ((True, True, False), (False, False, True)):
            raise PydanticCustomError("auth", _("it takes `username` and `password`, or `token`"))
        if self.token is not None and not re.fullmatch(r"[\x21-\x7e]+", self.token.get_secret_value()):
            raise PydanticCustomError("auth", _("`token` takes visible ASCII characters only"))
        return self


class OaiPmhSource(SourceBase):
    """A feed over OAI-PMH 2.0; `format` is a metadataPrefix, none means the richest that we can read."""

    type: Literal["oai-pmh"]
    url: AnyHttpUrl
    format: Text | None = None
    set_spec: Text | None = Field(None, alias="set")
    from_: Day | None = Field(None, alias="from")
    profile: Text = "auto"
    pause: Annotated[float, Field(strict=True, ge=0, le=3600)] = 0.5
    sweep: Annotated[int, Field(strict=True, ge=0, le=3650)] | None = None
    timeout: Timeouts = Timeouts()
    auth: Auth | None = None
    verify: bool = True


class FileSource(SourceBase):
    """Files; `path` is a glob or a folder, absolute once loaded. `columns` maps our field to the heading of a table."""

    type: Literal["file"]
    path: Text
    format: FileFormat
    complete: bool = False
    columns: dict[Column, Text] = {}


Source = Annotated[OaiPmhSource | FileSource, Field(discriminator="type")]

MemberKind = Literal[
    "university", "public", "school", "special", "national", "documentation-centre", "repository", "other"
]


class Member(Declared):
    """A library."""

    id: Identifier
    name: Text
    kind: MemberKind = "other"
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    website: AnyHttpUrl | None = None
    isil: str | None = None
    hours: str | None = None
    services: Services = Services()
    requests: Requests = Requests()
    agreement: Agreement = Agreement()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _only_source_takes_the_members_id(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(sources := data.get("sources"), list) and len(sources) == 1:
            only = sources[0]
            if isinstance(only, dict) and only.get("id") is None:
                return {**data, "sources": [{**only, "id": data.get("id")}]}
        return data


class ConsortiumDetails(Declared):
    """Who the libraries are together."""

    name: Text
    url: AnyHttpUrl | None = None
    contact: Text | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("id", "en")


class Whoosh(Declared):
    """The search engine that needs nothing beside Python."""

    type: Literal["whoosh"] = "whoosh"


class Tantivy(Declared):
    """A faster one on the same machine; an extra."""

    type: Literal["tantivy"]


class OpenSearch(Declared):
    """A cluster, asked at the addresses of its nodes and nowhere else; `index` is what our indexes are called there."""

    type: Literal["opensearch"]
    url: Annotated[tuple[NodeUrl, ...], Field(min_length=1)]
    index: Identifier = "induk"

    @field_validator("url", mode="before")
    @classmethod
    def _one_or_many(cls, url: object) -> object:
        return [url] if isinstance(url, str) else url


class Staff(Declared):
    """Who looks after the catalogue in the browser: names and the hashes of their tokens (`induk staff-token`).

    `secret` signs their sessions; without it one is kept in the data folder.
    """

    tokens: dict[Identifier, TokenHash]
    secret: Secret | None = None


class Serve(Declared):
    """How much one client may ask of a process that serves, in points (`search/pace/costs.py`), and who is a client.

    `proxies` are believed when they say for whom they ask (X-Forwarded-For, X-Forwarded-Proto). A `rate` of 0 lets
    everybody ask as much as they like, as the `unlimited` networks always may.
    """

    proxies: tuple[Network, ...] = ("127.0.0.1", "::1")
    rate: Annotated[float, Field(strict=True, ge=0, le=100_000)] = 20
    burst: Annotated[float, Field(strict=True, ge=100, le=1_000_000)] = 600
    unlimited: tuple[Network, ...] = ()


EngineSettings = Annotated[Whoosh | Tantivy | OpenSearch, Field(discriminator="type")]


class Consortium(Declared):
    """The whole configuration. `folder` is where its file lies; relative paths count from there."""

    consortium: ConsortiumDetails
    data: Path = Path("data")
    database: DatabaseUrl | None = None
    engine: EngineSettings = Whoosh()
    matching: Literal["balanced", "strict"] = "balanced"
    staff: Staff | None = None
    serve: Serve = Serve()
    members: tuple[Member, ...] = ()

    _folder: Path = PrivateAttr(default_factory=Path.cwd)

    @model_validator(mode="before")
    @classmethod
    def _engine_by_name(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("engine"), str):
            return {**data, "engine": {"type": data["engine"]}}
        return data

    def placed(self, folder: Path) -> "Consortium":
        """The same configuration, its relative paths counted from `folder`."""
        members = tuple(
            member.model_copy(
                update={
                    "sources": tuple(
                        source.model_copy(update={"path": str(Path(glob.escape(str(folder))) / source.path)})
                        if isinstance(source, FileSource)
                        else source
                        for source in member.sources
                    )
                }
            )
            for member in self.members
        )
        copy = self.model_copy(update={"data": folder / self.data, "members": members})
        copy._folder = folder
        return copy

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self._folder

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the store; SQLite in the data folder unless another is declared."""
        return self.database or f"sqlite:///{self.data / 'induk.sqlite'}"

    @property
    def url(self) -> str:
        """The public address without a slash at its end, or nothing."""
        return str(self.consortium.url).rstrip("/") if self.consortium.url else ""

    def sources(self) -> Iterator[tuple[Member, "OaiPmhSource | FileSource"]]:
        """Every source with its member, in the order of the file."""
        for member in self.members:
            for source in member.sources:
                yield member, source

    def member(self, member_id: str) -> Member | None:
        """The member of that id."""
        return next((member for member in self.members if member.id == member_id), None)

    def active(self, day: date) -> tuple[Member, ...]:
        """The members whose agreement covers `day`."""
        return tuple(member for member in self.members if member.agreement.covers(day))
