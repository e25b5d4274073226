"""X1-X16: XML that is none."""

from collections.abc import Callable

from .bench import ANY, LADDER, SOME, Night, Row, Seen, Twist, all_of, bent, body, striking, then
from .catalogue import Work
from .provider import DC, NAMESPACE, ROOT, Provider
from .wire import Reply

FOUND = frozenset({42})
ALL = ("ListRecords", "GetRecord")
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def told(right: str, sent: bytes) -> Twist:
    """The 42nd work has this title, and it is sent so."""

    def twist(provider: Provider) -> None:
        provider.catalogue[42].title = right
        written = (
            provider.dublin(provider.catalogue[42]).partition("<dc:title>")[2].partition("</dc:title>")[0].encode()
        )
        provider.mangle[42] = lambda record: record.replace(b"<dc:title>" + written, b"<dc:title>" + sent)

    return twist


def mended(fault: str, form: str, name: str, right: str, sent: bytes) -> Row:
    """A title that has to be mended, and says so."""
    return Row(
        fault=fault, form=form, name=name, twist=told(right, sent), flagged=FOUND, nights=(Night(), Night(full=True))
    )


def page(fault: str, form: str, name: str, change: Callable[[bytes], bytes], **more: object) -> Row:
    """Whole answers with other bytes."""
    return Row(fault=fault, form=form, name=name, twist=striking(body(change), verbs=()), **more)  # type: ignore[arg-type]


def set_aside(fault: str, form: str, name: str, change: Callable[[bytes], bytes]) -> Row:
    """One record that cannot be mended for sure; its page is."""

    def twist(provider: Provider) -> None:
        provider.mangle[42] = change

    return Row(fault=fault, form=form, name=name, twist=twist, lost=FOUND, nights=(Night(statuses=SOME, limit=LADDER),))


def latin_1(provider: Provider) -> None:
    """Everything in Latin-1, and the declaration says so; the titles have nothing that it has not."""
    for each in provider.catalogue:
        each.title = each.title.replace("ʾā", "a")
        each.subject = each.subject.replace("ʾā", "a")
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    provider.bend(declaration=declared)
    provider.after.append(lambda _p, _a, r: Reply(r.body.decode().encode("latin-1"), headers=r.headers))


def twice_encoded(provider: Provider) -> None:
    """The titles alone pass `utf8_encode` (SLiMS)."""
    title = Provider.dublin

    def dublin(each: Work) -> str:
        right = title(provider, each)
        head, _, rest = right.partition("<dc:title>")
        said, _, tail = rest.partition("</dc:title>")
        return f"{head}<dc:title>{said.encode().decode('latin-1')}</dc:title>{tail}"

    provider.bend(dublin=dublin)
    provider.catalogue[42].title = "Kesusastraan Mélayu: sebuah pengantar"
    for each in provider.catalogue:  # what Latin-1 has no printable sign for is no part of this row
        each.title = each.title.replace("ʾā", "a")


def read_as_catalogued(seen: Seen) -> str | None:
    """What the catalogue makes of the record has the right title, or the record says that it is odd."""
    from indexer.formats import read

    record = seen.records.get(seen.provider.identifier(seen.provider.catalogue[42]))
    if record is None:
        return None
    bib = read(record)
    found = f"{bib.title}: {bib.subtitle}" if bib.subtitle else bib.title
    right = seen.provider.catalogue[42].title
    return None if found == right else f"the catalogue shows {found!r} instead of {right!r}"


def namespace(new: str) -> Twist:
    """The root has another namespace."""
    return bent(root=ROOT.replace(f'xmlns="{NAMESPACE}"', new))


def prefixed(whole: bytes) -> bytes:
    """The protocol's elements have a prefix."""
    for name in (b"OAI-PMH", b"responseDate", b"request", b"Identify", b"ListRecords", b"ListIdentifiers", b"GetRecord",
                 b"ListMetadataFormats", b"record", b"header", b"identifier", b"datestamp", b"setSpec", b"metadata",
                 b"resumptionToken", b"error", b"metadataFormat", b"metadataPrefix", b"deletedRecord",
                 b"granularity"):  # fmt: skip
        for end in (b">", b" ", b"/"):
            whole = whole.replace(b"<" + name + end, b"<oai:" + name + end)
        whole = whole.replace(b"</" + name + b">", b"</oai:" + name + b">")
    return whole.replace(b"xmlns=", b"xmlns:oai=")


def bound_on_root(provider: Provider) -> None:
    """The prefixes of the metadata are bound on the root alone."""
    names = DC.removeprefix("<oai_dc:dc").rstrip(">")
    provider.bend(root=ROOT.replace(">", f"{names}>"), dc='<oai_dc:dc xsi:schemaLocation="http://a/ http://b.xsd">')


def bound_on_record(provider: Provider) -> None:
    """… or on each `<record>`."""
    names = DC.removeprefix("<oai_dc:dc").rstrip(">").encode()
    provider.bend(dc="<oai_dc:dc>")
    provider.after.append(
        lambda _p, _a, r: Reply(r.body.replace(b"<record>", b"<record" + names + b">"), headers=r.headers)
    )


def in_metadata(before: bytes, after: bytes = b"") -> Callable[[bytes], bytes]:
    """Something beside the one child of `<metadata>`."""
    return lambda whole: whole.replace(b"<metadata>", b"<metadata>" + before).replace(
        b"</metadata>", after + b"</metadata>"
    )


def with_dtd(dtd: bytes, entity: bytes) -> Twist:
    """A document type before the root, and an entity of it in the 42nd record."""

    def twist(provider: Provider) -> None:
        provider.mangle[42] = lambda record: record.replace(b"<dc:title>", b"<dc:title>" + entity)
        provider.after.append(
            lambda p, _a, r: Reply(
                r.body.replace(XML, XML + dtd.replace(b"{base}", p.base.encode())), headers=r.headers
            )
        )

    return twist


def nothing_fetched(seen: Seen) -> str | None:
    """No file and no address was read because a document type said so."""
    if any(ask.path == "/secret" for ask in seen.asked):
        return "an external entity was fetched"
    if any(b"root:" in record.payload for record in seen.records.values()):
        return "a file of this machine is in the store"
    return None


def eleven_megabytes(provider: Provider) -> None:
    """A text node longer than parsers like it."""
    provider.mangle[42] = lambda record: record.replace(
        b"<dc:creator>", b"<dc:description>" + b"x" * LONG + b"</dc:description><dc:creator>"
    )


def nothing_cut(seen: Seen) -> str | None:
    """The long text is there to its last letter."""
    record = seen.records.get(seen.provider.identifier(seen.provider.catalogue[42]))
    return None if record and record.payload.count(b"x") >= LONG else "the long text was cut"


LONG = 11_000_000
BOMB = b'<!DOCTYPE OAI-PMH [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>\n"  # fmt: skip
DTD = then(Night(statuses=ANY, limit=LADDER, lag=True, checks=(nothing_fetched,)))
NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: topic in <b>/var/www/html/oai.php</b> on line <b>42</b><br />\n"

ROWS = (
    mended("X1", "a", "a control character", "Ilmu Komputer \x0bDasar", b"Ilmu Komputer \x0bDasar"),
    mended("X1", "b", "a zero byte", "Ilmu Komputer \x00Dasar", b"Ilmu Komputer \x00Dasar"),
    mended("X2", "a", "a reference to a control character", "Ilmu Komputer \x03Dasar", b"Ilmu Komputer &#x3;Dasar"),
    mended("X2", "b", "a reference to U+FFFE", "Ilmu Komputer \ufffeDasar", b"Ilmu Komputer &#xFFFE;Dasar"),
    mended("X2", "c", "half a surrogate pair", "Ilmu Komputer Dasar", b"Ilmu Komputer &#xD800;Dasar"),
    mended("X2", "d", "a decimal reference to a control character", "Ilmu Komputer \x0bDasar",
        b"Ilmu Komputer &#11;Dasar"),
    mended("X3", "", "entities of HTML", "Ilmu\u00a0Pendidikan – café", b"Ilmu&nbsp;Pendidikan &ndash; caf&eacute;"),
    mended("X4", "a", "a bare ampersand", "Penelitian & Pengembangan R&D", b"Penelitian & Pengembangan R&D"),
    mended("X4", "b", "a bare less-than", "Uji beda dengan p < 0.05 dan n <30", b"Uji beda dengan p < 0.05 dan n <30"),
    mended("X4", "c", "what looks like an entity and is none", "Litbang R&D; sebuah telaah",
        b"Litbang R&D; sebuah telaah"),
    mended("X5", "a", "Latin-1 in one record", "Pengantar café budaya", b"Pengantar caf\xe9 budaya"),
    mended("X5", "b", "Windows-1252 in one record", "Kajian “kritis” – teori", b"Kajian \x93kritis\x94 \x96 teori"),
    Row(fault="X6", name="titles encoded twice", twist=twice_encoded, nights=(Night(checks=(read_as_catalogued,)),),
        titles=lambda each: (each.title, each.title.encode().decode("latin-1"))),  # raw bytes may stay as they came
    Row(fault="X7", form="a", name="HTTP says ISO-8859-1, the XML is UTF-8", twist=striking(
        lambda r: Reply(r.body, headers={"Content-Type": "text/xml; charset=ISO-8859-1"}), verbs=())),
    Row(fault="X7", form="b", name="HTTP says UTF-8, the XML is ISO-8859-1 and says so", twist=latin_1),
    Row(fault="X7", form="c", name="HTTP says ISO-8859-1, no XML declaration, UTF-8",
        twist=all_of(bent(declaration=b""), striking(
        lambda r: Reply(r.body, headers={"Content-Type": "text/xml; charset=ISO-8859-1"}), verbs=()))),
    page("X8", "a", "a notice of PHP before the XML declaration", lambda b: NOTICE + b),
    page("X8", "b", "a byte order mark and blank lines", lambda b: b"\n\xef\xbb\xbf\n" + b),
    page("X8", "c", "a sentence before the XML declaration", lambda b: b"Cannot find records\n" + b),
    Row(fault="X8", form="d", name="a sentence before noRecordsMatch", twist=striking(body(
        lambda b: b"Cannot find records" + b if b"noRecordsMatch" in b else b)), nights=(Night(), Night())),
    page("X9", "a", "a notice of PHP after the root", lambda b: b + NOTICE),
    page("X9", "b", "a second root", lambda b: b + b"\n<script>track()</script>\0\0"),
    set_aside("X10", "a", "an unclosed tag in one record", lambda r: r.replace(b"</dc:creator>", b"")),
    set_aside("X10", "b", "an attribute twice in one record", lambda r: r.replace(b"<oai_dc:dc ",
    b'<oai_dc:dc xmlns:dc="x" ')),
    set_aside("X10", "c", "one record does not end", lambda r: r.replace(b"</metadata></record>", b"")),
    set_aside("X10", "d", "one record ends in a tag", lambda r: r[: r.index(b"<dc:publisher")] + b"<dc:pub"),
    Row(fault="X11", name="an XML prolog inside each record", twist=striking(body(in_metadata(XML)), verbs=ALL)),
    Row(fault="X12", form="a", name="another namespace",
        twist=namespace('xmlns="http://www.openarchives.org/OAI/1.1/"')),
    Row(fault="X12", form="b", name="no namespace", twist=namespace("")),
    Row(fault="X12", form="c", name="https in the namespace",
        twist=namespace(f'xmlns="{NAMESPACE.replace("http:", "https:")}"')),
    page("X12", "d", "the protocol's elements have a prefix", prefixed),
    Row(fault="X12", form="e", name="a blank in the namespace", twist=namespace(f'xmlns="{NAMESPACE} "')),
    Row(fault="X13", form="a", name="prefixes bound on the root", twist=bound_on_root),
    Row(fault="X13", form="b", name="prefixes bound on the record", twist=bound_on_record),
    Row(fault="X13", form="c", name="xsi bound nowhere", flagged=frozenset(), twist=lambda p: p.bend(
        root=f'<OAI-PMH xmlns="{NAMESPACE}">', dc=DC.replace(">", ' xsi:schemaLocation="http://a/ http://b.xsd">'))),
    Row(fault="X14", form="a", name="comment and instruction in the metadata", twist=striking(
        body(in_metadata(b"<!-- cache --><?php echo 1 ?>\n")), verbs=ALL)),
    Row(fault="X14", form="b", name="two children in the metadata", twist=striking(
        body(in_metadata(b"", b'<extra xmlns="http://example.org/">x</extra>')), verbs=ALL)),
    Row(fault="X14", form="c", name="CDATA", twist=told("Ilmu & Seni <baru>", b"<![CDATA[Ilmu & Seni <baru>]]>")),
    Row(fault="X15", form="a", name="a bomb of entities", twist=with_dtd(BOMB, b"&j;"), lost=FOUND, nights=DTD),
    Row(fault="X15", form="b", name="an entity from a file", lost=FOUND, nights=DTD, twist=with_dtd(
        b'<!DOCTYPE OAI-PMH [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n', b"&x;")),
    Row(fault="X15", form="c", name="an entity and a document type from an address", lost=FOUND, nights=DTD,
        twist=with_dtd(
        b'<!DOCTYPE OAI-PMH SYSTEM "{base}/secret" [<!ENTITY x SYSTEM "{base}/secret">]>\n', b"&x;")),
    Row(fault="X16", name="a text of eleven million letters", twist=eleven_megabytes,
        nights=(Night(checks=(nothing_cut,)),)),
)  # fmt: skip
