"""Workbooks (XLSX, ECMA-376): the cells of a sheet as a person sees them, row by row, in bounded memory."""

import io
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from typing import IO, Any, cast
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from config.i18n import _
from harvester.faults import Fault
from harvester.files.rows import Row
from harvester.files.stream import UNPACKED

IN_MEMORY = 16 * 1024 * 1024
LARGEST_TEXTS = 256 * 1024 * 1024
"""Bytes of the texts that cells share: these alone are held whole."""

DAMAGES = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, EOFError)
"""What reading a damaged workbook raises."""

warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\..*")  # of styles that nobody reads


class Book:
    """An open workbook.

    Attributes:
        sheets: its sheets of cells that are not hidden, in their order.
    """

    def __init__(self, book: Any) -> None:
        self.sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]

    def rows(self, index: int) -> Iterator[Row]:
        """The rows of a sheet from its top, cells as text.

        Raises:
            Fault: `file-unreadable`: it is damaged.
        """
        sheet = self.sheets[index]
        sheet.reset_dimensions()  # they lie in files of some programs
        try:
            for row in sheet.iter_rows():
                yield Row([shown(cell.value, getattr(cell, "number_format", "")) for cell in row])
        except (InvalidFileException, *DAMAGES) as error:
            raise _damaged(error) from error


@contextmanager
def opened(file: io.BufferedReader) -> Iterator[Book]:
    """A workbook.

    Raises:
        Fault: `file-unreadable`: it is none or damaged; `too-large`: it holds more than we unpack.
    """
    with ExitStack() as stack:
        try:
            whole = _seekable(file, stack)
            with zipfile.ZipFile(whole) as archive:
                _refuse_bombs(archive)
            book = openpyxl.load_workbook(whole, read_only=True, data_only=True, keep_links=False)
        except (InvalidFileException, *DAMAGES) as error:
            raise _damaged(error) from error
        stack.callback(book.close)
        yield Book(book)


def _seekable(file: io.BufferedReader, stack: ExitStack) -> IO[bytes]:
    """The file itself where it lies on the disk, else a copy without a name: a workbook is read from its end."""
    if isinstance(file.raw, io.FileIO):
        return cast(IO[bytes], file)
    copy = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (it is one)
    shutil.copyfileobj(file, copy)
    copy.seek(0)
    return cast(IO[bytes], copy)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Believe the sizes that the archive declares, as `zipfile` gives no more than these."""
    sizes = {member.filename: member.file_size for member in archive.infolist()}
    if sum(sizes.values()) > UNPACKED or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_TEXTS:
        raise Fault("too-large", _("The file is larger than {limit} bytes.", limit=UNPACKED))


def _damaged(error: Exception) -> Fault:
    return Fault("file-unreadable", _("The workbook is damaged: {why}.", why=str(error) or type(error).__name__))


def shown(value: Any, number_format: str) -> str:
    """A cell's value as a person sees it: 1991 rather than 1991.0, all digits of an ISBN, a day without its midnight.

    Args:
        value: what openpyxl makes of the cell.
        number_format: how the cell is displayed (ECMA-376, part 1, 18.8.30); zeros before a number, decimals behind
            it and a year alone are obeyed.
    """
    match value:
        case None:
            return ""
        case str():
            return "" if value.startswith("#") and value in openpyxl.cell.cell.ERROR_CODES else value
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, number_format)
        case datetime():
            if set(number_format.lower()) == {"y"}:
                return str(value.year)
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    whole, _point, decimals = number_format.partition(".")
    if whole and not whole.strip("0") and not decimals.strip("0"):
        text = f"{value:.{len(decimals)}f}" if decimals or isinstance(value, float) else str(value)
        return text.zfill(len(number_format))
    if isinstance(value, float) and not value.is_integer():
        return format(value, ".15g")
    return str(int(value))
