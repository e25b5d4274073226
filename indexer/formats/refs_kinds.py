"""Words of reference managers and databases: what a thing is, what somebody did (`config/tables/references.yaml`)."""

from collections.abc import Iterable

from indexer.normalise import kind
from indexer.normalise.tables import inverted, remembered, table, words
from indexer.normalise.text import fold

_LONGEST = 100
_LISTS = ("ris", "bibtex", "csl", "words")


@remembered()
def _types(dialect: str) -> dict[str, str]:
    """The words of all dialects to our types; those of the one in question go before."""
    found: dict[str, str] = {}
    for name in (*(each for each in _LISTS if each != dialect), dialect):
        found |= {_key(word): ours for word, ours in inverted(table("references")[name]).items()}
    return found


def _key(word: str) -> str:
    """`journalArticle`, `Journal Article`, `journal-article` alike."""
    return fold(word).replace(" ", "")


def type_of(said: Iterable[str], dialect: str) -> str | None:
    """Our type for the first of these words that says one, in these lists or among the words of catalogues.

    Args:
        said: what the reference says.
        dialect: `ris`, `bibtex`, `csl`, or `words` for what is written out.
    """
    known = _types(dialect)
    for word in said:
        if len(word) <= _LONGEST and (found := known.get(_key(word)) or kind.kind_of(word).type):
            return found
    return None


@remembered()
def _databases() -> frozenset[str]:
    return frozenset(map(fold, table("references")["databases"]))


def is_database(name: str) -> bool:
    """Whether a name is that of a database, which stands in a column where a journal may stand."""
    return fold(name) in _databases()


@remembered()
def _groups() -> frozenset[str]:
    return words("references", "groups")


def is_group(name: str) -> bool:
    """Whether a name among the authors of an article is that of a group: `COVID-19 Trial Group`."""
    written = fold(name).split()
    return len(written) > 1 and "," not in name and not _groups().isdisjoint(written[1:])


@remembered()
def roles() -> dict[str, str]:
    """Roles of CSL and biblatex to ours, besides those that are called alike."""
    return {word: ours for word, ours in inverted(table("references")["roles"]).items() if word != ours}


@remembered()
def _babel() -> dict[str, str]:
    return inverted(table("references")["babel"])


def plain_language(name: str) -> str:
    """The usual name of a language that LaTeX calls otherwise: `ngerman` is German."""
    return _babel().get(name.casefold(), name)
