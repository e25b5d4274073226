"""The tables of `config/tables`, read once."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table(name: str) -> dict[str, Any]:
    """The content of `config/tables/NAME.yaml`."""
    text = files("config").joinpath("tables", f"{name}.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, _Loader)  # noqa: S506 - both are safe loaders; the C one is ten times as fast
    if not isinstance(content, dict):
        raise TypeError(f"config/tables/{name}.yaml is not a table")
    return content


def words(name: str, key: str) -> frozenset[str]:
    """A list of words of a table, written in the file as one text with blanks between."""
    return frozenset(str(table(name)[key]).split())


def inverted(lists: dict[str, Any]) -> dict[str, str]:
    """`{kept: [written, ...]}` turned around to `{written: kept}`; what is kept stands for itself too."""
    turned = {str(kept): str(kept) for kept in lists}
    for kept, written in lists.items():
        for form in written if isinstance(written, list) else str(written or "").split():
            turned[str(form)] = str(kept)
    return turned
