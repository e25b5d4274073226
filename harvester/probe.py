"""`induk check`: who a source is, what it offers, what is wrong with it. About fifteen requests each."""

from collections.abc import Iterator, Sequence
from threading import Event

import msgspec

from config.errors import Interrupted, NothingReached, SourceError
from config.i18n import _
from config.model import Consortium, FileSource, Member, OaiPmhSource
from harvester.faults import UNREACHED, Fault, interrupted
from harvester.files import listing as file_listing
from harvester.files.listing import Broken, shown
from harvester.files.marc import FILLER
from harvester.files.stream import parts
from harvester.hosts import Hosts
from harvester.oai.client import Client, Response
from harvester.oai.client import check as check_answer
from harvester.oai.conformance import Finding, examine, plan
from harvester.oai.discover import bare, places
from harvester.oai.exam import Facts
from harvester.oai.offer import FORMATS, formats, insist_on_format, insist_on_readable, insist_on_set
from harvester.oai.profiles import KEEPS_NONE, PROFILES, UNKNOWN, named, recognise
from harvester.oai.trials import TRIALS
from harvester.report import Failure
from harvester.runner import choose, contact, side_by_side, stoppable
from harvester.web import Manners, Web, redact
from harvester.words import said
from harvester.xml import child, text

PATIENCE = Manners(idle=30, whole=120, attempts=2)

HOME_PAGE = 500_000
"""So many bytes of a home page are looked at."""

TABLES = frozenset({"csv", "xlsx"})
"""Formats that `columns` is for."""

ENOUGH = frozenset({"interrupted", "timeout", "bot-challenge", "refused"})
"""Faults after which no other address of a site is tried."""


class Card(msgspec.Struct, kw_only=True):
    """What is known of a source.

    Attributes:
        status: ok, failed, or unchecked (offline).
        found: the address that answered, where another was given.
        profile: whose known faults are allowed for.
        formats, format: what it offers, and what is taken.
        records: how many it promises, or has in its files.
        faults: known faults of the software and of what is declared, in the reader's language.
        conformance: what it really does, one finding for each thing that was tried.
        plan: how it will be harvested and why, in one sentence.
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
    conformance: list[Finding] = []
    plan: str | None = None
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
    hosts = Hosts()
    with stoppable() as stop:
        return side_by_side(chosen, lambda member, source: _probe(consortium, member, source, stop, hosts))


def _blank(member: Member, source: OaiPmhSource | FileSource, status: str = "ok") -> Card:
    address = redact(str(source.url)) if isinstance(source, OaiPmhSource) else source.path
    card = Card(source=source.id, member=member.id, type=source.type, address=address, status=status)
    if isinstance(source, FileSource) and source.columns and source.format not in TABLES:
        card.faults = [_("`columns` does nothing here: it is for files of the formats csv and xlsx.")]
    return card


def _probe(
    consortium: Consortium, member: Member, source: OaiPmhSource | FileSource, stop: Event, hosts: Hosts
) -> Card:
    card = _blank(member, source)
    try:
        if isinstance(source, OaiPmhSource):
            web = Web.of(source, contact(consortium), stop=stop, manners=PATIENCE, hosts=hosts)
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
    """Count what is in the files of a source, in those of archives too; all are looked at before a fault is told."""
    found = file_listing.files(source.path)
    card.files, card.format, card.records = len(found), source.format, 0
    broken, empty = Broken(), _("It is empty.")
    for file in found:
        with broken.noted(shown(file), cut_matters=source.complete):
            for part in parts(file):
                with broken.noted(part.name, cut_matters=source.complete), part.open() as stream:
                    if not stream.peek(1).strip(FILLER):
                        card.faults.append(f"{part.name}: {empty}")
                        continue
                    for _item in file_listing.read(stream, source):
                        card.records += 1
                        if stop.is_set():
                            raise interrupted()
    broken.tell()


def _ask(card: Card, source: OaiPmhSource, web: Web) -> None:
    """Identify, ListMetadataFormats, ListSets where a set is wanted, the first page; then what it really does."""
    where, identify = _find(str(source.url), web)
    client, url = Client(where, web), redact(where)
    card.found = url if where != str(source.url) else None
    said = child(identify.page.root, "Identify")
    card.name = text(child(said, "repositoryName"))
    card.granularity = text(child(said, "granularity"))
    card.deleted_record = text(child(said, "deletedRecord"))
    card.earliest = text(child(said, "earliestDatestamp"))
    known = recognise(url, identify.raw)
    card.software = PROFILES.get(known or "", UNKNOWN).software or None
    profile = named(source.profile, url, identify.raw)
    card.profile = source.profile if source.profile != "auto" else (known or "none")
    card.faults = [_(fault) for fault in profile.faults]
    kept = None if source.profile == "none" else card.deleted_record
    if profile.incremental and kept == "no":
        card.faults.append(_(KEEPS_NONE))
    card.formats = formats(client.harvest(verb="ListMetadataFormats"))
    offered = [prefix for prefix in FORMATS if prefix in card.formats and prefix not in profile.avoid]
    card.format = source.format or next(iter(offered), "oai_dc")
    insist_on_format(url, card.format, card.formats)
    client.prefix = card.format
    first = client.harvest(verb="ListRecords", metadataPrefix=card.format, set=source.set_spec)
    if source.set_spec:
        insist_on_set(url, source.set_spec, client, first.page.items)
    check_answer(first, accept=("noRecordsMatch",))
    page = first.page
    card.records = page.size if page.size is not None else (None if page.token else len(page.items))
    insist_on_readable(url, page.items)
    facts = Facts(url=url, prefix=card.format, set_spec=source.set_spec, identify=identify, first=first)
    card.conformance = examine(client, facts)
    card.plan = plan(profile, card.conformance, deletions=kept, sweep=source.sweep)


def _find(declared: str, web: Web) -> tuple[str, Response]:
    """Where the site answers, and its Identify answer: at the declared address, or where its site may have it."""
    try:
        return declared, _identify(declared, web)
    except Fault as fault:
        if fault.code in UNREACHED | ENOUGH:
            raise
        first = fault
    for url in _elsewhere(declared, web, refused=first.oai is not None):
        try:
            return url, _identify(url, web)
        except Fault as fault:
            if fault.code == "interrupted":
                raise
            if fault.code in ENOUGH:
                break
    raise first


def _identify(url: str, web: Web) -> Response:
    response = Client(url, web).harvest(verb="Identify")
    if response.page.root is None or child(response.page.root, "Identify") is None:
        check_answer(response)
        raise Fault("not-oai-pmh", _("{url} does not say who it is.", url=redact(url)))
    return response


def _elsewhere(declared: str, web: Web, *, refused: bool) -> Iterator[str]:
    """The places that a page points to, and the usual ones; what `refused` by the protocol has no page to look at."""
    if refused:
        yield from {bare(declared)} - {declared}
        return
    page = b""
    try:
        with web.get(declared) as answer:
            page = answer.start(HOME_PAGE)
    except Fault as fault:
        if fault.code == "interrupted":
            raise
    yield from places(declared, page)


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
    if card.found:
        told.append("    " + _("In induk.yaml: {line}", line=f"url: {card.found}"))
    told += [f"    ! {fault}" for fault in card.faults]
    width = max((len(_(each.verdict)) for each in card.conformance), default=0)
    told += [f"    {_(each.verdict):>{width}}  {_(TRIALS[each.test].name)}: {each.note}" for each in card.conformance]
    told += [f"    = {card.plan}"] if card.plan else []
    if card.error:
        told += [f"    {part}" for part in (card.error.message, card.error.advice) if part]
    return told
