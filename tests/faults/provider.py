"""An OAI-PMH 2.0 provider as it should be: verbs, errors, dates, sets, tokens, deletions. A fault bends one part of it.

`provider.bend(part=…)` puts something else in the place of a method or value, `before` and `after` hold what strikes
single answers, `mangle` changes the bytes of single records; `heal` takes it all away again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from config import clock

from .catalogue import SETS, Catalogue, Work
from .wire import Ask, Reply, reset

SECONDS, DAYS = "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DD"
ENOUGH = 1500
"""Requests of one night after which the provider goes away: who has not come to an end by then never will."""

LISTS = ("ListRecords", "ListIdentifiers")
ALLOWED = {
    "Identify": (), "ListMetadataFormats": ("identifier",), "ListSets": ("resumptionToken",),
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListRecords": ("metadataPrefix", "from", "until", "set", "resumptionToken"),
    "ListIdentifiers": ("metadataPrefix", "from", "until", "set", "resumptionToken"),
}  # fmt: skip
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
ROOT = f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
MARC = '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'


class OaiError(Exception):
    """An `error` element; several where several pairs of code and text are given."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True)
class Cursor:
    """A list, and the place in it."""

    prefix: str
    since: str = ""
    until: str = ""
    set: str = ""
    offset: int = 0
    depth: int = 0

    @property
    def plain(self) -> bool:
        """The whole list, not a part of it by dates."""
        return not (self.since or self.until)


Before = Callable[["Provider", Ask], Reply | None]
After = Callable[["Provider", Ask, Reply], Reply]
Mangle = Callable[[bytes], bytes]


class Provider:
    """A library's server."""

    page = 10
    granularity = SECONDS
    deleted_record = "persistent"
    earliest = ""
    sizes = True
    host = "perpustakaan.example.ac.id"
    formats: tuple[str, ...] = ("oai_dc",)
    served: tuple[str, ...] = ("oai_dc",)
    sets: tuple[str, ...] = SETS
    declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    root = ROOT
    dc = DC

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or Catalogue()
        self.base = ""
        self.asked: list[Ask] = []
        self.before: list[Before] = []
        self.after: list[After] = []
        self.mangle: dict[int, Mangle] = {}
        self.memory: dict[str, Any] = {}
        self._bent: list[str] = []

    def bend(self, **parts: Any) -> None:
        """Put these in the place of methods and values."""
        for name, part in parts.items():
            assert hasattr(self, name), name
            setattr(self, name, part)
            self._bent.append(name)

    def heal(self) -> None:
        """No fault any more."""
        for name in self._bent:
            if name in self.__dict__:
                delattr(self, name)
        self._bent.clear()
        self.before.clear()
        self.after.clear()
        self.mangle.clear()

    @property
    def url(self) -> str:
        """What a consortium would have in its configuration."""
        return f"{self.base}/oai"

    # answering

    def handle(self, ask: Ask) -> Reply:
        """The answer to a request."""
        self.asked.append(ask)
        if len(self.asked) > ENOUGH:
            return Reply(manner=reset)
        try:
            for strike in self.before:
                if (reply := strike(self, ask)) is not None:
                    return reply
            content = self.content(ask)
        except OaiError as error:
            content = b"".join(f'<error code="{code}">{escape(said)}</error>'.encode() for code, said in error.errors)
        reply = Reply(self.document(ask, content))
        for change in self.after:
            reply = change(self, ask, reply)
        return reply

    def document(self, ask: Ask, content: bytes) -> bytes:
        """The whole answer around its content."""
        attributes = "".join(f' {k}="{escape(v, {chr(34): "&quot;"})}"' for k, v in ask.args.items() if k.isalpha())
        head = f"<responseDate>{self.now()}</responseDate><request{attributes}>{escape(self.base_url())}</request>"
        return self.declaration + self.root.encode() + head.encode() + content + b"</OAI-PMH>"

    def now(self) -> str:
        """responseDate."""
        return clock.stamp()

    def base_url(self) -> str:
        """baseURL."""
        return self.url

    def content(self, ask: Ask) -> bytes:
        """What is inside of the answer; OaiError where it is an error."""
        self.insist(ask)
        say = {
            "Identify": self.identify, "ListMetadataFormats": self.list_formats, "ListSets": self.list_sets,
            "GetRecord": self.get_record, "ListRecords": self.list_records, "ListIdentifiers": self.list_records,
        }[ask.verb]  # fmt: skip
        return f"<{ask.verb}>".encode() + say(ask) + f"</{ask.verb}>".encode()

    def insist(self, ask: Ask) -> None:
        """Only arguments that the verb knows, each with a meaning (OAI-PMH 2.0, section 3.6)."""
        if ask.verb not in ALLOWED:
            raise OaiError(("badVerb", f"Illegal verb {ask.verb}"))
        if extra := set(ask.args) - {"verb", *ALLOWED[ask.verb]}:
            raise OaiError(("badArgument", f"Illegal arguments {', '.join(sorted(extra))}"))
        if "resumptionToken" in ask.args and len(ask.args) > 2:
            raise OaiError(("badArgument", "resumptionToken is exclusive"))
        if ask.verb in (*LISTS, "GetRecord") and not {"metadataPrefix", "resumptionToken"} & set(ask.args):
            raise OaiError(("badArgument", "metadataPrefix is missing"))
        if ask.verb == "GetRecord" and "identifier" not in ask.args:
            raise OaiError(("badArgument", "identifier is missing"))
        prefix = ask.args.get("metadataPrefix", self.served[0])
        if ask.verb in (*LISTS, "GetRecord") and prefix not in self.served:
            raise OaiError(("cannotDisseminateFormat", prefix))

    # verbs

    def identify(self, _ask: Ask) -> bytes:
        """Who we are."""
        earliest = self.earliest or min(each.stamp for each in self.catalogue).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows = {
            "repositoryName": "Perpustakaan Uji", "baseURL": self.base_url(), "protocolVersion": "2.0",
            "adminEmail": "pustaka@example.ac.id",
            "earliestDatestamp": earliest[: 10 if self.granularity == DAYS else None],
            "deletedRecord": self.deleted_record, "granularity": self.granularity,
        }  # fmt: skip
        return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in rows.items()).encode()

    def list_formats(self, _ask: Ask) -> bytes:
        """Which formats there are."""
        rest = "<schema>http://x/x.xsd</schema><metadataNamespace>http://x/</metadataNamespace>"
        names = (f"<metadataFormat><metadataPrefix>{n}</metadataPrefix>{rest}</metadataFormat>" for n in self.formats)
        return "".join(names).encode()

    def list_sets(self, _ask: Ask) -> bytes:
        """Which sets there are."""
        return "".join(
            f"<set><setSpec>{escape(s)}</setSpec><setName>{escape(s)}</setName></set>" for s in self.sets
        ).encode()

    def get_record(self, ask: Ask) -> bytes:
        """One record."""
        for each in self.catalogue:
            if self.identifier(each) == ask.args["identifier"] and self.shows(each):
                ask.shown = [each]
                return self.record(each, ask.args["metadataPrefix"])
        raise OaiError(("idDoesNotExist", "No such record"))

    def list_records(self, ask: Ask) -> bytes:
        """A page of the list."""
        if "resumptionToken" in ask.args:
            cursor = self.read_token(ask.args["resumptionToken"], ask)
        else:
            names = {"since": "from", "until": "until", "set": "set", "prefix": "metadataPrefix"}
            cursor = Cursor(**{mine: ask.args.get(theirs, "") for mine, theirs in names.items()})
        ask.cursor = cursor
        rows = self.select(cursor)
        if not rows:
            return self.nothing(ask)
        ask.shown = rows[cursor.offset : cursor.offset + self.page]
        parts = [
            self.record(each, cursor.prefix) if ask.verb == "ListRecords" else self.header(each).encode()
            for each in ask.shown
        ]
        return b"".join(parts) + self.token_element(cursor, len(rows)).encode()

    def nothing(self, _ask: Ask) -> bytes:
        """An empty list."""
        raise OaiError(("noRecordsMatch", "No records match"))

    # lists

    def select(self, cursor: Cursor) -> list[Work]:
        """The works of a list, in order."""
        since, until = self.moment(cursor.since), self.moment(cursor.until, end=True)
        if cursor.set and not self.sets:
            raise OaiError(("noSetHierarchy", "There are no sets"))
        return [
            each
            for each in self.order()
            if self.shows(each)
            and (since is None or self.filtered_by(each) >= since)
            and (until is None or self.filtered_by(each) < until)
            and (not cursor.set or cursor.set in each.sets)
        ]

    def order(self) -> list[Work]:
        """In which order they are listed."""
        return sorted(self.catalogue, key=lambda each: each.number)

    def shows(self, each: Work) -> bool:
        """Whether a work is in any list: a tombstone is, where deletions are kept."""
        return not each.hidden and (not each.deleted or self.deleted_record != "no")

    def filtered_by(self, each: Work) -> datetime:
        """The date that `from` and `until` are compared with."""
        return each.stamp

    def moment(self, said: str, *, end: bool = False) -> datetime | None:
        """A `from`; or the first moment after an `until`."""
        if not said:
            return None
        seconds = len(said) == 20 and said.endswith("Z")
        if (not seconds and len(said) != 10) or (seconds and self.granularity == DAYS):
            raise OaiError(("badArgument", f"Not a date: {said}"))
        try:
            moment = datetime.fromisoformat(said).replace(tzinfo=UTC)
        except ValueError as error:
            raise OaiError(("badArgument", f"Not a date: {said}")) from error
        step = timedelta(seconds=1) if seconds else timedelta(days=1)
        return moment + step if end else moment

    def token_element(self, cursor: Cursor, size: int) -> str:
        """The element at the end of a page; none when the list has one page only."""
        more = cursor.offset + self.page < size
        if not more and not cursor.offset:
            return ""
        onward = replace(cursor, offset=cursor.offset + self.page, depth=cursor.depth + 1)
        text = escape(self.write_token(onward)) if more else ""
        return f"<resumptionToken{self.token_attributes(cursor, size)}>{text}</resumptionToken>"

    def token_attributes(self, cursor: Cursor, size: int) -> str:
        """completeListSize and cursor."""
        return f' completeListSize="{size}" cursor="{cursor.offset}"' if self.sizes else ""

    def write_token(self, cursor: Cursor) -> str:
        """A token."""
        return "!".join((cursor.prefix, cursor.since, cursor.until, cursor.set, str(cursor.offset), str(cursor.depth)))

    def read_token(self, token: str, _ask: Ask) -> Cursor:
        """The list of a token."""
        parts = token.split("!")
        if len(parts) != 6 or not (parts[4] + parts[5]).isdigit():
            raise OaiError(("badResumptionToken", "Unknown token"))
        return Cursor(parts[0], parts[1], parts[2], parts[3], int(parts[4]), int(parts[5]))

    # records

    def identifier(self, each: Work) -> str:
        """The OAI identifier."""
        return f"oai:{self.host}:{each.number}"

    def datestamp(self, each: Work) -> str:
        """The date that is shown."""
        return each.stamp.strftime("%Y-%m-%d" if self.granularity == DAYS else "%Y-%m-%dT%H:%M:%SZ")

    def header(self, each: Work) -> str:
        """A record's header."""
        status = ' status="deleted"' if each.deleted else ""
        sets = "".join(f"<setSpec>{escape(name)}</setSpec>" for name in each.sets)
        name = f"<identifier>{escape(self.identifier(each))}</identifier>"
        return f"<header{status}>{name}<datestamp>{self.datestamp(each)}</datestamp>{sets}</header>"

    def record(self, each: Work, prefix: str) -> bytes:
        """A record."""
        body = "" if each.deleted else f"<metadata>{self.metadata(each, prefix)}</metadata>"
        whole = f"<record>{self.header(each)}{body}</record>".encode()
        return self.mangle.get(each.number, bytes)(whole)

    def metadata(self, each: Work, prefix: str) -> str:
        """What a record says, in a format."""
        return self.marc(each) if "marc" in prefix.lower() else self.dublin(each)

    def dublin(self, each: Work) -> str:
        """Dublin Core."""
        rows = {
            "title": each.title, "creator": each.creator, "subject": each.subject, "publisher": each.publisher,
            "date": str(each.year), "type": "Text", "language": "id",
        }  # fmt: skip
        links = (f"http://{self.host}/index.php?p=show_detail&id={each.number}", f"ISBN {each.isbn}")
        said = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in rows.items())
        return (
            f"{self.dc}{said}{''.join(f'<dc:identifier>{escape(link)}</dc:identifier>' for link in links)}</oai_dc:dc>"
        )

    def marc(self, each: Work) -> str:
        """MARCXML."""
        rows = (("100", "a", each.creator), ("245", "a", each.title), ("264", "b", each.publisher))
        said = "".join(
            f'<datafield tag="{tag}" ind1=" " ind2=" "><subfield code="{code}">{escape(value)}</subfield></datafield>'
            for tag, code, value in rows
        )
        return f'{MARC}<controlfield tag="001">{each.number}</controlfield>{said}</record>'
