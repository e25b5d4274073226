"""How databases write the same title, name, page and journal: each function gives one value in one manner."""

import random
import re
import unicodedata
from collections.abc import Callable

from bench.articles_journals import Journal, abbreviated
from bench.articles_source import Name, Work

NameStyle = Callable[[Name], str]
TitleStyle = Callable[[str], str]

_SMALL = frozenset("a an the and or of in on for with to by from at as is its via vs".split())  # noqa: SIM905
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "σ": "sigma", "ω": "omega", "Δ": "Delta", "Ω": "Omega",
}  # fmt: skip
_PLAIN = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_SPELLINGS = (
    ("randomized", "randomised"), ("randomization", "randomisation"), ("tumor", "tumour"), ("anemia", "anaemia"),
    ("pediatric", "paediatric"), ("behavior", "behaviour"), ("hemorrhag", "haemorrhag"), ("edema", "oedema"),
    ("esophag", "oesophag"), ("leukemia", "leukaemia"), ("fetal", "foetal"), ("hematolog", "haematolog"),
    ("organization", "organisation"), ("analyzing", "analysing"), ("modeling", "modelling"), ("color", "colour"),
    ("center", "centre"), ("labor ", "labour "), ("program ", "programme "),
)  # fmt: skip


def initials(name: Name, between: str = "") -> str:
    """`John Albert` as `JA`, or as `J. A` with `. ` between them; hyphens part names too."""
    given = name.given.partition(",")[0]
    words = [word for word in re.split(r"[\s.\-‐]+", given) if word[:1].isalpha()]
    return between.join(letter.upper() for word in words for letter in (word if _are_initials(word) else word[0]))


def _are_initials(word: str) -> bool:
    return len(word) <= 3 and word.isupper()


def vancouver(name: Name) -> str:
    """`Smith JA`, as in PubMed."""
    return f"{name.family} {initials(name)}".strip()


def dotted(name: Name) -> str:
    """`Smith J.A.`, as in Scopus and Embase."""
    letters = initials(name, ".")
    return f"{name.family} {letters}." if letters else name.family


def comma_initials(name: Name) -> str:
    """`Smith, JA`, as in the Web of Science."""
    letters = initials(name)
    return f"{name.family}, {letters}" if letters else name.family


def inverted_initials(name: Name) -> str:
    """`Smith, J. A.`, as reference managers make of most."""
    letters = initials(name, ". ")
    return f"{name.family}, {letters}." if letters else name.family


def inverted(name: Name) -> str:
    """`Smith, John A.`, as in Crossref."""
    return f"{name.family}, {name.given}" if name.given else name.family


def natural(name: Name) -> str:
    """`John A. Smith`, as in DBLP and ACM."""
    return f"{name.given.partition(',')[0]} {name.family}".strip()


def natural_initials(name: Name) -> str:
    """`J. A. Smith`, as people type."""
    letters = initials(name, ". ")
    return f"{letters}. {name.family}" if letters else name.family


def scholar(name: Name) -> str:
    """`JA Smith`, as in Google Scholar."""
    return f"{initials(name)} {name.family}".strip()


def family_only(name: Name) -> str:
    """`Smith`."""
    return name.family


def as_is(title: str) -> str:
    """The title of the publisher."""
    return title


def sentence_case(title: str) -> str:
    """Small letters, but where a word holds a capital inside or is an abbreviation."""
    words = [word if _is_proper(word) else word.lower() for word in title.split(" ")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def stopped(title: str) -> str:
    """Small letters and a stop at the end, as in PubMed; double quotes become single."""
    text = sentence_case(title).replace('"', "'")
    return text if text.endswith(("?", "!", ".")) else f"{text}."


def bracketed(title: str) -> str:
    """`[Title].`: PubMed's sign of a translated title."""
    return f"[{sentence_case(title).rstrip('.')}]."


def title_case(title: str) -> str:
    """Capitals for all words but small ones, as in DBLP and Scopus."""
    words = title.split(" ")
    return " ".join(w if (i and w in _SMALL) or _is_proper(w) else w[:1].upper() + w[1:] for i, w in enumerate(words))


def title_case_stopped(title: str) -> str:
    """The same with a stop, as in DBLP."""
    text = title_case(title)
    return text if text.endswith(("?", "!")) else f"{text}."


def capitals(title: str) -> str:
    """ALL CAPITALS, Greek spelled out and no accents, as in old records of the Web of Science."""
    return plain(title).upper()


def plain(title: str) -> str:
    """ASCII as far as it goes: no accents, Greek letters spelled out, plain quotes and hyphens."""
    spelled = "".join(_GREEK.get(char, char) for char in title.translate(_PLAIN))
    return "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))


def transcribed(name: str) -> str:
    """ASCII, umlauts with an e: `Mueller`."""
    return plain(re.sub("[äöüÄÖÜ]", lambda found: _UMLAUTS[found[0]], unicodedata.normalize("NFC", name)))


def marked_up(title: str) -> str:
    """With the tags and entities of Crossref."""
    return re.sub(r"\b([A-Z][a-z]+ [a-z]{4,}(?:us|is|a|um|i))\b", r"<i>\1</i>", title, count=1).replace("&", "&amp;")


def stripped_latex(title: str) -> str:
    """Letters with accents lost, as where somebody threw the LaTeX away."""
    return "".join(c for c in unicodedata.normalize("NFC", title) if c.isascii())


def british(title: str) -> str:
    """British spelling."""
    for american, spelled in _SPELLINGS:
        title = title.replace(american, spelled).replace(american.capitalize(), spelled.capitalize())
    return title


def cut(title: str, length: int = 70) -> str:
    """The beginning, as in lists of Google Scholar."""
    return title if len(title) <= length else f"{title[:length].rpartition(' ')[0]} …"


def without_subtitle(title: str) -> str:
    """What stands before the first colon, question mark or dash, if that is a title."""
    head = re.split(r"(?<=[\w)])(?:: |\? | - | – |: )", title, maxsplit=1)[0]
    return head if len(head.split()) > 2 else title


def _is_proper(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return any(char.isupper() for char in letters[1:]) or (len(letters) == 1 and letters[0].isupper())


def page_range(work: Work, manner: str) -> str:
    """The pages of a work: `full` 123-128, `short` 123-8, `first` 123, `double` 123--128; a number has one manner."""
    if work.journal.pages == "numbered":
        return f"{work.journal.prefix}{work.first:0{6 if work.journal.prefix == 'CD' else 1}}"
    sign = "S" if work.supplement and work.first % 2 else ""
    first, last = f"{sign}{work.first}", f"{sign}{work.last}"
    if manner == "first" or work.first == work.last:
        return first
    if manner == "short":
        same = len(str(work.first)) == len(str(work.last))
        shared = next((i for i, (x, y) in enumerate(zip(first, last, strict=False)) if x != y), 0) if same else 0
        return f"{first}-{last[shared:]}"
    return f"{first}{'--' if manner == 'double' else '-'}{last}"


def journal_name(journal: Journal, manner: str, chance: random.Random) -> str:
    """One of the names of a journal; a manner that it has no name for gives the full one.

    `publisher` is what Google Scholar and publishers' exports say instead; `any` is what comes to people's minds.
    """
    iso = journal.nlm or abbreviated(journal.name)
    names: dict[str, str | None] = {
        "full": journal.name,
        "bare": journal.name.removeprefix("The "),
        "nlm": iso,
        "iso": re.sub(r"(\w{2,}|\b[JQ])(?=\s|$)", lambda found: _dot(found[0], journal.name), iso),
        "medline": journal.medline or sentence_case(journal.name),
        "capitals": capitals(journal.name),
        "ampersand": journal.name.replace(" and ", " & "),
        "dblp": journal.dblp,
        "acm": journal.acm,
        "publisher": journal.publisher,
        "cut": cut(journal.name, 30),
    }
    if manner == "any":
        manner = chance.choice(("full", "iso", "bare"))
        typed = journal.typed and chance.random() < 0.6
        return chance.choice(journal.typed) if typed else names[manner] or journal.name
    return names.get(manner) or journal.name


def _dot(word: str, whole: str) -> str:
    return word if re.search(rf"\b{re.escape(word)}\b", whole) else f"{word}."
