"""What the parts of one harvest over OAI-PMH share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from harvester.oai.client import Client
from harvester.oai.windows import Window
from harvester.page import Item
from harvester.web import Web


@dataclass
class Course:
    """What the parts of one harvest share.

    Attributes:
        where: the address, as it may be printed.
        seen: records so far, those shown twice included.
        total: how many are promised.
        high_water: where the next harvest may start.
        shifted: the promised size changed on the way: records came or went, and pages may have shifted.
        untold: a page led on to another without telling a size: whether pages shifted cannot be seen.
        unnamed: a record came whose identifier cannot be read.
        answered: not empty once a page of a list came that could be read.
        stateful: the token that leads on is the one that led here: the server counts its answers.
        strangers: records of other sets came and were left out.
        learned: habits of the server.
        checkpoint: makes what is stored to go on behind a token, or behind the end of a list.
    """

    client: Client
    web: Web
    where: str
    prefix: str = "oai_dc"
    set_spec: str | None = None
    seen: int = 0
    total: int | None = None
    high_water: str | None = None
    shifted: bool = False
    untold: bool = False
    unnamed: bool = False
    answered: list[bool] = field(default_factory=list)
    stateful: bool = False
    strangers: int = 0
    learned: dict[str, str] = field(default_factory=dict)
    checkpoint: Callable[[str | None], dict[str, Any]] = lambda _token: {}

    def first(self, window: Window) -> dict[str, str | None]:
        """The arguments of the first request of a list."""
        return {"metadataPrefix": self.prefix, "set": self.set_spec, **window.arguments}

    def wanted(self, items: list[Item]) -> list[Item]:
        """Those that are of the set that was asked for, where the server names it in its headers as we do.

        A server that lists records of this set and of others ignores `set`, or its tokens forget it.
        """
        if self.set_spec is None:
            return items
        if "set" not in self.learned and any(self._is_ours(item) for item in items):
            self.learned["set"] = "named"
        if "set" not in self.learned:
            return items
        ours = [item for item in items if not item.sets or self._is_ours(item)]
        self.strangers += len(items) - len(ours)
        return ours

    def _is_ours(self, item: Item) -> bool:
        return any(spec == self.set_spec or spec.startswith(f"{self.set_spec}:") for spec in item.sets)
