"""The catalogue of the tests of relevance: small, real, made of titles that are mistaken for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from shelf import SEEN, bib, union

from config import loader
from config.database import Database
from indexer.document import to_document
from indexer.engines import open_engine
from indexer.record import Creator, Holding, UnionRecord
from indexer.tables import union_record
from search.service import Catalogue

MEMBERS = tuple(f"m{n}" for n in range(10))
YAML = """
consortium: {name: Stacks, languages: [en]}
data: data
members:
""" + "".join(
    f"  - {{id: {m}, name: {m}, sources: [{{type: file, path: {m}.mrc, format: marc21}}]}}\n" for m in MEMBERS
)


def _made(union_id: str, title: str, author: str = "", libraries: int = 1, **values: Any) -> UnionRecord:
    mark = values.pop("call_number", None)
    members = MEMBERS[:libraries]
    record = bib(f"m0:{union_id}", "m0", title=title, languages=(values.pop("language", "ind"),),
                 creators=(Creator(name=author),) if author else (), type="book", **values)  # fmt: skip
    holdings = tuple(Holding(member=one, call_number=mark, record=record.id) for one in members) if mark else ()
    return union(union_id, record, members=members, holdings=holdings)


BOOKS: tuple[UnionRecord, ...] = (
    _made("hamlet", "Hamlet", "Shakespeare, William", language="eng"),
    _made("oedipus", "Hamlet and Oedipus", "Jones, Ernest", 9, language="eng", subjects=("Hamlet", "Shakespeare")),
    _made("happens", "What happens in Hamlet", "Wilson, John Dover", language="eng", subjects=("Hamlet",)),
    _made("prince", "Hamlet, prince of Denmark: a study of Hamlet", "Hamlet, John", language="eng"),
    _made("tobe", "To be or not to be", language="eng"),
    _made("notbe", "The question whether or not something has to be", language="eng"),
    _made("it", "It", "King, Stephen", language="eng"),
    _made("about", "What it is all about", language="eng", summary="It is what it is, and it was."),
    _made("war", "War and peace", "Tolstoy, Leo", language="eng"),
    _made("warstudy", "Tolstoy's War and peace: a study", "Christian, Reginald", language="eng"),
    _made("warlaw", "The law of war and peace", "Grotius, Hugo", language="eng"),
    _made("libmgmt", "Library management", language="eng"),
    _made("libsmgmt", "Libraries and their managements", language="eng"),
    _made("run", "Running libraries efficiently", language="eng"),
    _made("stadt", "Die Bibliotheken der Städte", language="ger"),
    _made("economie", "Économie politique générale", "Proudhon, Éloi", language="fre"),
    _made("method1", "Metodologi penelitian kualitatif", "Moleong, Lexy J."),
    _made("method5", "Metodologi penelitian kualitatif", "Sugiyono", 5),
    _made("quant", "Metodologi penelitian kuantitatif", "Arikunto, Suharsimi"),
    _made("history", "Sejarah Indonesia", "Notosusanto, Nugroho"),
    _made("world", "Sejarah Indonesia dan sejarah dunia", "Vlekke, B. H. M.", 10),
    _made("psych", "Psikologi perkembangan anak-anak", "Hurlock, Elizabeth"),
    _made("soekarno", "Soekarno: paradoks revolusi Indonesia", "Soekarno"),
    _made("djakarta", "Djakarta tempo doeloe"),
    _made("tjerita", "Tjerita rakjat dari Djawa Timur"),
    _made("ajar", "Strategi pembelajaran bahasa"),
    _made("serve", "Pelayanan perpustakaan umum"),
    _made("ihya", "Iḥyāʼ ʻulūm al-dīn", "Ghazzālī", language="ara"),
    _made("fiqh", "Fiqh al-sunnah", "Sābiq, al-Sayyid", language="ara"),
    _made("quran", "Tafsīr al-Qurʼān al-ʻaẓīm", "Ibn Kathīr", language="ara"),
    _made(
        "gore", "The assault on reason", "Gore, Albert", language="eng", summary="By the office of Gore, Gore and Gore."
    ),
    _made("bari", "Fatḥ al-Bārī", "Ibn Ḥajar", language="ara"),
    _made("qarib", "Terjemah Fathul Qarib", "Syamsuddin, Abu"),
    _made("ihya2", "Ringkasan Ihya Ulumuddin", "Bahri, Zainul"),
    _made("shams", "al-Durr al-manthūr", "Shams al-Dīn, Muḥammad", language="ara"),
    _made("crime", "Fear of crime", "Lewis, Dan A.", language="eng"),
    _made("danger", "Danger and the fear of it", language="eng"),
    _made("dream", "红楼梦", "曹雪芹", language="chi"),
    _made("dreams", "红楼梦研究", "俞平伯", 5, language="chi"),
    _made("algore", "The future", "Gore, Al", language="eng", summary="By a former vice president."),
    _made("census", "Sensus penduduk", year=1990),
    _made("census2", "Sensus penduduk", year=2000),
    _made("numbered", "Pengantar katalogisasi", isbns=("9789794030424",), call_number="025.3 SUL p"),
    _made("congress", "Reference and information services", language="eng", call_number="Z711 .B64 2001"),
)


@contextmanager
def opened(folder: Path, engine_name: str = "whoosh") -> Iterator[Catalogue]:
    """The catalogue, in a store and an index of its own."""
    (folder / "induk.yaml").write_text(f"engine: {engine_name}\n{YAML}", encoding="utf-8")
    consortium = loader.load(folder / "induk.yaml")
    database, engine = Database.open(consortium.database_url), open_engine(consortium)
    try:
        with database.write() as connection:
            seen = {"first_seen": SEEN, "changed": SEEN, "deleted": False}
            rows = [{"id": one.id, "data": msgspec.json.encode(one), **seen} for one in BOOKS]
            connection.execute(sa.insert(union_record), rows)
        engine.rebuild([to_document(one) for one in BOOKS])
        yield Catalogue(consortium, database, engine)
    finally:
        engine.close()
        database.close()
