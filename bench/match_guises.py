"""The same publication in the manner of other software: which guises there are, and who writes them.

Every writer loses what the real one loses, and writes what people really type into it.
"""

import random
from collections.abc import Callable

from bench.match_guise_facts import Facts
from bench.match_guises_catalogues import inlislite, sheet, slims_csv, slims_oai
from bench.match_guises_marc import other_agency
from bench.match_guises_references import article_sheet, bibtex, ris, scopus
from bench.match_guises_repositories import dspace, dspace_dim, eprints, ojs
from indexer import formats

Writer = Callable[[Facts, random.Random], bytes]


def ours(format: str) -> Writer:
    """A format that we write ourselves."""
    return lambda facts, _chance: formats.write(facts.bib, format)


BOOKS: dict[str, tuple[str, Writer]] = {
    "agency": ("marc21", other_agency), "unimarc": ("marc21", ours("unimarc")), "mods": ("mods", ours("mods")),
    "slims-oai": ("oai_dc", slims_oai), "slims-csv": ("csv", slims_csv), "inlislite": ("csv", inlislite),
    "sheet": ("csv", sheet), "dspace": ("oai_dc", dspace), "dim": ("dim", dspace_dim), "eprints": ("oai_dc", eprints),
    "ris": ("ris", ris), "bibtex": ("bibtex", bibtex),
}  # fmt: skip
"""Guise of a book or thesis → format and writer."""

OTHERS = {name: BOOKS[name] for name in ("agency", "unimarc", "mods", "slims-oai", "slims-csv", "inlislite")}
"""Of serials, maps, music and so on, which no list of references has."""

ARTICLES: dict[str, tuple[str, Writer]] = {
    "marc": ("marc21", ours("marc")), "unimarc": ("marc21", ours("unimarc")), "mods": ("mods", ours("mods")),
    "dspace": ("oai_dc", dspace), "dim": ("dim", dspace_dim), "eprints": ("oai_dc", eprints), "ojs": ("oai_dc", ojs),
    "ris": ("ris", ris), "bibtex": ("bibtex", bibtex), "scopus": ("csv", scopus), "sheet": ("csv", article_sheet),
}  # fmt: skip
"""Guise of an article → format and writer."""
