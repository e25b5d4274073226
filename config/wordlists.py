"""The word lists that normalising rests on: `config/tables/*.yaml`, and over them those of the site.

A folder `tables/` beside `induk.yaml` may hold files of the same names. What they say is added to ours: lists and texts
of words grow, mappings are merged key by key, and a word that the site puts elsewhere is taken from where we had it.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from config.errors import ConfigError
from config.i18n import N_, _

FOLDER = "tables"
MAX_BYTES = 4_000_000

OPEN = frozenset({"articles", "placeholders"})
"""Tables whose first keys are words of the field, such as codes of languages, and not places in our code."""

CLOSED = frozenset({"kinds.type", "kinds.carrier"})
"""Mappings whose keys are the values of a field of ours."""

REPLACED = frozenset({"languages.labels"})
"""Mappings of words for people: the site's take the place of ours."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPES: dict[type, str] = {dict: N_("a mapping"), list: N_("a list"), str: N_("a text")}
_forgetters: list[Callable[[], None]] = []


class _Sites:
    """The folder of the site's tables that is in use."""

    folder: Path | None = None
    stamp: tuple[tuple[str, int, int], ...] = ()


def forgotten_on_change(forget: Callable[[], None]) -> None:
    """Have `forget` called whenever other tables come into use: by everything that was made of tables."""
    _forgetters.append(forget)


def use(folder: Path | None) -> None:
    """Lay the tables in `folder` over ours from now on; a folder that is not there leaves ours alone.

    Raises:
        ConfigError: a file or a key there is unknown, or a value is of another type than ours; file and key are named.
    """
    folder = folder if folder and folder.is_dir() else None
    stamp = _stamp(folder)
    if (folder, stamp) == (_Sites.folder, _Sites.stamp):
        return
    for path in _site_files(folder):
        if path.name not in names():
            raise ConfigError(
                _("{path}: there is no table of that name.", path=path),
                _("The tables are: {names}.", names=", ".join(names())),
            )
        _merged(_ours(path.name), _read_site(path), path, "")
    _Sites.folder, _Sites.stamp = folder, stamp
    table.cache_clear()
    fingerprint.cache_clear()
    for forget in _forgetters:
        forget()


def _stamp(folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    found = ((path.name, path.stat()) for path in _site_files(folder))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


def _site_files(folder: Path | None) -> list[Path]:
    """What lies in the folder, but for what editors leave behind."""
    if folder is None:
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not path.name.endswith("~"))


@cache
def names() -> tuple[str, ...]:
    """The file names of all tables."""
    folder = files("config").joinpath(FOLDER)
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def table(name: str) -> dict[str, Any]:
    """The content of the table `NAME.yaml` that is in force.

    Raises:
        FileNotFoundError: there is no such table.
    """
    ours = _ours(f"{name}.yaml")
    path = _Sites.folder / f"{name}.yaml" if _Sites.folder else None
    return _merged(ours, _read_site(path), path, "") if path and path.exists() else ours


@cache
def fingerprint() -> str:
    """A short text that changes when any table in force does: what was normalised under another is out of date."""
    content = json.dumps({name: table(name.removesuffix(".yaml")) for name in names()}, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _ours(file_name: str) -> dict[str, Any]:
    content = yaml.load(files("config").joinpath(FOLDER, file_name).read_text(encoding="utf-8"), _Loader)  # noqa: S506
    if not isinstance(content, dict):
        raise TypeError(f"config/tables/{file_name} is not a table")
    return content


def _read_site(path: Path) -> dict[Any, Any]:
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise ConfigError(_("{path} is larger than {limit} bytes.", path=path, limit=MAX_BYTES))
        read = yaml.load(content, _Loader)  # noqa: S506 - both are safe loaders
    except OSError as error:
        raise ConfigError(_("{path} cannot be read: {error}.", path=path, error=error)) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())[:200]
        raise ConfigError(_("{path}: this is not valid YAML: {problem}.", path=path, problem=problem)) from error
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise ConfigError(_("{path}: the file must be a mapping, as the table of ours is.", path=path))
    return read


def _merged(ours: dict[Any, Any], theirs: dict[Any, Any], path: Path, key: str) -> dict[Any, Any]:
    """Both mappings as one; `key` is how a person writes its place: `places.jakarta`."""
    whole = f"{path.stem}.{key}".rstrip(".")
    open_keys = whole in OPEN if not key else whole not in CLOSED
    merged = dict(ours)
    for name, value in theirs.items():
        place = f"{key}.{name}".lstrip(".")
        if name not in ours and not (open_keys and isinstance(name, (str, int))):
            raise ConfigError(_("{path}: the key `{key}` is not known.", path=path, key=place))
        like = ours[name] if name in ours else type(next(iter(ours.values()), ""))()
        if isinstance(like, dict):
            merged[name] = _merged(like, _of_type(dict, value, path, place), path, place)
        elif whole.rpartition(".")[0] in REPLACED:
            merged[name] = _of_type(str, value, path, place)
        else:
            added = _words(like, value, path, place)
            if key:
                _take_away(merged, added)
            grown = merged.get(name, like)
            merged[name] = f"{grown} {' '.join(added)}" if isinstance(grown, str) else [*grown, *added]
    return merged


def _of_type(kind: type, value: Any, path: Path, place: str) -> Any:
    if not isinstance(value, kind):
        raise ConfigError(_("{path}: `{key}` takes {wanted}.", path=path, key=place, wanted=_(_TYPES[kind])))
    return value


def _words(like: str | list[Any], value: Any, path: Path, place: str) -> list[Any]:
    """What a list, or a text of words, gains; a text may be written as a list too."""
    if isinstance(like, str):
        words = [_of_type(str, word, path, place) for word in (value if isinstance(value, list) else [value])]
        return " ".join(words).split()
    for number, item in enumerate(_of_type(list, value, path, place)):
        if like and isinstance(like[0], list):
            _rule(item, path, f"{place}[{number}]")
        else:
            _of_type(str, item, path, f"{place}[{number}]")
    return list(value)


def _rule(rule: Any, path: Path, place: str) -> None:
    """A rule of spelling: a pattern, and what it becomes."""
    if not (isinstance(rule, list) and len(rule) == 2 and all(isinstance(part, str) for part in rule)):
        raise ConfigError(
            _("{path}: `{key}` takes a pair of texts: a pattern and what it becomes.", path=path, key=place)
        )
    try:
        re.sub(rule[0], rule[1], "")
        re.compile(rule[0]).sub(rule[1], "a")
    except (re.error, IndexError, RecursionError, OverflowError) as error:
        raise ConfigError(_("{path}: `{key}` is no pattern: {error}.", path=path, key=place, error=error)) from error


def _take_away(lists: dict[Any, Any], added: list[Any]) -> None:
    """Take the words that the site has put elsewhere from where we had them."""
    moved = {word.casefold() for word in added if isinstance(word, str)}
    for name, value in lists.items():
        if isinstance(value, list):
            lists[name] = [word for word in value if not (isinstance(word, str) and word.casefold() in moved)]
        elif isinstance(value, str) and not moved.isdisjoint(value.split()):
            lists[name] = " ".join(word for word in value.split() if word not in moved)
