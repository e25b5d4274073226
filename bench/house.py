"""A consortium in a folder of its own, harvested by the `induk` command as anybody would."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.processes import Used, measured, python

TIMES = ("first_seen", "changed", "confirmed")
"""What two harvests of the same records do not have in common."""


class House:
    """Sources and the commands on them.

    Args:
        folder: everything is in it.
        sources: the address of each by its id.
        runner: the module that is the `induk` command.
    """

    def __init__(
        self, folder: Path, sources: Mapping[str, str], prefix: str = "marcxml", runner: str = "induk"
    ) -> None:
        folder.mkdir()
        self.folder = folder
        self.runner = runner
        lines = ["consortium: {name: Bench, contact: bench@example.org}", "members:"]
        for name, url in sources.items():
            source = f"{{type: oai-pmh, url: '{url}', format: {prefix}, pause: 0}}"
            lines.append(f"  - {{id: {name}, name: {name}, sources: [{source}]}}")
        (folder / "induk.yaml").write_text("\n".join(lines) + "\n")

    @property
    def environment(self) -> dict[str, str]:
        """Where the command finds its configuration."""
        return {"INDUK_CONFIG": str(self.folder / "induk.yaml")}

    def command(self, *arguments: str) -> list[str]:
        """An `induk` command."""
        return python("-m", self.runner, *arguments)

    def run(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> Used:
        """A command run to its end.

        Raises:
            CouldNotRun: it ended with another exit code.
        """
        return measured(self.command(*arguments), self.folder, accept, **self.environment)

    def log(self) -> list[dict[str, Any]]:
        """The log of runs, the newest first."""
        found: list[dict[str, Any]] = json.loads(self.run("runs", "--json").out)["runs"]
        return found

    def records(self) -> list[str]:
        """What `induk export raw` tells of every record, payload and all, without times; sorted."""
        lines = []
        for line in self.run("export", "raw", "--payload").out.splitlines():
            record = json.loads(line)
            lines.append(json.dumps({key: value for key, value in record.items() if key not in TIMES}))
        return sorted(lines)
