"""What a link to one of our pages looks like where somebody sends it: Open Graph (ogp.me) and Twitter cards."""

from dataclasses import dataclass

from babel.core import get_global

from config.i18n import _, ngettext
from indexer.record import UnionRecord
from search import labels
from search.feeds.sound import shortened
from search.feeds.titles import full_title, imprint
from search.schemas import Answer, MemberInfo

TITLE, DESCRIPTION = 120, 200
"""Characters that are shown, about; more is only weight."""

MAKERS = 3


@dataclass(frozen=True, slots=True)
class Social:
    """A card; `url` is the canonical address, `kind` an Open Graph type, `isbn` that of a book."""

    title: str
    description: str
    url: str
    kind: str = "website"
    isbn: str | None = None


def of_record(record: UnionRecord, url: str) -> Social:
    """A publication: who made it, where it came out, how many libraries have it."""
    makers = "; ".join(creator.name for creator in record.creators[:MAKERS])
    kind = labels.named(labels.TYPES, record.type) if record.type else ""
    held = ngettext("Held by {n} library", "Held by {n} libraries", len(record.members))
    is_book = record.type == "book"
    return _card(
        full_title(record),
        (kind, makers, imprint(record), held),
        url,
        "book" if is_book else "website",
        next(iter(record.isbns), None) if is_book else None,
    )


def of_search(answer: Answer, url: str) -> Social:
    """A search: how many titles it finds."""
    found = ngettext("{count} title found", "{count} titles found", answer.total, count=labels.number(answer.total))
    return _card(answer.query or _("All titles"), (found,), url)


def of_library(member: MemberInfo, url: str) -> Social:
    """A library: what it is, where it is, how much it has."""
    titles = ngettext("{count} title", "{count} titles", member.titles, count=labels.number(member.titles))
    return _card(member.name, (labels.named(labels.MEMBER_KINDS, member.kind), member.address or "", titles), url)


def locale(language: str) -> str:
    """`id_ID` for `id`: Open Graph wants a country, CLDR knows the likeliest."""
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{likely[-1]}" if len(likely) > 1 else language


def _card(title: str, facts: tuple[str, ...], url: str, kind: str = "website", isbn: str | None = None) -> Social:
    description = " · ".join(fact for fact in facts if fact)
    return Social(shortened(title, TITLE), shortened(description, DESCRIPTION), url, kind, isbn)
