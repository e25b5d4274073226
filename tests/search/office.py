"""A small consortium after a night, with staff: what the tests of the staff's pages look after."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from lxml import html
from starlette.testclient import TestClient

import induk
from config import loader
from config.cli import run as call
from config.database import Database
from indexer.engines import open_engine
from indexer.tables import bib_record, edge
from search.app import create_app
from search.staff import tokens

RINA, BUDI, NOBODY = (f"{tokens.PREFIX}{letter * 43}" for letter in "rbn")  # the same in every process of a run
HERE = {"Origin": "http://testserver"}
EN = {"Accept-Language": "en"}

SOURCE = "{type: file, path: NAME.csv, format: csv, columns: {identifier: Kode}}"
YAML = f"""
consortium: {{name: "Jaringan \\"Uji\\" <b>", languages: [id, en]}}
members:
  - {{id: a, name: 'Perpustakaan "A" <i>', sources: [{SOURCE.replace("NAME", "a")}]}}
  - {{id: b, name: Perpustakaan B, sources: [{SOURCE.replace("NAME", "b")}]}}
staff:
  tokens:
    rina: {tokens.hashed(RINA)}
    budi: {tokens.hashed(BUDI)}
"""
HOSTILE = '<script>alert("x")</script>'
FORMULA = "@SUM(A1)"
HEAD = "Kode,Judul,Pengarang,Penerbit,Tahun Terbit,ISBN\n"
A = HEAD + (
    '1,"<script>alert(""x"")</script> botani",Orang Satu,Penerbit Satu,1960,\n'
    f"2,{FORMULA},Orang Dua,Penerbit Dua,1969,9789794030425\n"
    "3,Ilmu gizi,Orang Tiga,Penerbit Tiga,1975,9789794030426\n"
)
B = HEAD + (
    "1,Sejarah peradaban Islam,Orang Empat,Penerbit Empat,1981,\n"
    "2,Teori sastra,Orang Lima,Penerbit Lima,1987,\n"
    "3,Fisika dasar,Orang Enam,Penerbit Enam,1993,\n"
)


def furnish(folder: Path) -> None:
    """A night over the two libraries."""
    (folder / "induk.yaml").write_text(YAML, encoding="utf-8")
    (folder / "a.csv").write_text(A, encoding="utf-8")
    (folder / "b.csv").write_text(B, encoding="utf-8")
    assert call(induk.cli, ["run", "--config", str(folder / "induk.yaml")]) == 0


@contextmanager
def opened(folder: Path, yaml: str = YAML, **more: Any) -> Iterator["Office"]:
    """The application over a furnished folder."""
    (folder / "induk.yaml").write_text(yaml, encoding="utf-8")
    consortium = loader.load(folder / "induk.yaml", {})
    database = Database.open(consortium.database_url)
    engine = open_engine(consortium)
    try:
        app = create_app(consortium, database, engine)
        with TestClient(app, follow_redirects=False, headers=EN, **more) as client:
            yield Office(client, database)
    finally:
        engine.close()
        database.close()


class Office:
    """A browser at the staff's pages."""

    def __init__(self, client: TestClient, database: Database) -> None:
        self.client, self.database = client, database

    def login(self, token: str = RINA, **fields: str) -> Any:
        """What the login answers."""
        return self.client.post("/staff/login", data={"token": token, **fields}, headers=HERE)

    def page(self, path: str) -> html.HtmlElement:
        """A page that is there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("location"))
        return html.fromstring(answer.text)

    def mark(self) -> str:
        """The mark in the forms of this session."""
        return str(self.page("/staff").xpath("//input[@name='mark']/@value")[0])

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] = HERE) -> Any:
        """Send a form as a page of ours would."""
        return self.client.post(path, data={"mark": self.mark(), **fields}, headers=headers)

    def judge(self, verdict: str, a: str = "a:1", b: str = "b:1", **more: str) -> Any:
        """Press a button of the review queue."""
        return self.post("/staff/review", {"a": a, "b": b, "verdict": verdict, **more})

    def doubt(self, *pairs: tuple[str, str, float], verdict: str = "unsure") -> None:
        """Note of pairs of public ids what matching would have found."""
        with self.database.write() as connection:
            rows = dict(connection.execute(sa.select(bib_record.c.id, bib_record.c.record_id)).all())
            for one, other, score in pairs:
                a, b = sorted((rows[one], rows[other]))
                connection.execute(sa.insert(edge).values(a=a, b=b, verdict=verdict, score=score))


def copy(furnished: Path, folder: Path) -> Path:
    """A folder of one's own."""
    return Path(shutil.copytree(furnished, folder / "office"))


def text(node: html.HtmlElement) -> str:
    """What a person reads, without line breaks."""
    return " ".join(" ".join(node.itertext()).split())
