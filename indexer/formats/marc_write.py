"""The crosswalk from a record of the catalogue to MARC 21 (MARC 21 Format for Bibliographic Data)."""

from collections.abc import Iterator

from pymarc import Field, Indicators, Record, Subfield

from config.i18n import N_, _
from indexer.formats.marc21 import MAX_FIELD, MAX_RECORD, size
from indexer.formats.statements import Record as Ours
from indexer.formats.values import relator_code
from indexer.formats.xml import safe
from indexer.normalise import text
from indexer.record import Creator, Holding, Host, UnionRecord

# Our type: leader/06-07 and, for books, 008/24 and 008/29; for computer files, 008/26.
_TYPES = {
    "book": "am", "serial": "as", "article": "ab", "thesis": "am", "report": "am", "conference": "am", "map": "em",
    "score": "cm", "audio": "jm", "video": "gm", "image": "km", "dataset": "mm", "software": "mm", "manuscript": "tm",
    "archive": "pc", "object": "rm", "web": "mi", "other": "am",
}  # fmt: skip
_FIXED = {
    "thesis": (24, "m"),
    "report": (24, "t"),
    "conference": (29, "1"),
    "dataset": (26, "a"),
    "software": (26, "b"),
    "web": (26, "j"),
}
_FORMS = {"print": " ", "online": "o", "microform": "a", "disc": "q"}
# 338: term and code of RDA's list.
_CARRIERS = {
    "print": ("volume", "nc"), "online": ("online resource", "cr"), "disc": ("computer disc", "cd"),
    "microform": ("microfiche", "he"), "other": ("unspecified", "zu"),
}  # fmt: skip
# 856: second indicator, and the materials specified; without an indicator the looks of an address decide.
_URLS = {"fulltext": ("0", None), "record": (" ", None), "cover": ("2", "Cover"), "other": ("2", None)}
_NAMES = {"person": ("00", "1"), "organisation": ("10", "2"), "meeting": ("11", "2")}
_CLASSES = {"udc": ("080", "  "), "lcc": ("050", " 4"), "ddc": ("082", "04")}
_MAIN_ROLES = ("author", "composer", "artist", "cartographer")
# What is left out of a record that does not fit into ISO 2709, in this order; the rest always fits.
_EXPENDABLE = ("856", "852", "653", "520", "246", "490", "711", "710", "700", "020", "022", "024", "035", "010", "041")
_SHORTENED = N_("Shortened: the whole record is too long for ISO 2709. MARCXML has all of it.")

Parts = tuple[tuple[str, str | None], ...]


def from_record(record: Ours) -> Record:
    """A record as `pymarc.Record`: UTF-8, ISBD punctuation omitted (leader/18 = c)."""
    marc_type = _TYPES.get(record.type or "", "am")
    if record.type == "conference" and record.host:
        marc_type = "aa"
    fields = [Field(tag="001", data=safe(record.id)), Field(tag="008", data=_fixed(record, marc_type))]
    for tag, indicators, parts in _fields(record):
        kept = [Subfield(code, text.clean(safe(value))) for code, value in parts if value]
        if kept:
            fields.append(Field(tag=tag, indicators=Indicators(*indicators), subfields=kept))
    return Record(leader=f"00000n{marc_type} a2200000uc 4500", fields=fields)


def to_bytes(record: Ours) -> bytes:
    """A record as ISO 2709; one too large for the format leaves out addresses, then copies, and so on, and says so."""
    marc = from_record(record)
    fit(marc, _EXPENDABLE, note="500")
    return bytes(marc.as_marc())


def fit(marc: Record, expendable: tuple[str, ...], note: str) -> None:
    """Make a record fit into ISO 2709: what is too long is cut, then fields go in this order, and a note says so."""
    for field in marc.fields:
        shorten(field)
    if size(marc) <= MAX_RECORD:
        return
    marc.add_ordered_field(Field(tag=note, indicators=Indicators(" ", " "), subfields=[Subfield("a", _(_SHORTENED))]))
    for tag in expendable:
        while size(marc) > MAX_RECORD and (found := marc.get_fields(tag)):
            kept = set(map(id, found[: len(found) // 2]))
            marc.fields = [field for field in marc.fields if field.tag != tag or id(field) in kept]


def shorten(field: Field) -> None:
    """Cut what is too long for one field, and show it: four digits hold a field's length."""
    for place, subfield in enumerate(field.subfields):
        room = MAX_FIELD - len(field.as_marc("utf-8")) + len(subfield.value.encode())
        if len(subfield.value.encode()) > room:
            cut = subfield.value.encode()[: max(room - 3, 0)].decode("utf-8", "ignore")
            field.subfields[place] = Subfield(subfield.code, f"{cut}…")


def _fixed(record: Ours, marc_type: str) -> str:
    """Field 008; places that nobody knows hold the fill character (|)."""
    entered = record.first_seen[2:10].replace("-", "") if isinstance(record, UnionRecord) else ""
    year = f"{record.year:04d}" if record.year is not None else "uuuu"
    places = list(f"{entered or '||||||':6.6}{'s' if record.year is not None else 'n'}{year}    xx {'|' * 17}")
    form = 29 if marc_type[0] in "efgkor" else 23
    places[form] = _FORMS.get(record.carrier or "", "|")
    if marc_type in ("am", "aa"):
        places[24:28], places[29] = "    ", "0"
    if fixed := _FIXED.get(record.type or ""):
        places[fixed[0]] = fixed[1]
    language = record.languages[0] if record.languages else "und"
    return "".join(places)[:35].ljust(35, "|") + language[:3] + "|d"


def _fields(record: Ours) -> Iterator[tuple[str, str, Parts]]:
    numbers = record.identifiers
    main = record.creators[0] if record.creators and record.creators[0].role in _MAIN_ROLES else None
    for tag, indicators, code, values in (
        ("010", "  ", "a", numbers.lccn), ("020", "  ", "a", record.isbns), ("022", "  ", "a", record.issns),
    ):  # fmt: skip
        yield from ((tag, indicators, ((code, value),)) for value in values)
    yield from (("024", "7 ", (("a", doi), ("2", "doi"))) for doi in numbers.doi)
    yield from (("035", "  ", (("a", f"(OCoLC){number}"),)) for number in numbers.oclc)
    if len(record.languages) > 1:
        yield "041", "0 ", tuple(("a", code) for code in record.languages)
    for scheme, (tag, indicators) in _CLASSES.items():
        yield tag, indicators, (("a", record.classification.get(scheme)), ("2", "23" if scheme == "ddc" else None))
    if main is not None:
        yield _name("1", main)
    yield "245", f"{1 if main else 0}{_nonfiling(record)}", (
        ("a", record.title), ("b", record.subtitle), ("n", record.part_number), ("p", record.part_title),
    )  # fmt: skip
    yield from (("246", "3 ", (("a", title),)) for title in record.alternative_titles)
    yield "250", "  ", (("a", record.edition),)
    date = record.date_text or (str(record.year) if record.year is not None else None)
    yield "264", " 1", (("a", record.place), ("b", record.publisher), ("c", date))
    yield "300", "  ", (("a", record.extent),)
    if record.carrier in _CARRIERS:
        term, code = _CARRIERS[record.carrier]
        yield "338", "  ", (("a", term), ("b", code), ("2", "rdacarrier"))
    yield from (("490", "0 ", (("a", series),)) for series in record.series)
    yield from (("520", "  ", (("a", piece),)) for piece in pieces(record.summary or ""))
    yield from (("653", "  ", (("a", subject),)) for subject in record.subjects)
    yield from (_name("7", one) for one in record.creators if one is not main)
    if record.host:
        yield "773", "08", (("i", "In:"), ("t", record.host.title), ("g", place_in(record.host)))
    yield from map(_holding, record.holdings)
    for url in record.urls:
        second, materials = _URLS[url.kind]
        yield "856", f"4{second}", (("3", materials), ("u", url.url), ("y", url.label))


def place_in(host: Host) -> str | None:
    """Where in its host a part is: `Vol. 12, no. 3, p. 1-10` (773 $g)."""
    parts = (("Vol.", host.volume), ("no.", host.issue), ("p.", host.pages))
    return ", ".join(f"{word} {value}" for word, value in parts if value) or None


def _holding(holding: Holding) -> tuple[str, str, Parts]:
    """852; several copies as a range of copy numbers, since $t must not be their number (MARC 21 Holdings)."""
    numbers = f"1-{holding.copies}" if holding.copies and holding.copies > 1 else "1" if holding.copies else None
    location = (("a", holding.member), ("b", holding.location), ("h", holding.call_number))
    return "852", "8 ", (*location, ("t", numbers), ("z", holding.status))


def _name(first: str, creator: Creator) -> tuple[str, str, Parts]:
    tag, indicator = _NAMES[creator.kind]
    if creator.kind == "person" and "," not in creator.name:
        indicator = "0"
    relator = "j" if creator.kind == "meeting" else "e"
    parts = (("a", creator.name), (relator, creator.role), ("4", relator_code(creator.role)))
    return first + tag, f"{indicator} ", parts


def _nonfiling(record: Ours) -> int:
    """How many characters of the title its sorting skips, to the limit of nine (245, second indicator)."""
    title = record.title or ""
    article, blank, _ = title.partition(" ")
    folded = text.fold(title)
    skipped = record.title_sort and folded != record.title_sort and not folded.startswith(record.title_sort)
    starts_behind = skipped and text.fold(title[len(article) + 1 :])[:20] == (record.title_sort or "")[:20]
    return len(article) + 1 if blank and starts_behind and len(article) < 9 else 0


def pieces(value: str) -> list[str]:
    """A long text in pieces that each fit into a field, cut between words."""
    pieces, room = [""], MAX_FIELD - 100
    for word in value.split():
        if len((pieces[-1] + word).encode()) + 1 > room:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces
