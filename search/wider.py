"""Wider queries than one that found nothing, written as a person would type them."""

from collections.abc import Iterator

from indexer.engines.query import And, Node, Not, Or, Phrase, Prefix, Word


def unfielded(node: Node) -> str | None:
    """The words of a query in all fields instead of the one that was named; None if none was named."""
    leaves = list(_leaves(node))
    if not any(leaf.field for leaf in leaves):
        return None
    return " ".join(_typed(leaf) for leaf in leaves)


def any_word(node: Node) -> str | None:
    """Any of the words of a query instead of all of them; None if there is but one."""
    words = list(dict.fromkeys(word for leaf in _leaves(node) for word in leaf.text.split()))
    return " OR ".join(words) if len(words) > 1 else None


def _leaves(node: Node) -> Iterator[Word | Phrase | Prefix]:
    match node:
        case Word() | Phrase() | Prefix():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not():
            return


def _typed(leaf: Word | Phrase | Prefix) -> str:
    match leaf:
        case Phrase():
            return f'"{leaf.text}"'
        case Prefix():
            return f"{leaf.text}*"
        case _:
            return leaf.text
