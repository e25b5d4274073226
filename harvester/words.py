"""The words of the log for people, and numbers as they are written; programs read them as they are stored."""

from babel.numbers import format_decimal

from config.i18n import N_, _, language

STATES = (
    N_("running"), N_("done"), N_("interrupted"), N_("undone"),
    N_("ok"), N_("failed"), N_("partial"), N_("held"), N_("skipped"), N_("unchecked"),
)  # fmt: skip
"""How a run, or a source in it, ended."""

COMMANDS = {"harvest": N_("harvest"), "replay": N_("replay")}
"""What a run did."""

MODES = {"full": N_("full list"), "incremental": N_("what changed"), "replay": N_("quarantine read again")}
"""What was read of a source."""

REPAIRED = {
    "illegal-character": N_("forbidden characters"),
    "wrong-encoding": N_("wrong encoding"),
    "bare-ampersand": N_("bare &"),
    "bare-less-than": N_("bare <"),
    "html-entity": N_("HTML entities"),
    "undeclared-prefix": N_("undeclared prefixes"),
    "inner-declaration": N_("XML declarations inside"),
    "unclosed-tag": N_("unclosed tags"),
    "stray-tag": N_("stray closing tags"),
    "double-attribute": N_("attributes there twice"),
    "escaped-metadata": N_("descriptions sent as text"),
    "missing-terminator": N_("no mark at the end"),
    "text-before-record": N_("text before the record"),
    "stray-quote": N_("stray quotation marks"),
    "stray-brace": N_("stray braces"),
    "says-deleted": N_("deleted by their own word"),
}
"""The kinds of `harvester.problems.REPAIRS` in a word or two."""

UNITS = ("B", "kB", "MB", "GB", "TB")


def said(word: str) -> str:
    """A word of the log in the reader's language."""
    return _(word)


def number(value: float) -> str:
    """`12,345` in English, `12.345` in Indonesian; at most one place behind the point."""
    return str(format_decimal(value, format="#,##0.#", locale=language()))


def size(count: int) -> str:
    """Bytes in the unit that suits them, in steps of a thousand: `1.2 MB`."""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{number(value if value < 10 and unit else round(value))} {UNITS[unit]}"


def span(seconds: float) -> str:
    """A stretch of time, in its two largest units: `0.4 s`, `12 s`, `2 min 5 s`, `3 h 10 min`, `4 d 2 h`."""
    if seconds < 10:
        return _("{n} s", n=number(round(seconds, 1)))
    whole = round(seconds)
    if whole < 60:
        return _("{n} s", n=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
    if whole < 86400:
        return _("{hours} h {minutes} min", hours=whole // 3600, minutes=whole % 3600 // 60)
    return _("{days} d {hours} h", days=number(whole // 86400), hours=whole % 86400 // 3600)


def kinds(repairs: dict[str, int]) -> str:
    """Repairs by kind, the most frequent first: `bare & 3, wrong encoding 2`."""
    ranked = sorted(repairs.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{_(REPAIRED.get(kind, kind))} {number(records)}" for kind, records in ranked)
