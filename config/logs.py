"""Structured logs on stderr: readable lines at a terminal, JSON lines elsewhere. No secrets, no searches."""

import logging
import sys
from functools import cache
from typing import Any

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)

_level = logging.WARNING


def configure(verbosity: int = 0) -> None:
    """Set up logging once per process: 0 shows warnings, 1 progress of the work, 2 every request."""
    global _level
    _level = LEVELS[min(max(verbosity, 0), 2)]


class Log:
    """The logger of a room. The library behind it is loaded with the first line that is really written."""

    def __init__(self, room: str) -> None:
        self.room = room

    def debug(self, event: str, **values: Any) -> None:
        """A line for those who want to see everything."""
        self._write(logging.DEBUG, event, values)

    def info(self, event: str, **values: Any) -> None:
        """A line about the progress of the work."""
        self._write(logging.INFO, event, values)

    def warning(self, event: str, **values: Any) -> None:
        """Something that should be looked at."""
        self._write(logging.WARNING, event, values)

    def error(self, event: str, **values: Any) -> None:
        """Something that failed; `exc_info=True` adds the traceback."""
        self._write(logging.ERROR, event, values)

    def _write(self, level: int, event: str, values: dict[str, Any]) -> None:
        if level >= _level:
            _structlog(sys.stderr.isatty()).get_logger(room=self.room).log(level, event, **values)


@cache
def _structlog(terminal: bool) -> Any:
    """The library, set up; tracebacks without the values of variables, among which secrets may be."""
    import structlog

    if terminal:
        renderers: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        renderers = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the stderr of now, not of the start
        cache_logger_on_first_use=False,
    )
    return structlog


def get(room: str) -> Log:
    """The logger of a room: `logs.get("harvester").info("page", source="uinsu", records=100)`."""
    return Log(room)
