"""The kinds of sources: what a `type` in induk.yaml opens."""

from typing import assert_never

from config.model import FileSource, OaiPmhSource
from harvester.files.listing import FileListing
from harvester.oai.listing import OaiListing
from harvester.page import Listing, Past, Setting, Shown


def open_listing(source: OaiPmhSource | FileSource, past: Past, setting: Setting, shown: Shown) -> Listing:
    """The list that is to be read now.

    Args:
        shown: tells which records of it are in the store already.

    Raises:
        Fault: the source cannot be reached, or has no file.
    """
    match source:
        case OaiPmhSource():
            return OaiListing(source, past, setting, shown)
        case FileSource():
            return FileListing(source, past, setting)
    assert_never(source)
