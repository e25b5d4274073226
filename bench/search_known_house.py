"""A consortium of the real records of ../shared/data, taken in, merged and indexed by `induk run` as any other.

The labelled records come from five libraries, so that those of one cluster are held by several.
"""

import csv
import gzip
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from bench import search_corpus, search_indonesian
from bench.processes import measured, python
from bench.records import FOLDER, PATH
from bench.search_known_items import INDONESIAN
from config import loader
from config.database import Database
from indexer.engines import open_engine
from search.service import Catalogue

MADE_UP = 1500
"""Indonesian titles, of which the real records have none."""

LIBRARIES = 5
"""Between so many libraries the labelled records are divided."""

GOLD = "gold"
SEED = 17
SURNAMES = ("Siregar", "Nasution", "Lubis", "Harahap", "Wibowo", "Santoso", "Hidayat", "Rahman", "Sitompul", "Effendi")
FORENAMES = ("Ahmad", "Siti Aminah", "Budi", "Dewi", "Muhammad Yusuf", "Rina", "Abdul Karim", "Nurhayati", "Hasan")
ENGINE = os.environ.get("INDUK_BENCH_ENGINE", "whoosh")
_CONFIGURATION = "induk.yaml"


def make(folder: Path) -> None:
    """Write the configuration and run a first night, or bring what is there up to date.

    Raises:
        CouldNotRun: the night ended as it should not.
    """
    path = folder / _CONFIGURATION
    fresh = not path.exists()
    if fresh:
        members = [
            {"id": name, "name": name, "sources": [{"type": "file", **source}]}
            for name, source in (_labelled(folder) | _others() | _indonesian(folder)).items()
        ]
        settings = {"consortium": {"name": "Known items", "languages": ["en"]}, "engine": ENGINE, "members": members}
        path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    command = python("-m", "induk", *(["run"] if fresh else ["index"]), "--json", "--config", str(path))
    measured(command, folder, accept=(0, 4))  # 4: one of the recorded pages is broken on purpose


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Catalogue, Database]]:
    """The catalogue of such a folder, as pages and API have it."""
    consortium = loader.load(folder / _CONFIGURATION)
    database = Database.open(consortium.database_url)
    engine = open_engine(consortium)
    try:
        yield Catalogue(consortium, database, engine), database
    finally:
        engine.close()
        database.close()


def clusters() -> dict[str, str]:
    """The true cluster of each labelled record, by its control number."""
    with (FOLDER / "goldfinch-dev-clusters.csv").open(encoding="utf-8") as file:
        return {row["id"]: row["cluster"] for row in csv.DictReader(file)}


def _labelled(folder: Path) -> dict[str, dict[str, str]]:
    with gzip.open(PATH) as file:
        records = [part + b"\x1d" for part in file.read().split(b"\x1d")[:-1]]
    for number in range(LIBRARIES):
        (folder / f"{GOLD}{number}.mrc").write_bytes(b"".join(records[number::LIBRARIES]))
    return {f"{GOLD}{number}": {"path": f"{GOLD}{number}.mrc", "format": "marc21"} for number in range(LIBRARIES)}


def _others() -> dict[str, dict[str, str]]:
    data = FOLDER.parent
    found = {
        path.name.partition(".")[0]: {
            "path": str(path), "format": "marc21" if path.name.endswith(".mrc.gz") else "marcxml"
        }
        for path in sorted((data / "marc").glob("*.gz"))
    }  # fmt: skip
    for name in sorted({path.name.partition(".")[0] for path in (data / "oai-pages").glob("*.xml")}):
        found[name] = {"path": str(data / "oai-pages" / f"{name}.*.xml"), "format": "oai_dc"}
    return {name.replace("_", "-").lower(): source for name, source in found.items()}


def _indonesian(folder: Path) -> dict[str, dict[str, str]]:
    chance = random.Random(SEED)
    titles = sorted({search_indonesian.title(chance, search_corpus.rare(chance)) for _title in range(MADE_UP)})
    with (folder / f"{INDONESIAN}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Judul", "Pengarang", "Tahun", "Bahasa"))
        for title in titles:
            name = f"{chance.choice(SURNAMES)}, {chance.choice(FORENAMES)}"
            writer.writerow((title, name, chance.randint(1975, 2025), "Indonesia"))
    return {INDONESIAN: {"path": f"{INDONESIAN}.csv", "format": "csv"}}
