"""`induk check`: who a source is, what it offers, what is known to be wrong with it. A handful of requests each."""

from collections.abc import Iterator, Sequence
from threading import Event
from urllib.parse import urlsplit

import msgspec
from pydantic import AnyHttpUrl

from config.errors import Interrupted, NothingReached, SourceError
from config.i18n import _
from config.model import Consortium, FileSource, Member, OaiPmhSource
from harvester.faults import UNREACHED, Fault, interrupted
from harvester.files import listing as file_listing
from harvester.files.listing import shown
from harvester.files.stream import DAMAGES, CutOff, opened
from harvester.oai.client import Client, Response
from harvester.oai.client import check as check_answer
from harvester.oai.listing import shows_deletions
from harvester.oai.offer import FORMATS, formats, insist_on_format, insist_on_readable, insist_on_set
from harvester.oai.profiles import ENDPOINTS, KEEPS_NONE, PROFILES, UNKNOWN, named, recognise
from harvester.report import Failure
from harvester.runner import choose, contact, side_by_side, stoppable
from harvester.web import Manners, Web, redact
from harvester.words import said
from harvester.xml import child, text

PATIENCE = Manners(idle=30, whole=120, attempts=2)


class Card(msgspec.Struct, kw_only=True):
    """What is known of a source.

    Attributes:
        status: ok, failed, or unchecked (offline).
        found: the address that answered, where another was given.
        profile: whose known faults are allowed for.
        formats, format: what it offers, and what is taken.
        records: how many it promises, or has in its files.
        faults: known faults of the software and of what is declared, in the reader's language.
        files: how many files fit.
    """

    source: str
    member: str
    type: str
    address: str
    status: str = "ok"
    found: str | None = None
    name: str | None = None
    software: str | None = None
    profile: str | None = None
    formats: list[str] = []
    format: str | None = None
    granularity: str | None = None
    deleted_record: str | None = None
    earliest: str | None = None
    records: int | None = None
    files: int | None = None
    faults: list[str] = []
    error: Failure | None = None


def check(consortium: Consortium, sources: Sequence[str] = (), *, offline: bool = False) -> list[Card]:
    """A card of every source, or of those named.

    Raises:
        BadParameter: a source is not known.
        ConfigError: a source names a profile that is not known.
    """
    chosen = choose(consortium, sources)
    if offline:
        return [_blank(member, source, "unchecked") for member, source in chosen]
    with stoppable() as stop:
        return side_by_side(chosen, lambda member, source: _probe(consortium, member, source, stop))


def _blank(member: Member, source: OaiPmhSource | FileSource, status: str = "ok") -> Card:
    address = redact(str(source.url)) if isinstance(source, OaiPmhSource) else source.path
    card = Card(source=source.id, member=member.id, type=source.type, address=address, status=status)
    if isinstance(source, FileSource) and source.columns and source.format != "csv":
        card.faults = [_("`columns` does nothing here: it is for files of the format csv.")]
    return card


def _probe(consortium: Consortium, member: Member, source: OaiPmhSource | FileSource, stop: Event) -> Card:
    card = _blank(member, source)
    try:
        if isinstance(source, OaiPmhSource):
            web = Web(contact(consortium), pause=source.pause, stop=stop, manners=PATIENCE)
            try:
                _ask(card, source, web)
            finally:
                web.close()
        else:
            _look(card, source, stop)
    except Fault as fault:
        card.status, card.error = "failed", Failure(fault.code, fault.message, fault.advice)
    return card


def _look(card: Card, source: FileSource, stop: Event) -> None:
    """Count what is in the files of a source."""
    found = file_listing.files(source.path)
    card.files, card.format, card.records = len(found), source.format, 0
    for file in found:
        try:
            with opened(file) as stream:
                for _item in file_listing.read(stream, source):
                    card.records += 1
                    if stop.is_set():
                        raise interrupted()
        except DAMAGES as error:
            raise Fault("file-unreadable", _("{file} cannot be read: {why}.", file=shown(file), why=error)) from error
        except CutOff as cut:
            if source.complete:
                raise Fault(cut.code, f"{shown(file)}: {cut.message}") from cut


def _ask(card: Card, source: OaiPmhSource, web: Web) -> None:
    """Identify, ListMetadataFormats, ListSets where a set is wanted, the first page."""
    identify = _find(card, source, web)
    client = Client(card.found or str(source.url), web)
    said = child(identify.page.root, "Identify")
    card.name = text(child(said, "repositoryName"))
    card.granularity = text(child(said, "granularity"))
    card.deleted_record = text(child(said, "deletedRecord"))
    card.earliest = text(child(said, "earliestDatestamp"))
    url = card.found or card.address
    known = recognise(url, identify.raw)
    card.software = PROFILES.get(known or "", UNKNOWN).software or None
    profile = named(source.profile, url, identify.raw)
    card.profile = source.profile if source.profile != "auto" else (known or "none")
    card.faults = [_(fault) for fault in profile.faults]
    if profile.incremental and source.profile != "none" and not shows_deletions(identify):
        card.faults.append(_(KEEPS_NONE))
    card.formats = formats(client.harvest(verb="ListMetadataFormats"))
    card.format = source.format or next((prefix for prefix in FORMATS if prefix in card.formats), "oai_dc")
    insist_on_format(url, card.format, card.formats)
    if source.set_spec:
        insist_on_set(url, source.set_spec, client)
    first = client.harvest(verb="ListRecords", metadataPrefix=card.format, set=source.set_spec)
    check_answer(first, accept=("noRecordsMatch",))
    page = first.page
    card.records = page.size if page.size is not None else (None if page.token else len(page.items))
    insist_on_readable(url, page.items)


def _find(card: Card, source: OaiPmhSource, web: Web) -> Response:
    """The Identify answer at the declared address, or at one of the usual addresses of that site."""
    first: Fault | None = None
    for url in (str(source.url), *_elsewhere(source.url)):
        try:
            response = Client(url, web).harvest(verb="Identify")
            if response.page.root is not None and child(response.page.root, "Identify") is not None:
                card.found = redact(url) if first else None
                return response
            check_answer(response)
            raise Fault("not-oai-pmh", _("{url} does not say who it is.", url=redact(url)))
        except Fault as fault:
            first = first or fault
            if fault.code == "interrupted":
                raise
            if fault.code == "timeout" or (fault is first and fault.code in UNREACHED):
                break
    assert first is not None
    raise first


def _elsewhere(url: AnyHttpUrl) -> Iterator[str]:
    """The usual endpoints below the address, and below the site's root."""
    parts = urlsplit(str(url))
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = root + parts.path.lstrip("/").rpartition("/")[0]
    for base in dict.fromkeys((str(url).partition("?")[0].rstrip("/"), folder.rstrip("/"), root.rstrip("/"))):
        for endpoint in ENDPOINTS:
            yield f"{base}/{endpoint}"


def exit_code(cards: Sequence[Card]) -> int:
    """0, or 4 when a source failed, 5 when none could be reached, 130 when it was stopped."""
    failed = [card for card in cards if card.status == "failed"]
    if any(card.error and card.error.code == "interrupted" for card in failed):
        return Interrupted.exit_code
    if failed and len(failed) == len(cards) and all(card.error and card.error.code in UNREACHED for card in failed):
        return NothingReached.exit_code
    return SourceError.exit_code if failed else 0


def lines(card: Card) -> list[str]:
    """A card for people."""
    told = [f"{card.source} ({card.member}, {card.type}): {said(card.status)}  {card.address}"]
    rows = (
        (_("answers at"), card.found),
        (_("name"), card.name),
        (_("software"), card.software),
        (_("profile"), card.profile),
        (_("formats"), ", ".join(card.formats)),
        (_("takes"), card.format),
        (_("dates"), card.granularity),
        (_("deletions"), card.deleted_record),
        (_("files"), card.files),
        (_("records"), card.records),
    )
    told += [f"    {label}: {value}" for label, value in rows if value not in (None, "")]
    told += [f"    ! {fault}" for fault in card.faults]
    if card.error:
        told += [f"    {part}" for part in (card.error.message, card.error.advice) if part]
    return told
