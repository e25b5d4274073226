"""The words of the log for people; programs read them as they are stored."""

from config.i18n import N_, _

STATES = (
    N_("running"), N_("done"), N_("interrupted"), N_("undone"),
    N_("ok"), N_("failed"), N_("partial"), N_("held"), N_("skipped"), N_("unchecked"),
)  # fmt: skip
"""How a run, or a source in it, ended."""

COUNTS = (N_("added"), N_("changed"), N_("deleted"), N_("quarantined"))
"""What became of its records."""


def said(word: str) -> str:
    """A word of the log in the reader's language."""
    return _(word)
