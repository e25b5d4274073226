"""Finding one's way in MODS: elements by the path of their names, whatever their namespace."""

from collections.abc import Iterator

from indexer.formats import xml
from indexer.normalise import text

Element = xml.Element


def every(root: Element, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of names, from the children of `root` down, in document order."""
    for found in xml.children(root):
        if xml.name(found) == path[0]:
            if len(path) > 1:
                yield from every(found, *path[1:])
            else:
                yield found


def said(element: Element) -> str:
    """The text of an element, clean."""
    return text.clean(xml.text(element))


def child(root: Element, *path: str) -> str:
    """The text of the first element at the end of a path that has any; empty when there is none."""
    return next((value for found in every(root, *path) if (value := said(found))), "")


def whole_title(info: Element) -> str:
    """The title of a `titleInfo`, with the article that it is not sorted by (`nonSort`) before it."""
    article = next((xml.text(found) for found in every(info, "nonSort")), "")
    joint = "" if not article or article.endswith(("'", "’", "-", " ")) else " "
    return text.clean(article + joint + child(info, "title"))
