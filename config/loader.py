"""`induk.yaml` → `Consortium`. Every mistake becomes one sentence that names file, line and key."""

import os
import re
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from config import mistakes
from config.errors import ConfigError
from config.i18n import _
from config.model import Consortium

FILE_NAME = "induk.yaml"
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
MAX_BYTES = 4_000_000

Location = tuple[str | int, ...]


def find(option: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file: `--config`, else `INDUK_CONFIG`, else `./induk.yaml` (CONTRACT, section 1).

    Raises:
        ConfigError: there is no such file.
    """
    path = Path(option or environment.get("INDUK_CONFIG") or FILE_NAME)
    if not path.is_file():
        raise ConfigError(
            _("There is no configuration file at {path}.", path=path),
            _("Write one with `induk init`, or name yours with --config FILE or INDUK_CONFIG."),
            code="no-configuration",
        )
    return path


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Consortium:
    """The consortium that the file at `path` declares, its relative paths counted from the file's folder.

    Raises:
        ConfigError: the file cannot be read, is no YAML, or declares something that we do not know.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(_("{path} cannot be read: {error}.", path=path, error=error)) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            _("{path}, line {line}: this is not UTF-8.", path=path, line=line),
            _("Save the file in the encoding UTF-8."),
        ) from error
    if len(content) > MAX_BYTES:
        raise ConfigError(_("{path} is larger than {limit} bytes.", path=path, limit=MAX_BYTES))
    return read(text, path, environment)


def read(text: str, path: Path, environment: Mapping[str, str] = os.environ) -> Consortium:
    """The consortium that `text` declares; `path` is used in messages and for relative paths.

    Raises:
        ConfigError: as `load`.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise ConfigError(
            _(
                "{path}, line {line}: this is not valid YAML: {problem}.",
                path=path,
                line=line,
                problem=problem,
            ),
            _("Look at the indentation and the quotes around that line."),
        ) from error
    if root is None:
        raise ConfigError(_("{path} is empty.", path=path), _("`induk init` writes an example to start from."))
    data = _Builder(path, environment).build(root, (), "")
    if not isinstance(data, dict):
        raise ConfigError(_("{path}, line 1: the file must be a mapping with `consortium` and `members`.", path=path))
    try:
        consortium = Consortium.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_sentence(error, root, path), _more(error)) from error
    _ids_are_unique(consortium, root, path)
    return consortium.placed(path.resolve().parent)


class _Builder:
    """Composed YAML → plain data, with `${NAME}` filled in and doubled keys refused."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.path = path
        self.environment = environment
        self.loader = yaml.SafeLoader("")

    def build(self, node: yaml.Node, above: tuple[int, ...], key: str) -> Any:
        """The data of a node; `key` is how a person writes its place: `members[0].id`."""
        if id(node) in above or len(above) > 40:
            raise ConfigError(self._at(node, _("`{key}` is an alias that holds itself, or too deep", key=key)))
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, above, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, above, f"{key}[{place}]") for place, child in enumerate(node.value)]
        try:
            value = self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = mistakes.takes(key, "date_type") if node.tag.endswith(":timestamp") else None
            raise ConfigError(
                self._at(node, problem or _("`{key}` is {value}, which cannot be read", key=key, value=node.value))
            ) from error
        return self._expand(value, node, key) if isinstance(value, str) else value

    def _mapping(self, node: yaml.MappingNode, above: tuple[int, ...], key: str) -> dict[Hashable, Any]:
        result: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            place = f"{key}.{key_node.value}".lstrip(".") if isinstance(key_node, yaml.ScalarNode) else key
            if key_node.tag.endswith(":merge"):
                raise ConfigError(self._at(key_node, _("`{key}`: keys are not taken over; write them out", key=place)))
            name = self.build(key_node, above, place)
            if not isinstance(name, str):
                raise ConfigError(self._at(key_node, _("the key {key} is no text", key=repr(name))))
            if name in result:
                raise ConfigError(self._at(key_node, _("the key `{key}` is there twice", key=place)))
            result[name] = self.build(value_node, above, place)
        return result

    def _expand(self, value: str, node: yaml.Node, key: str) -> str:
        def environment_value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in self.environment:
                raise ConfigError(
                    self._at(
                        node, _("`{key}` wants the variable {name}, which the environment has not", key=key, name=name)
                    ),
                    _("Set it before you start Induk, for example in the service file."),
                )
            return self.environment[name]

        return VARIABLE.sub(environment_value, value)

    def _at(self, node: yaml.Node, problem: str) -> str:
        return _("{path}, line {line}: {problem}.", path=self.path, line=_line(node), problem=problem)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _locate(root: yaml.Node, location: Location) -> tuple[int, str]:
    """The line of a place in the file, and its key as a person writes it: `members[0].sources[1].url`."""
    node, line, key = root, 1, ""
    for step in location:
        if isinstance(step, int):
            if isinstance(node, yaml.SequenceNode) and step < len(node.value):
                node = node.value[step]
                line = _line(node)
                key += f"[{step}]"
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((k, v) for k, v in pairs if k.value == step), None)
        if found is None:  # a missing key, or the tag of a union that is no key at all
            if step not in mistakes.NO_KEYS:
                key += f".{step}"
            continue
        line, node = _line(found[0]), found[1]
        key += f".{step}"
    return line, key.lstrip(".")


def _sentence(error: ValidationError, root: yaml.Node, path: Path) -> str:
    first = error.errors()[0]
    location = first["loc"] + (("type",) if first["type"].startswith("union_tag") else ())
    line, key = _locate(root, location)
    return _("{path}, line {line}: {problem}.", path=path, line=line, problem=mistakes.sentence(first, key))


def _more(error: ValidationError) -> str:
    others = error.error_count() - 1
    if others:
        return _("Correct it ({others} more mistakes were found) and try `induk check --offline`.", others=others)
    return _("Correct it and try `induk check --offline`.")


def _ids(consortium: Consortium) -> Iterator[tuple[str, str, Location]]:
    for m, member in enumerate(consortium.members):
        yield "member", member.id, ("members", m, "id")
        for s, source in enumerate(member.sources):
            yield "source", source.id, ("members", m, "sources", s, "id")


def _ids_are_unique(consortium: Consortium, root: yaml.Node, path: Path) -> None:
    seen: set[tuple[str, str]] = set()
    for kind, name, location in _ids(consortium):
        line, key = _locate(root, location)
        if not name:
            problem = _("the key `{key}` is missing", key=key)
        elif (kind, name) in seen:
            problem = _("the id `{name}` at `{key}` is used twice", name=name, key=key)
        else:
            seen.add((kind, name))
            continue
        raise ConfigError(_("{path}, line {line}: {problem}.", path=path, line=line, problem=problem))
