"""Both languages are complete: every message in code, templates and help has its Indonesian words."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2.ext:babel_extract")]
OPTIONS = {"**/templates/**": {"encoding": "utf-8", "silent": "false"}}
# the same word in both languages
SAME = {"ISBN", "ISSN"}


def messages() -> Iterator[tuple[str, str]]:
    for room in ("config", "harvester", "indexer", "search"):
        found = extract_from_dir(str(ROOT / room), METHODS, OPTIONS, keywords=KEYWORDS)
        for file, line, message, _comments, _context in found:
            for part in (message,) if isinstance(message, str) else message:
                if part:
                    yield part, f"{room}/{file}:{line}"


def catalogue() -> dict[str, tuple[str, ...]]:
    with (ROOT / "config/locales/id.po").open("rb") as file:
        return {
            (m.id if isinstance(m.id, str) else m.id[0]): (m.string,) if isinstance(m.string, str) else tuple(m.string)
            for m in read_po(file, locale="id")
            if m.id
        }


def names(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_every_message_has_its_indonesian_words() -> None:
    known = catalogue()
    plural_seconds = {m.id[1] for m in _plurals()}
    missing = [
        f"{where}: {message!r}"
        for message, where in messages()
        if message not in plural_seconds and not all(known.get(message, ("",)))
    ]
    assert not missing, "\n".join(missing)


def _plurals() -> list[object]:
    with (ROOT / "config/locales/id.po").open("rb") as file:
        return [m for m in read_po(file, locale="id") if isinstance(m.id, tuple)]


def test_translations_keep_the_names_in_braces() -> None:
    wrong = {
        message: words
        for message, words in catalogue().items()
        if any(names(word) - {"n"} != names(message) - {"n"} for word in words)
    }
    assert not wrong


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    said = {message for message, _where in messages()}
    assert sorted(set(catalogue()) - said) == []


def test_no_message_is_put_together_before_it_is_translated() -> None:
    pattern = re.compile(r"\b(?:_|N_|ngettext)\(\s*f[\"']")
    wrong = [
        str(path)
        for room in ("config", "harvester", "indexer", "search")
        for path in (ROOT / room).rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong
