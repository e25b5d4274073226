"""What comes next for a source, in one sentence."""

from config.i18n import _
from harvester.report import SourceReport


def next_step(report: SourceReport, *, resumes: bool) -> str:
    """What a person should do now, or what the next run will do.

    Args:
        report: how the source ended.
        resumes: its list will be gone on with.
    """
    if report.status == "held":
        return _(
            "Look, then let it through (`induk harvest {source} --accept-drop`) or leave it.", source=report.source
        )
    if report.status == "failed":
        return (report.error and report.error.advice) or _("The next run tries again.")
    if report.status == "partial":
        return _("The next run goes on where this one stopped.") if resumes else _("The next run reads the list anew.")
    if report.quarantined:
        return _(
            "Show the library the {n} records that cannot be read: `induk export raw --source {source} --payload`.",
            n=report.quarantined, source=report.source,
        )  # fmt: skip
    if report.carried:
        return _("Nothing to do: {n} records were renamed by their source and keep their place.", n=report.carried)
    return _("Nothing to do.")
