"""tantivy-py, where it is installed, and what it says when something is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.errors import EngineError, IndukError
from config.i18n import _
from indexer.engines import generations


def present() -> None:
    """Make sure that the package is installed.

    Raises:
        EngineError: it is not; says how to get it.
    """
    if find_spec("tantivy") is None:
        raise EngineError(
            _("The engine `tantivy` is chosen, but its package is not installed."),
            _("Install it with `pip install 'induk[tantivy]'`, or write `engine: whoosh`."),
            code="engine-missing",
        )


def named() -> str:
    """The package and its version, as people write it."""
    return f"tantivy {version('tantivy')}"


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever a missing or damaged file makes tantivy raise, said in our words."""
    try:
        with _understood():
            yield
    except (IndukError, FileNotFoundError):
        raise
    except Exception as error:
        raise generations.unreadable(path, error) from error


@contextmanager
def writing() -> Iterator[None]:
    """Whatever a full disk makes tantivy raise, as an `OSError`, which `generations.writing` tells."""
    try:
        with _understood():
            yield
    except (IndukError, OSError):
        raise
    except Exception as error:
        raise OSError(str(error)) from error


@contextmanager
def _understood() -> Iterator[None]:
    """A panic of Rust is no `Exception`: nobody would be told of it."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise OSError(str(error)) from error
