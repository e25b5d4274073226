"""Names of many records made one list: every person once, in the fullest form, with what the person did."""

from collections.abc import Iterator
from itertools import chain, islice

from indexer import quality
from indexer.merge_rules import Chosen, Sources
from indexer.normalise import names, text
from indexer.record import Creator

MOST = 200
"""So many people are looked at for one who bears another form of a name; beyond that, only equal names are one."""

UNSPECIFIC = "contributor"
"""What Dublin Core calls everybody but the creator; it gives way to any other role."""


def creators(sources: Sources, name: str) -> Chosen:
    """Every person once, in the fullest form of the name, in the order of the best record.

    Two names are one when they are equal, or when of two persons the family names agree and the other names do,
    initials standing for names; but two names of one record are never one, unless they are equal. What a person did is
    taken from the best record that says it in more than `contributor`: a format that has but one role (Dublin Core,
    tables) must not make an author of MARC's editor, and whoever has two roles there keeps both.
    """
    found = _People()
    for place, had in sources.stating(name):
        for creator in had:
            found.add(place, creator)
    told = [pair for person in found.people for pair in person.told()]
    return Chosen(tuple(creator for creator, _says in told), tuple(says for _creator, says in told))


class _People:
    """Everybody who was named so far, found by whole name and by family name: a thousand authors cost no more each."""

    def __init__(self) -> None:
        self.people: list[_Person] = []
        self._by_name: dict[str | names.Name, _Person] = {}
        self._by_family: dict[str, dict[_Person, None]] = {}
        self._mangled: list[_Person] = []

    def add(self, place: int, creator: Creator) -> None:
        """Add a name of the record at `place` to the person whose it is, be it a new one."""
        folded, parsed = text.fold(creator.name), names.parse(creator.name)
        forms = (folded, parsed) if parsed.given else (folded,)  # `Basuki, Sulistyo` is `Sulistyo Basuki`
        person = next((self._by_name[form] for form in forms if form in self._by_name), None)
        person = person or self._like(place, creator, parsed)
        if person is None:
            person = _Person()
            self.people.append(person)
        for form in forms:
            self._by_name.setdefault(form, person)
        self._by_family.setdefault(parsed.family, {})[person] = None
        person.named.append((place, creator, parsed))
        if quality.is_mangled(creator.name):
            self._mangled.append(person)

    def _like(self, place: int, creator: Creator, parsed: names.Name) -> "_Person | None":
        near = chain(self._by_family.get(parsed.family, ()), self._mangled)
        if quality.is_mangled(creator.name):
            near = chain(self.people)
        return next((person for person in islice(near, MOST) if person.may_be(place, creator, parsed)), None)


class _Person:
    """Whom several records name: by place of the record, creator, and the name taken apart."""

    def __init__(self) -> None:
        self.named: list[tuple[int, Creator, names.Name]] = []

    def may_be(self, place: int, creator: Creator, parsed: names.Name) -> bool:
        """Whether another form of a name can be this person's: with initials, or with lost letters."""
        if any(known_place == place for known_place, _known, _name in self.named):
            return False
        return all(_may_be_same(creator, parsed, known, name) for _place, known, name in self.named)

    def told(self) -> Iterator[tuple[Creator, tuple[int, ...]]]:
        """The person as a creator, once for each role, and the records that name the person in it."""
        best_place, best, _name = min(self.named, key=_preference)
        speaking = [place for place, creator, _name in self.named if creator.role != UNSPECIFIC]
        of = speaking[0] if speaking else self.named[0][0]
        said = [creator for place, creator, _name in self.named if place == of]
        roles = [creator.role for creator in said if creator.role != UNSPECIFIC] or [UNSPECIFIC]
        places = dict.fromkeys([best_place, *(place for place, _creator, _name in self.named)])
        for role in dict.fromkeys(roles):
            yield Creator(name=best.name, role=role, kind=said[0].kind), tuple(places)


def _preference(named: tuple[int, Creator, names.Name]) -> tuple[int, ...]:
    """Undamaged, not shouted, with the fullest other names, from the best record."""
    place, creator, parsed = named
    loud = creator.name.isupper() and bool(parsed.given)
    return int(quality.is_mangled(creator.name)), int(loud), -sum(map(len, parsed.given)), place


def _may_be_same(creator: Creator, parsed: names.Name, known: Creator, name: names.Name) -> bool:
    if creator.kind != "person" or known.kind != "person":
        return False
    if _reads_as(creator.name, known.name) or _reads_as(known.name, creator.name):
        return True
    if parsed.family != name.family:
        return False
    return all(
        x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]) for x, y in zip(parsed.given, name.given, strict=False)
    )


def _reads_as(mangled: str, sound: str) -> bool:
    """Whether a name with lost letters is this one: `T?nu` for `Tõnu`."""
    return (
        len(mangled) == len(sound)
        and quality.is_mangled(mangled)
        and all(a == b or a in "?\ufffd" for a, b in zip(mangled, sound, strict=True))
    )
