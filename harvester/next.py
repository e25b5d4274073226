"""What comes next for a source, in one sentence: by how its list ended, and why."""

from config.i18n import N_, _, ngettext
from harvester.report import SourceReport

NOTHING = N_("Nothing to do.")
AGAIN = N_("The next run tries again.")
GOES_ON = N_("The next run goes on where this one stopped.")
ANEW = N_("The next run reads the list anew.")
HELD = N_("Look, then let it through (`induk harvest {source} --accept-drop`) or leave it.")

ASK = N_("Write to the library; until it acts, each run ends like this.")
ADDRESS = N_("`induk check {source}` looks for the right address; then correct `url`.")
OFFER = N_("`induk check {source}` shows what is offered; then correct `format` or `set`.")
RIGHT_FILE = N_("Put the files right, then `induk harvest {source}`.")
SETTING = N_("Correct induk.yaml, then `induk harvest {source}`.")
ROOM = N_("Make room, then `induk harvest {source}`; what is counted is stored.")
REPORT = N_("Report the mistake to us; the next run tries again.")
IF_ALL = N_("The next run reads everything; if the library says this is all: `induk harvest {source} --accept-drop`.")
BY_NAME = N_("Send the library the identifiers; the next run reads everything.")
SHOW = N_("Show the library what cannot be read: `induk export raw --source {source} --payload`.")
FOR_GOOD = N_("Tell the library that its list never ends; the next run reads it anew.")

BY_ITSELF: dict[str, str] = {"store-failed": ROOM, "internal": REPORT, "bad-configuration": SETTING}
"""By code: what was no fault of the source."""

FAILED: dict[str, str] = BY_ITSELF | {
    "unreachable": N_("The next run tries again; if it stays like this, ask the library whether its server is on."),
    "timeout": N_("The next run tries again; if it stays like this, harvest at another hour."),
    "http-error": N_("The next run tries again; if it stays like this, send the library the message."),
    "truncated": N_("The next run tries again; if it stays like this, send the library the message."),
    "tls": ASK,
    "refused": ASK,
    "bot-challenge": ASK,
    "loop": ASK,
    "too-large": ASK,
    "too-many-records": ASK,
    "html-instead-of-xml": ADDRESS,
    "not-oai-pmh": ADDRESS,
    "oai-off": ADDRESS,
    "oai-error": OFFER,
    "unreadable-format": OFFER,
    "bad-xml": SHOW,
    "no-files": RIGHT_FILE,
    "file-unreadable": RIGHT_FILE,
}
"""By code, where nothing came; else `AGAIN`."""

PARTIAL: dict[str, str] = BY_ITSELF | {
    "incomplete-list": IF_ALL,
    "still-there": IF_ALL,
    "records-unreachable": BY_NAME,
    "bad-xml": SHOW,
    "loop": FOR_GOOD,
    "refused": ASK,
    "bot-challenge": ASK,
    "too-large": ASK,
    "too-many-records": ASK,
    "no-files": RIGHT_FILE,
    "file-unreadable": RIGHT_FILE,
}
"""By code, where something came; else the list is gone on with, or read anew."""

OUTSIDE = N_("Nothing to do while the agreement does not run; if it does, correct its dates.")

SKIPPED: dict[str, str] = {
    "locked": N_("Nothing to do: the other run reads it."),
    "outside-agreement": OUTSIDE,
    "interrupted": N_("`induk harvest {source}` reads it."),
}
"""By code, where it was not tried; else `AGAIN`."""


def next_step(report: SourceReport, *, resumes: bool) -> str:
    """What a person should do now, or what the next run will do.

    Args:
        report: how the source ended.
        resumes: its list will be gone on with.
    """
    code, source = report.error.code if report.error else "", report.source
    if report.status == "held":
        return _(HELD, source=source)
    if report.status == "failed":
        return _(FAILED.get(code, AGAIN), source=source)
    if report.status == "skipped":
        return _(SKIPPED.get(code, AGAIN), source=source)
    if report.status == "partial":
        return _(PARTIAL.get(code, GOES_ON if resumes else ANEW), source=source)
    if report.quarantined:
        return ngettext(
            "Show the library the record that cannot be read: `induk export raw --source {source} --payload`.",
            "Show the library the {n} records that cannot be read: `induk export raw --source {source} --payload`.",
            report.quarantined, source=source,
        )  # fmt: skip
    if report.carried:
        return ngettext(
            "Nothing to do: one record was renamed by its source and keeps its place.",
            "Nothing to do: {n} records were renamed by their source and keep their place.",
            report.carried,
        )
    return _(NOTHING)
