"""Report a problem with a record: a mail to the consortium that names the record, so that only the fault is missing."""

from collections.abc import Sequence

from config import __version__
from config.i18n import _
from config.model import Consortium
from indexer.record import BibRecord, UnionRecord
from search.citing.item import title
from search.record_page import mail
from search.record_page.facts import facts
from search.record_page.mail import Mail

MOST_SOURCES = 10


def report(consortium: Consortium, record: UnionRecord, sources: Sequence[BibRecord], address: str) -> Mail | None:
    """The mail; None where the consortium names no e-mail address."""
    to = consortium.consortium.contact
    if to is None or not mail.is_address(to):
        return None
    ids = [source.id for source in sources]
    named = "; ".join(ids[:MOST_SOURCES]) + ("; …" if len(ids) > MOST_SOURCES else "")
    body = [
        _("Something is wrong with this record."),
        "\n".join((_("What is wrong, and what would be right?"), mail.TO_FILL_IN)),
        mail.rows(facts(record, address)),
        mail.rows(((_("Records of the libraries"), named), ("Induk", __version__))),
    ]
    return Mail(to, mail.short(_("Problem with a record: {title}", title=title(record)), 150), "\n\n".join(body) + "\n")
