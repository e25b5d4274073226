"""INLISLite 3 as its published source answers.

Dates change the count and not the records, ids are of two kinds, MARC is broken.
"""

from xml.sax.saxutils import escape

from .catalogue import Catalogue, Work
from .provider import LISTS, NAMESPACE, Cursor, OaiError, Provider
from .wire import Ask, Reply


class Inlislite(Provider):
    """A public library's server."""

    deleted_record = "no"
    formats = ("oai_dc", "oai_marc", "marcxml")
    served = ("oai_dc", "oai_marc", "marcxml")
    root = f'<OAI-PMH xmlns="{NAMESPACE} " xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        super().__init__(catalogue or Catalogue(tombstones=0))

    @property
    def url(self) -> str:
        return f"{self.base}/inlislite3/opac/oai"

    def handle(self, ask: Ask) -> Reply:
        """The handler of marcxml does not run on a PHP of today: a blank page; and plain text where nothing matches."""
        if ask.args.get("metadataPrefix") == "marcxml":
            self.asked.append(ask)
            return Reply(b"", 500, {"Content-Type": "text/html"})
        reply = super().handle(ask)
        if b'code="noRecordsMatch"' in reply.body:
            reply.body = b"Cannot find records" + reply.body
        return reply

    def identify(self, _ask: Ask) -> bytes:
        return (
            f"<repositoryName>INLISLite v3 Perpustakaan Daerah</repositoryName><baseURL>{self.url}</baseURL>"
            "<protocolVersion>2.0</protocolVersion><adminEmail>inlislite@perpusnas.go.id</adminEmail>"
            "<earliestDatestamp>2010-01-01T00:00:00Z</earliestDatestamp><deletedRecord>no</deletedRecord>"
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
        ).encode()

    def header(self, each: Work) -> str:
        """No date, no set; the id without its prefix in ListIdentifiers."""
        bare = self.asked[-1].verb == LISTS[1]
        name = str(each.number) if bare else self.identifier(each)
        return f"<header><identifier>{escape(name)}</identifier><datestamp></datestamp><setSpec></setSpec></header>"

    def shows(self, each: Work) -> bool:
        return not each.hidden

    def select(self, cursor: Cursor) -> list[Work]:
        """As many as match, but the first ones of the catalogue."""
        matching = super().select(Cursor(cursor.prefix, cursor.since, cursor.until))
        return [each for each in self.order() if self.shows(each)][: len(matching)]

    def nothing(self, _ask: Ask) -> bytes:
        raise OaiError(("noRecordsMatch", "The combination of the given values results in an empty list."))

    def marc(self, each: Work) -> str:
        """oai_marc: no leader, `#` as indicators, control fields as data fields with the subfield `$`."""
        title = f'<subfield label="a">{escape(each.title)}</subfield>'
        return (
            '<oai_marc xmlns="http://www.openarchives.org/OAI/1.1/oai_marc">'
            f'<varfield id="001" i1="#" i2="#"><subfield label="$">{each.number}</subfield></varfield>'
            f'<varfield id="245" i1="#" i2="#">{title}</varfield></oai_marc>'
        )
