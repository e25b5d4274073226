"""SLiMS 9 as it answers: `oai.php` and `oai2.php`, after its source and the recorded answers of a running installation.

Both show titles of a catalogue without tombstones: what is deleted is gone.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlsplit
from xml.sax.saxutils import escape

from config import clock

from .catalogue import Catalogue, Work
from .provider import DC, LISTS, Cursor, OaiError, Provider
from .wire import Ask, Reply

OOPS = "<!DOCTYPE Html>\n<html>\n    <head>\n        <title>{}</title>\n    </head><body>{}</body></html>"


class Broken(Exception):
    """PHP failed on the way; what was printed until then goes out, and a page that shows the error after it."""


class Slims(Provider):
    """What both have in common."""

    deleted_record = "transient"

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        super().__init__(catalogue or Catalogue(tombstones=0))

    def handle(self, ask: Ask) -> Reply:
        """Arguments are read from the address only; a failure is a web page with the status 500."""
        if ask.method == "POST":
            ask.args = {}
        try:
            return super().handle(ask)
        except Broken as error:
            page = OOPS.format(error, "x" * 160_000)
            started = self.declaration.decode() + self.root + f"\n<responseDate>{self.now()}</responseDate>\n"
            return Reply(
                (started * self.prints_first(ask) + page).encode(), 500, {"Content-Type": "text/xml;charset=UTF-8"}
            )

    def prints_first(self, ask: Ask) -> bool:
        """The beginning of the answer has been sent when it fails."""
        return "resumptionToken" not in ask.args


class SlimsOai(Slims):
    """`oai.php`: no dates, no filters, newest first; one hidden title breaks its page."""

    @property
    def url(self) -> str:
        return f"{self.base}/oai.php"

    def now(self) -> str:
        return clock.iso(clock.now() + timedelta(hours=7))

    def insist(self, ask: Ask) -> None:
        if ask.verb not in ("Identify", "ListMetadataFormats", "ListSets", "GetRecord", *LISTS):
            raise OaiError(("badVerb", "Illegal OAI verb"))
        if ask.args.get("metadataPrefix", "oai_dc") != "oai_dc":
            raise Broken("Oops Error")

    def identify(self, _ask: Ask) -> bytes:
        name = "<repositoryName>SLiMS Senayan Library Management System Repository</repositoryName>"
        return (
            f"{name}<baseURL>{self.url}</baseURL><protocolVersion>2.0</protocolVersion>{name}"
            "<adminEmail>admin@slims.web.id</adminEmail><earliestDatestamp></earliestDatestamp>"
            "<deletedRecord>transient</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
        ).encode()

    def identifier(self, each: Work) -> str:
        return f"oai:slims/{each.number}"

    def header(self, each: Work) -> str:
        """Without a datestamp in ListRecords; as MySQL has it in ListIdentifiers."""
        date = f"<datestamp>{each.created:%Y-%m-%d %H:%M:%S}</datestamp>" if self.asked[-1].verb == LISTS[1] else ""
        return f"<header><identifier>{self.identifier(each)}</identifier>{date}</header>"

    def record(self, each: Work, prefix: str) -> bytes:
        if each.hidden:
            raise Broken("Undefined array key &quot;title&quot;")
        return super().record(each, prefix)

    def order(self) -> list[Work]:
        return sorted(self.catalogue, key=lambda each: -each.number)

    def shows(self, _each: Work) -> bool:
        return True

    def select(self, cursor: Cursor) -> list[Work]:
        """`from` and `until` count only together and on the first page, by the day of entry; `set` never."""
        rows = self.order()
        if cursor.since and cursor.until:
            since, until = (
                datetime.fromisoformat(day[:10] + "T00:00:00+00:00") for day in (cursor.since, cursor.until)
            )
            rows = [each for each in rows if since <= each.created <= until]
        return rows

    def nothing(self, _ask: Ask) -> bytes:
        return b""

    def write_token(self, cursor: Cursor) -> str:
        return f"{cursor.prefix or 'oai_dc'}/{cursor.offset}"

    def read_token(self, token: str, _ask: Ask) -> Cursor:
        prefix, _, offset = token.partition("/")
        if not offset.isdigit():
            raise Broken("Oops Error")
        return Cursor(prefix, offset=int(offset))

    def token_element(self, cursor: Cursor, size: int) -> str:
        return super().token_element(cursor, size) if cursor.offset + self.page < size else ""

    def get_record(self, ask: Ask) -> bytes:
        """A number that nobody has gives an empty record."""
        number = ask.args.get("identifier", "").rpartition("/")[2]
        each = self.catalogue.works.get(int(number) if number.isdigit() else 0)
        if each is None:
            return f"<record><header><identifier>oai:slims/{escape(number)}</identifier></header></record>".encode()
        return self.record(each, "oai_dc")

    def dublin(self, each: Work) -> str:
        """Elements that Dublin Core has not, empty ones, and a title that is encoded twice."""
        title = each.title.encode().decode("latin-1")
        rows = {
            "title": title, "creator": each.creator, "publisher": each.publisher, "date": str(each.year),
            "hasVersion": "",
            "language": "Indonesia", "medium": "Text", "format": "Text", "extent": "xiv, 392 hlm.; 24 cm.",
            "description": "",
            "abstract": "", "subject": each.subject,
        }  # fmt: skip
        said = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>\n" for name, value in rows.items())
        links = (f"{self.base}/index.php?p=show_detail&id={each.number}", each.isbn, "")
        return f"{DC}{said}{''.join(f'<dc:identifier>{escape(k)}</dc:identifier>' for k in links)}</oai_dc:dc>"


class SlimsOai2(Slims):
    """`oai2.php`: dates of entry, hidden titles as deleted, tokens that carry SQL and are encoded already."""

    declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="./oai2.xsl"?>\n'
    sets = ("class:activity", "class:collection", "class:party")

    @property
    def url(self) -> str:
        return f"{self.base}/oai2.php"

    @property
    def netloc(self) -> str:
        """The name in the identifiers: the one that was asked."""
        return str(self.memory.get("host") or urlsplit(self.base).netloc)

    def prints_first(self, ask: Ask) -> bool:
        return False

    def identify(self, _ask: Ask) -> bytes:
        return (
            f"<repositoryName>Senayan</repositoryName><baseURL>{self.url}</baseURL><protocolVersion>2.0</protocolVersion>"
            "<earliestDatestamp>2011-01-01T00:00:00Z</earliestDatestamp><deletedRecord>transient</deletedRecord>"
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity><adminEmail>some.one@contact.com</adminEmail>"
        ).encode()

    def identifier(self, each: Work) -> str:
        return f"oai:{self.netloc}:slims-{each.number}"

    def header(self, each: Work) -> str:
        status = ' status="deleted"' if each.hidden and self.asked[-1].verb in LISTS else ""
        date = clock.iso(each.created)
        return (
            f"<header{status}><identifier>{self.identifier(each)}</identifier><datestamp>{date}</datestamp>"
            f"<setSpec>c{each.year}.</setSpec></header>"
        )

    def record(self, each: Work, prefix: str) -> bytes:
        """A hidden title is deleted in a list, and there in GetRecord."""
        gone = each.hidden and self.asked[-1].verb in LISTS
        body = "" if gone else f"<metadata>{self.metadata(each, prefix)}</metadata>"
        return f"<record>{self.header(each)}{body}</record>".encode()

    def shows(self, _each: Work) -> bool:
        return True

    def filtered_by(self, each: Work) -> datetime:
        return each.created

    def moment(self, said: str, *, end: bool = False) -> datetime | None:
        """A day as `until` is its midnight."""
        return super().moment(said, end=end and len(said) > 10)

    def nothing(self, _ask: Ask) -> bytes:
        raise OaiError(("noRecordsMatch", "The combination of the given values results in an empty list."))

    def token_attributes(self, cursor: Cursor, size: int) -> str:
        ends = "2026-11-22GMT+0000GMT+00000"
        return f' expirationDate="{ends}" completeListSize="{size}" cursor="{cursor.offset + self.page}"'

    def write_token(self, cursor: Cursor) -> str:
        """The offset, the condition in SQL, the prefix."""
        sql = f" AND input_date >= '{cursor.since}'" * bool(cursor.since)
        sql += f" AND input_date <= '{cursor.until}'" * bool(cursor.until)
        return f"{cursor.offset}__{quote_plus(sql)}__{cursor.prefix}"

    def read_token(self, token: str, ask: Ask) -> Cursor:
        """SQL that was encoded once too often selects nothing; what is no token at all is a failure of PHP."""
        parts = token.split("__")
        if len(parts) != 3 or not parts[0].isdigit():
            raise Broken("Oops Error")
        if parts[1] and not parts[1].startswith(" AND input_date "):
            self.nothing(ask)
        days: dict[str, Any] = {"since": "", "until": ""}
        for condition in parts[1].split(" AND ")[1:]:
            days["since" if ">=" in condition else "until"] = condition.split("'")[1]
        return Cursor(parts[2], offset=int(parts[0]), **days)

    def dublin(self, each: Work) -> str:
        """With the host's name in the links, and an element that belongs to nobody."""
        rows = {
            "title": each.title, "creator": each.creator, "subject": each.subject, "publisher": each.publisher,
            "date": str(each.year), "language": "id", "type": "Text",
            "identifier": f"http://{self.netloc}//index.php?p=show_detail&id={each.number}",
        }  # fmt: skip
        said = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in rows.items())
        return f"{DC}{said}<image>http://{self.netloc}//images/default/image.png</image></oai_dc:dc>"
