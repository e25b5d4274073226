"""Everything that can be wrong with a source: one table of codes, each with what to do about it.

The codes are stable: reports, `induk status --json` and monitoring rely on them.
"""

from config.errors import SourceError
from config.i18n import N_, _

ADVICE = {
    "unreachable": N_("Ask the library whether its server is on and its address still right; try it in a browser."),
    "timeout": N_("The server is too slow or overloaded: harvest at another hour, or with a longer pause."),
    "tls": N_("Ask the library to renew the server's certificate, or try the address with http instead of https."),
    "http-error": N_("Open the address in a browser; if it fails there too, send the library this message."),
    "refused": N_("Ask the library to let us in: our User-Agent begins with Induk/. Or set `auth` of this source."),
    "bot-challenge": N_("Ask the library to let our User-Agent, which begins with Induk/, through its bot protection."),
    "too-many-records": N_("Ask the library to allow larger answers, or harvest it by `set`."),
    "html-instead-of-xml": N_(
        "Either the address is wrong (`induk check` looks for the right one) or the software fails."
    ),
    "not-oai-pmh": N_("The answer is not of OAI-PMH: correct the address; `induk check` looks for it."),
    "oai-error": N_("Look at `format` and `set` of this source; `induk check` shows what the server offers."),
    "oai-off": N_("OAI-PMH is switched off there, or the address is wrong: `induk check` looks for the right one."),
    "unreadable-format": N_("Set `format` to one that we can read: marcxml, marc21 or oai_dc."),
    "bad-xml": N_("What could be read is stored; show the library the rest (`induk export raw --payload`)."),
    "truncated": N_(
        "The server stops in the middle of an answer; the next run asks again. If it stays, tell the library."
    ),
    "loop": N_("The server repeats the same page for ever: its software needs an update. Nothing was deleted."),
    "incomplete-list": N_(
        "Nothing was deleted; the next run asks again. If the library says that this is all: "
        "`induk harvest SOURCE --accept-drop`."
    ),
    "records-unreachable": N_(
        "Show the library these identifiers: each makes its server fail. All others are stored; nothing was deleted."
    ),
    "still-there": N_(
        "The list was too short. If they are really gone, let it through with `induk harvest SOURCE --accept-drop`."
    ),
    "too-large": N_("The server sends everything in one answer: ask the library for smaller pages, or for a file."),
    "no-files": N_("Look at `path` of this source: does the file exist there, under that name?"),
    "file-unreadable": N_("Look at the file, its permissions and whether `format` names what it is."),
    "dropped-too-many": N_(
        "Ask the library whether they are really gone; if so: `induk harvest SOURCE --accept-drop`."
    ),
    "locked": N_("Wait until the other run is done; `induk runs` shows it."),
    "outside-agreement": N_("Correct the dates of the member's `agreement`, or leave it at that."),
    "interrupted": N_("Start `induk harvest` again; it goes on from the page it had reached."),
    "internal": N_("This is our mistake: report it, with the message. The other sources are not affected."),
}

OAI_ADVICE = {
    "badResumptionToken": N_("The server forgot where its list was; the next run begins the list anew."),
}
"""Better advice, by the code of the OAI-PMH error."""

UNREACHED = frozenset({"unreachable", "timeout", "tls"})
"""The codes that say: nobody answered."""


class Fault(SourceError):
    """A source could not be read, or not to its end.

    Args:
        code: a key of `ADVICE`.
        message: what happened and where.
        oai: the code of the OAI-PMH error, where that is what happened.
    """

    def __init__(self, code: str, message: str, *, oai: str | None = None) -> None:
        super().__init__(message, _(OAI_ADVICE.get(oai or "", ADVICE[code])), code=code)
        self.oai = oai


class Lost(Fault):
    """What is left of a list after everything was tried: to go on with it leads nowhere, it has to be begun anew."""


def interrupted() -> Fault:
    """Somebody wants us to stop."""
    return Fault("interrupted", _("Stopped by hand; the pages that came are saved."))
