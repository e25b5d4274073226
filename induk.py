"""The command line: `induk COMMAND`. Knows where each command lives and loads only the one that is called."""

import sys

from config.cli import LazyGroup, run

COMMANDS = {
    "init": "config.cli_init:init",
    "check": "harvester.cli:check",
    "harvest": "harvester.cli:harvest",
    "replay": "harvester.cli:replay",
    "index": "indexer.cli:index",
    "run": "indexer.cli:run",
    "search": "search.cli:search",
    "show": "search.cli:show",
    "why": "indexer.cli:why",
    "judge": "indexer.cli_judge:judge",
    "review": "indexer.cli_review:review",
    "issues": "indexer.cli_issues:issues",
    "export": "indexer.cli:export",
    "status": "harvester.cli:status",
    "runs": "harvester.cli:runs",
    "undo": "harvester.cli:undo",
    "verify": "indexer.cli_verify:verify",
    "serve": "search.cli:serve",
    "staff-token": "search.staff.cli:staff_token",
    "demo": "search.demo.cli:demo",
}

cli = LazyGroup.of(COMMANDS)


def main() -> None:
    """The entry point of the `induk` command; ends the process with an exit code of the contract."""
    sys.exit(run(cli))


if __name__ == "__main__":
    main()
