"""Structured logs on stderr: readable lines at a terminal, JSON lines elsewhere. No secrets, no searches."""

import logging
import sys
from typing import Any

import structlog


def configure(verbosity: int = 0) -> None:
    """Set up logging once per process: 0 shows warnings, 1 progress of the work, 2 every request."""
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(max(verbosity, 0), 2)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_renderers(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the stderr of now, not of the start
        cache_logger_on_first_use=False,
    )


def _renderers() -> list[Any]:
    """How a line is written; tracebacks without the values of variables, among which secrets may be."""
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def get(room: str) -> Any:
    """The logger of a room: `logs.get("harvester").info("page", source="uinsu", records=100)`."""
    return structlog.get_logger(room=room)
