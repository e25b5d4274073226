"""Numbers in words around titles: editions and printings, volumes and series, pages and heights."""

from indexer.normalise.editions import edition_flags, edition_number, is_printing
from indexer.normalise.extents import height, pages, volume_count
from indexer.normalise.numerals import roman
from indexer.normalise.volumes import series_number, volumes

__all__ = [
    "edition_flags", "edition_number", "height", "is_printing", "pages", "roman", "series_number", "volume_count",
    "volumes",
]  # fmt: skip
