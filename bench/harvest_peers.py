"""The peers of `bench.harvest`, each in a process of its own: `python -m bench.harvest_peers NAME URL PREFIX FOLDER`.

Each prints how many records it got.
"""

import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit


def fetch(url: str, prefix: str, _folder: Path) -> int:
    """Only the bytes, over one connection: what any harvester pays at least, and how fast the provider is."""
    connection, path = HTTPConnection(urlsplit(url).netloc), urlsplit(url).path
    records, query = 0, f"metadataPrefix={prefix}"
    while query:
        connection.request("GET", f"{path}?verb=ListRecords&{query}")
        body = connection.getresponse().read()
        records += body.count(b"<record><header>")
        token = body[body.rindex(b'">') + 2 : body.rindex(b"</resumptionToken>")].decode()
        query = token and f"resumptionToken={token}"
    return records


def sickle(url: str, prefix: str, _folder: Path) -> int:
    """sickle 0.7 that only iterates."""
    from sickle import Sickle

    return sum(1 for _record in Sickle(url).ListRecords(metadataPrefix=prefix))


def sickle_pymarc(url: str, prefix: str, folder: Path) -> int:
    """sickle, each record read by pymarc, and its bytes stored in SQLite, a page in a transaction."""
    from lxml import etree
    from pymarc import parse_xml_to_array
    from sickle import Sickle

    def rows() -> Iterator[tuple[str, str, bytes]]:
        for record in Sickle(url).ListRecords(metadataPrefix=prefix):
            raw = etree.tostring(record.xml.find("{*}metadata")[0], encoding="utf-8")
            (marc,) = parse_xml_to_array(io.BytesIO(raw))  # type: ignore[no-untyped-call]
            if marc is None or not marc.fields:
                raise ValueError(f"pymarc read nothing of {record.header.identifier}")
            yield record.header.identifier, record.header.datestamp, raw

    store = sqlite3.connect(folder / "store.sqlite")
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE raw (identifier TEXT PRIMARY KEY, datestamp TEXT, payload BLOB)")
    found = rows()
    while page := list(islice(found, 100)):
        with store:
            store.executemany("INSERT OR REPLACE INTO raw VALUES (?, ?, ?)", page)
    (count,) = store.execute("SELECT count(*) FROM raw").fetchone()
    store.close()
    return int(count)


PEERS: dict[str, Callable[[str, str, Path], int]] = {"fetch": fetch, "sickle": sickle, "sickle+pymarc": sickle_pymarc}


if __name__ == "__main__":
    print(PEERS[sys.argv[1]](sys.argv[2], sys.argv[3], Path(sys.argv[4])))
