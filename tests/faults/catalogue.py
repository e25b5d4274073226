"""The catalogue behind a provider: made-up Indonesian works that can be edited, added, hidden, deleted and lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config import clock

FORMS = (
    "Pengantar {}", "Dasar-dasar {}", "Sejarah {} di Indonesia", "Metodologi {}: teori & praktik", "Kamus istilah {}",
    "Kapita selekta {}", "{} untuk perguruan tinggi", "Problematika {} kontemporer", "Buku ajar {}", "Filsafat {}",
)  # fmt: skip
TOPICS = (
    "ilmu perpustakaan", "ekonomi syariah", "hukum adat Batak", "tafsir al-Qurʾān", "pendidikan anak usia dini",
    "fisika kuantum", "sastra Mélayu", "akuntansi", "kesehatan masyarakat", "teknik sipil", "arsitektur tropis",
)  # fmt: skip
PEOPLE = (
    "Sulistyo-Basuki",
    "Siregar, Ahmad",
    "Nasution, Rahmah",
    "Dewi, Ni Luh Putu",
    "Pramoedya",
    "Hasibuan, Zainal A.",
)
HOUSES = ("Gramedia", "Rajawali Pers", "Prenadamedia", "Gadjah Mada University Press", "USU Press")
SETS = ("buku", "tesis", "jurnal")
BEGIN = datetime(2024, 1, 5, 3, 4, 5, tzinfo=UTC)
KEPT_FROM_BEGIN = 3


@dataclass
class Work:
    """One title; `stamp` is when it last changed, `created` when it was entered."""

    number: int
    title: str
    creator: str
    publisher: str
    year: int
    subject: str
    isbn: str
    sets: tuple[str, ...]
    created: datetime
    stamp: datetime
    deleted: bool = False
    hidden: bool = False


def work(number: int, stamp: datetime) -> Work:
    """The n-th made-up work."""
    topic = TOPICS[number // len(FORMS) % len(TOPICS)]
    title = FORMS[number % len(FORMS)].format(topic)
    return Work(
        number=number,
        title=f"{title[0].upper()}{title[1:]}, jilid {number}",
        creator=PEOPLE[number % len(PEOPLE)],
        publisher=HOUSES[number % len(HOUSES)],
        year=1990 + number % 35,
        subject=topic,
        isbn=f"97860{number:08d}",
        sets=(SETS[number % 3],),
        created=stamp,
        stamp=stamp,
    )


class Catalogue:
    """The works, by number: each entered on a day of its own, six days after the one before; three are tombstones."""

    def __init__(self, size: int = 104, tombstones: int = KEPT_FROM_BEGIN) -> None:
        self.works = {n: work(n, BEGIN + timedelta(days=6 * n, minutes=7 * n)) for n in range(1, size + 1)}
        for n in range(3, 3 + 30 * tombstones, 30):
            self.works[n].deleted = True

    def __iter__(self) -> Iterator[Work]:
        return iter(self.works.values())

    def __getitem__(self, number: int) -> Work:
        return self.works[number]

    @property
    def living(self) -> list[Work]:
        return [each for each in self if not each.deleted and not each.hidden]

    def edit(self, *numbers: int) -> None:
        """New words in the titles."""
        for number in numbers:
            self.works[number].title += f" (edisi revisi {clock.now():%d.%m.%Y})"
            self.works[number].stamp = clock.now()

    def insert(self, count: int = 1) -> list[int]:
        first = max(self.works) + 1
        for number in range(first, first + count):
            self.works[number] = work(number, clock.now())
        return list(range(first, first + count))

    def delete(self, *numbers: int) -> None:
        """Deleted, and the tombstone shown."""
        for number in numbers:
            self.works[number].deleted = True
            self.works[number].stamp = clock.now()

    def vanish(self, *numbers: int) -> None:
        """Deleted without a trace."""
        for number in numbers:
            del self.works[number]

    def touch(self, number: int, change: Callable[[Work], None]) -> None:
        """Any other change that moves the date."""
        change(self.works[number])
        self.works[number].stamp = clock.now()
