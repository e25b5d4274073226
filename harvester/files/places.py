"""Which files a path means, and what a file is known by when it is looked for again."""

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from config.i18n import _
from harvester.faults import Fault

TEMPORARY = re.compile(
    r"^(?!\.\.?$)[.~]|~$|\.(part|partial|filepart|crdownload|tmp|temp|swp|lock|bak)$|^(thumbs\.db|desktop\.ini)$|^__macosx$",
    re.IGNORECASE,
)
"""Names of what is hidden, half written, or kept by a program for itself (`~$katalog.xlsx` is Excel's)."""


def files(path: str) -> list[Path]:
    """The files that a path names, sorted: those that fit a pattern, or all below a folder.

    Hidden and temporary files are left out, unless the path names one by its own name.

    Raises:
        Fault: `no-files`.
    """
    fitting = [Path(each) for each in glob.glob(path, recursive=True)]  # noqa: PTH207 (the path is absolute)
    found = [each for each in fitting if each.is_file()]
    if not found:
        found = [file for folder in fitting if folder.is_dir() for file in _below(folder)]
    named = Path(path).name
    chosen = sorted({file for file in found if wanted(file.name) or file.name == named})
    if not chosen:
        raise Fault("no-files", _("No file fits {pattern}.", pattern=path))
    return chosen


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = filter(wanted, folders)
        yield from (file for name in names if (file := Path(parent, name)).is_file())


def wanted(path: str) -> bool:
    """Whether no part of a path is hidden or temporary."""
    return not any(TEMPORARY.search(part) for part in path.split("/") if part)


def shown(file: Path) -> str:
    """The path as text; a name that is not UTF-8 has a ? for each byte that is none."""
    return str(file).encode("utf-8", "replace").decode()


def hashes(found: Iterable[Path]) -> dict[str, str] | None:
    """The SHA-256 of each file's bytes, as they lie on the disk; None where one cannot be read."""
    known = {}
    for file in found:
        try:
            with file.open("rb") as stream:
                known[shown(file)] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return None
    return known
