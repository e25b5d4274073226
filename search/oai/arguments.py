"""What a harvester asked: the arguments of a request, checked before anything else (OAI-PMH 2.0, sections 3, 4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config.i18n import _

LONGEST = 4096
"""Characters of an argument; far above any identifier or token that we give out."""

SHOWN = 80
"""Characters of an unknown argument's name that an error message repeats."""


class ProtocolError(Exception):
    """A request that is answered with `<error>` elements.

    Attributes:
        code: one of the protocol's codes (section 3.6).
        messages: sentences, one for each `<error>`.
    """

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Verb:
    """Which arguments a verb takes; a verb that `lists` in pages also takes a resumptionToken, alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    lists: bool = False


_LIST = Verb(required=frozenset({"metadataPrefix"}), optional=frozenset({"from", "until", "set"}), lists=True)

VERBS: dict[str, Verb] = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(lists=True),
    "GetRecord": Verb(required=frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}

# The lexical rules of OAI-PMH.xsd; section 2.4, 2.6 and 3.3.
_UNRESERVED = r"[A-Za-z0-9\-_.!~*'()]+"
_SHAPES = {
    "metadataPrefix": re.compile(_UNRESERVED),
    "set": re.compile(rf"{_UNRESERVED}(?::{_UNRESERVED})*"),
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose arguments are allowed, complete and well-formed; `since` and `until` are full datestamps."""

    verb: str
    values: dict[str, str] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None


def understand(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request that these names and values make, in the order they came.

    Raises:
        ProtocolError: badVerb or badArgument.
    """
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", _("One verb is wanted, and it is one of {verbs}.", verbs=", ".join(VERBS)))
    arguments = [(name, value) for name, value in pairs if name != "verb"]
    if messages := list(_complaints(VERBS[verbs[0]], arguments)):
        raise ProtocolError("badArgument", *messages)
    values = dict(arguments)
    since, until = values.get("from"), values.get("until")
    return Asked(verbs[0], values, since and first_second(since), until and last_second(until))


def _complaints(verb: Verb, arguments: Sequence[tuple[str, str]]) -> Iterator[str]:
    names = [name for name, _value in arguments]
    values = dict(arguments)
    resumed = verb.lists and "resumptionToken" in values
    allowed = frozenset({"resumptionToken"}) if resumed else verb.required | verb.optional
    for name in sorted(set(names) - allowed):
        if resumed:
            yield _("A resumptionToken comes alone, without {name}.", name=_shown(name))
        else:
            yield _("This verb takes no argument {name}.", name=_shown(name))
    for name in sorted({name for name in names if names.count(name) > 1} & allowed):
        yield _("The argument {name} comes twice.", name=name)
    for name in sorted(() if resumed else verb.required - values.keys()):
        yield _("The argument {name} is wanted.", name=name)
    for name in sorted(values.keys() & allowed):
        if not is_well_formed(name, values[name]):
            yield _("The value of {name} is not well-formed.", name=name)
    since, until = values.get("from", ""), values.get("until", "")
    if is_date(since) and is_date(until):
        if len(since) != len(until):
            yield _("from and until have to be written alike: both as days, or both to the second.")
        elif since > until:
            yield _("from is later than until.")


def is_well_formed(name: str, value: str) -> bool:
    """True if the value of an argument is written as the protocol wants it."""
    if not value or len(value) > LONGEST or _NOT_XML.search(value):
        return False
    if name in ("from", "until"):
        return is_date(value)
    shape = _SHAPES.get(name)
    return shape is None or shape.fullmatch(value) is not None


def is_date(text: str) -> bool:
    """True for a day or a second that exists, in one of the two forms of section 3.3."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def first_second(date: str) -> str:
    """The datestamp at which a day or a second begins."""
    return date if "T" in date else f"{date}T00:00:00Z"


def last_second(date: str) -> str:
    """The last datestamp of a day or a second: `until` includes it (section 2.7.1)."""
    return date if "T" in date else f"{date}T23:59:59Z"


def _shown(name: str) -> str:
    return _NOT_XML.sub("\ufffd", name)[:SHOWN]
