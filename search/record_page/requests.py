"""How a reader asks a library for what it has, by that library's own rules.

The rules are what the library declares: `services` (does it lend, copy, send to other libraries, and on what terms) and
`requests` (its link resolver, the address of its desk, a sentence of its own). Where it declares nothing, its e-mail
address will do: asking is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from config.i18n import _
from config.model import Member, Services
from indexer.record import UnionRecord
from search import labels
from search.citing import openurl
from search.citing.item import title
from search.record_page import mail
from search.record_page.facts import facts
from search.record_page.holdings import Held
from search.record_page.mail import TO_FILL_IN, Mail

MOST_CALL_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How to get a record from one library that holds it.

    `terms` are its services in words, `resolver` is the OpenURL at its link resolver, `letter` the mail to its desk;
    without both one can only go there or call. It `refuses` if it sends nothing to other libraries.
    """

    held: Held
    terms: tuple[tuple[str, str], ...]
    note: str | None
    refuses: bool
    resolver: str | None
    letter: Mail | None
    phone: str | None
    website: str | None


def ways(
    members: Sequence[Member], held: Sequence[Held], record: UnionRecord, address: str, mine: Member | None
) -> list[Way]:
    """How to get a record from each library that holds it but the reader's own; the most willing first.

    Args:
        members: the libraries shown today.
        held: what each has of the record.
        record: what is asked for.
        address: its permanent address.
        mine: the reader's own library, if known.
    """
    known = {member.id: member for member in members}
    asked = [(known[one.member], one) for one in held if one.member in known and not one.mine]
    asked.sort(key=lambda pair: _rank(pair[0].services, pair[1]))
    return [_way(member, one, record, address, mine) for member, one in asked]


def refuses(services: Services) -> bool:
    """Whether a library says that it sends nothing to others: neither the thing nor copies of it."""
    return not lends(services) and not copies(services)


def lends(services: Services) -> bool:
    """Whether one may ask for the thing itself: what it says of other libraries counts, else of readers."""
    return bool(services.interlibrary) if services.interlibrary is not None else services.lending is not False


def copies(services: Services) -> bool:
    """Whether one may ask for copies; who sends nothing to other libraries has to say so of copies."""
    return bool(services.copying) if services.interlibrary is False else services.copying is not False


def terms(services: Services) -> tuple[tuple[str, str], ...]:
    """The services of which a library says something, and on what terms."""
    said = ((name, getattr(services, name)) for name in labels.SERVICES)
    return tuple(
        (_(labels.SERVICES[name]), _(labels.TERMS[value]) if value in labels.TERMS else str(value))
        for name, value in said
        if value is not None
    )


def _rank(services: Services, held: Held) -> tuple[int, bool]:
    """Who sends to other libraries first, who does not last; among equals who confirmed it lately."""
    willing = 2 if refuses(services) else 0 if services.interlibrary else 1
    return willing, held.confirmed.stale


def _way(member: Member, held: Held, record: UnionRecord, address: str, mine: Member | None) -> Way:
    rules, closed = member.requests, refuses(member.services)
    to = rules.email or member.email
    open_letter = to is not None and mail.is_address(to) and not closed
    return Way(
        held=held,
        terms=terms(member.services),
        note=rules.note,
        refuses=closed,
        resolver=openurl.resolved(str(rules.openurl), record, address) if rules.openurl and not closed else None,
        letter=_letter(to or "", member, held, record, address, mine) if open_letter else None,
        phone=member.phone,
        website=str(member.website) if member.website else None,
    )


def _letter(to: str, member: Member, held: Held, record: UnionRecord, address: str, mine: Member | None) -> Mail:
    wanted = [
        _("[ ] to borrow it") if lends(member.services) else None,
        _("[ ] copies of pages: {blank}", blank=TO_FILL_IN) if copies(member.services) else None,
    ]
    own = (
        *facts(record, address),
        (_("Call number"), "; ".join(held.call_numbers[:MOST_CALL_NUMBERS])),
        (_("In your catalogue"), next(iter(held.links), None)),
    )
    asker = (
        (_("Name"), TO_FILL_IN),
        (_("Library"), mine.name if mine else TO_FILL_IN),
        (_("E-mail or telephone"), TO_FILL_IN),
        (_("Needed before"), TO_FILL_IN),
    )
    body = [
        _("To: {library}", library=member.name),
        _("I would like to use this publication, which the union catalogue says you have."),
        mail.rows(own),
        "\n".join([_("I would like:"), *filter(None, wanted)]),
        mail.rows(asker),
    ]
    return Mail(to, mail.short(_("Request: {title}", title=title(record)), 150), "\n\n".join(body) + "\n")
