"""What `<induk-search>` says, from the same catalogue of messages as the pages."""

from collections.abc import Mapping

from config.i18n import _, ngettext


def words() -> Mapping[str, str | tuple[str, str]]:
    """The texts in the language now spoken, by the names that the script knows; `{n}` is put in there.

    What is counted has two forms, for one and for more, as `ngettext` has.
    """
    return {
        "label": _("Search all libraries"),
        "search": _("Search"),
        "suggestions": _("Suggestions"),
        "results": _("Results"),
        "title": _("Title"),
        "creator": _("Author"),
        "subject": _("Subject"),
        "untitled": _("[Untitled]"),
        "near": _("Nothing has all of these words. These titles come near."),
        "all": _("All results, with filters"),
        "help": _("What may help"),
        "some": (_suggestions(1), _suggestions(2)),
        "found": (_found(1), _found(2)),
        "held": (_held(1), _held(2)),
    }


def _suggestions(n: int) -> str:
    return ngettext("{count} suggestion", "{count} suggestions", n, count="{n}")


def _found(n: int) -> str:
    return ngettext("{count} title found", "{count} titles found", n, count="{n}")


def _held(n: int) -> str:
    return ngettext("in {count} library", "in {count} libraries", n, count="{n}")
