"""What journals print about articles, and what they print under one title again and again."""

import random
import re

from msgspec.structs import replace

from bench.articles_moves import later, next_pages, short
from bench.articles_source import Work


def erratum(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """What corrects or withdraws it, as PubMed, Crossref and the Web of Science name it."""
    place = f"(vol {work.volume}, pg {work.first}, {work.year})"
    title = chance.choice(
        [
            f"Erratum: {work.title}", f"Erratum to: {work.title}", f"Correction to: {work.title}",
            f"{work.title} {place}", f"{work.title} (Retraction of {place[1:]}", f"Correction: {work.title}",
            f"Corrigendum to \"{work.title}\" {place}", f"{work.title}: Erratum", f"Retraction: {work.title}",
        ]
    )  # fmt: skip
    return [work, replace(short(later(work, chance, (0, 0, 1)), 0), title=title)]


def comment(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """A letter about it, the answer of its authors, or both."""
    title = chance.choice(
        [
            f"Comment on \"{work.title}\"", f"Re: {work.title}", f"{work.title} - Comment", f"Letter: {work.title}",
            f"Letter to the editor regarding \"{work.title}\"", f"Commentary on: {work.title}",
            f"In response to: {work.title}",
        ]
    )  # fmt: skip
    reply = chance.choice(
        [f"{work.title} - Reply", f"{work.title}: Authors' reply", f'Response to comment on "{work.title}"']
    )
    letter = replace(short(later(work, chance, (0, 0, 1)), 1), title=title, people=other.people[:2])
    answer = replace(short(next_pages(letter, chance), 1), title=reply, people=work.people)
    return [work, letter, answer] if chance.random() < 0.5 else [work, chance.choice([letter, answer])]


_COLUMNS = (
    "Editorial", "Editor's notes", "Letter to the editor", "Book reviews", "In this issue", "Guest editorial",
    "Introduction", "Reminiscences on influential papers", "From the editor", "Front matter", "Author index", "News",
    "Correspondence", "Chair's message", "Preface", "Commentary", "Book review column", "Guest editors' introduction",
    "Clinical quiz", "Images in clinical medicine", "Response", "Obituary", "Calendar of events",
    "Research in progress",
)  # fmt: skip


def columns(work: Work, other: Work, chance: random.Random) -> list[Work]:
    """What stands under the same title in every issue, by the same editor, by another, or by nobody."""
    title = chance.choice(_COLUMNS)
    editor = chance.choice((other.people[:1], other.people[:1], ()))
    column = replace(short(later(work, chance, (0,)), 1), title=title, people=editor)
    others = [short(later(column, chance, (-1, 0, 0, 1, 2)), 1) for _each in range(chance.randint(1, 3))]
    return [work, column, *(replace(each, people=chance.choice((editor, editor, work.people[:1]))) for each in others)]


def annual(work: Work, _other: Work, chance: random.Random) -> list[Work]:
    """Two years of what appears every year."""
    head = re.split(r"[:.?]", work.title)[0]
    form = chance.choice(
        ("{head}: {year} update", "{head}, {year}", "{head} in {year}", "Annual report on {head}, {year}")
    )
    following = later(work, chance, (1, 1, 2))
    return [replace(each, title=form.format(head=head, year=each.year)) for each in (work, following)]
