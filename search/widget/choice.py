"""What somebody wants of the search box: the values of the form on `/widget`, which are those of its address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from config.errors import BadParameter
from config.i18n import N_, _
from config.model import Consortium, Member

KINDS: Mapping[str, str] = {
    "element": N_("Search box with suggestions"),
    "form": N_("Plain form"),
    "iframe": N_("Frame"),
    "link": N_("Link"),
}
RESULTS: Mapping[str, str] = {
    "page": N_("In the catalogue"),
    "tab": N_("In the catalogue, in a new tab"),
    "inline": N_("Below the box"),
}
ADVICE: Mapping[str, str] = {
    "element": N_("Suggests while one types. Where scripts are off or the browser is old, it is the plain form."),
    "form": N_("Works everywhere, without any script."),
    "iframe": N_("For sites that let nothing in but frames."),
    "link": N_("For mails, guides and menus."),
}
DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "element": ("script-src", "connect-src", "form-action"),
    "form": ("form-action",),
    "iframe": ("frame-src",),
    "link": (),
}
"""Directives of Content Security Policy Level 3 by which a site may have to let the catalogue in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The box that is wanted.

    Attributes:
        kind: a key of `KINDS`.
        member: the id of the library that is searched; empty for all.
        language: what the box speaks.
        results: a key of `RESULTS`: where hits are shown.
    """

    kind: str
    member: str
    language: str
    results: str

    @property
    def inline(self) -> bool:
        """Whether hits can be shown below the box: a plain form and a link lead to the catalogue all the same."""
        return self.results == "inline" and self.kind in ("element", "iframe")

    def kept(self) -> list[tuple[str, str]]:
        """The parameters that every search from this box has besides the query."""
        return [*([("member", self.member)] if self.member else []), ("lang", self.language)]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen; the first of each is the default."""

    kinds: tuple[str, ...]
    members: tuple[str, ...]
    languages: tuple[str, ...]
    results: tuple[str, ...]

    @classmethod
    def of(cls, consortium: Consortium, members: Iterable[Member]) -> Self:
        """What a consortium offers whose `members` take part now."""
        ids = ("", *(member.id for member in members))
        return cls(tuple(KINDS), ids, consortium.consortium.languages, tuple(RESULTS))

    def read(self, params: Mapping[str, str]) -> Choice:
        """The choice in `params` (as, member, language, results); what is absent or empty is at its default.

        Raises:
            BadParameter: a value is not offered; `field` names the parameter.
        """
        return self._read(params, strict=True)

    def forgive(self, params: Mapping[str, str]) -> Choice:
        """The same; what is not offered is at its default. A frame in another site must go on when a library leaves."""
        return self._read(params, strict=False)

    def _read(self, params: Mapping[str, str], *, strict: bool) -> Choice:
        def chosen(name: str, offered: tuple[str, ...]) -> str:
            value = params.get(name) or offered[0]
            if value in offered:
                return value
            if not strict:
                return offered[0]
            raise BadParameter(
                _("`{name}` is {value}; possible here: {choices}.",
                  name=name, value=repr(value[:40]), choices=", ".join(filter(None, offered))),
                field=name,
            )  # fmt: skip

        return Choice(
            kind=chosen("as", self.kinds),
            member=chosen("member", self.members),
            language=chosen("language", self.languages),
            results=chosen("results", self.results),
        )
