"""Facts: pairs of records that are one publication, or never are, each written as a library would give it.

`pairs/never/TRAP.yaml` and `pairs/always/TRAP.yaml` hold lists of facts: why, a, b, and where need be `between`
(records that tempt to bring the two together) and `debatable: true` (two good cataloguers would differ: such a fact is
read, and counts for nothing). A record is a few lines; the first says how it is written:

    marc            slims                  csv                      ris
    100 $a Hamka    title Tafsir al-Azhar  Judul: Tafsir al-Azhar   TY  - JOUR
    245 $a Tafsir   isbn 979-…             Tahun Terbit: 1982       TI  - …

`marc` (or `marcxml`): tag, indicators if they matter, subfields; `LDR am` gives type and level, `008 1982 ind` year and
language. `dc`: element (`title@en` with its language) and value; `slims`, `eprints` and `ojs` the same, with what those
programs add by themselves and with names for where SLiMS puts things (`isbn`, `call`, `place`, `pages`, `series`).
`csv`: heading and value of a row. `ris` and `bibtex`: a reference as it is.
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree
from pymarc import Field, Indicators, Record, Subfield, record_to_xml

FOLDER = Path(__file__).parent / "pairs"
NEVER, ALWAYS = "never", "always"

Lines = list[tuple[str, str]]

_SUBFIELD = re.compile(r"\$([a-z0-9]) ")
_DC = "http://purl.org/dc/elements/1.1/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_SLIMS = {"isbn": "identifier_isbn", "call": "identifier", "place": "coverage", "pages": "format", "series": "source"}
_OPAC = "http://perpustakaan.example.ac.id//"


@dataclass(frozen=True)
class Written:
    """A record as it would arrive: the name of its format, its bytes."""

    format: str
    payload: bytes


@dataclass(frozen=True)
class Fact:
    """Two records and what is true of them; `name` is the kind, the trap and a number: `never-volumes-7`."""

    name: str
    why: str
    a: Written
    b: Written
    between: tuple[Written, ...]
    debatable: bool


@cache
def facts(kind: str) -> tuple[Fact, ...]:
    """Every fact of a kind (`never`, `always`), debatable ones too.

    Raises:
        ValueError: one is not written as it should be.
    """
    return tuple(
        _fact(f"{kind}-{path.stem}-{number}", told)
        for path in sorted((FOLDER / kind).glob("*.yaml"))
        for number, told in enumerate(yaml.safe_load(path.read_text("utf-8")), 1)
    )


def _fact(name: str, told: dict[str, Any]) -> Fact:
    if not {"why", "a", "b"} <= told.keys() <= {"why", "a", "b", "between", "debatable"}:
        raise ValueError(f"{name}: a fact has why, a, b, perhaps between and debatable, not {sorted(told)}")
    try:
        a, b, *between = map(written, (told["a"], told["b"], *told.get("between", ())))
    except (KeyError, ValueError, IndexError) as error:
        raise ValueError(f"{name}: {error!r}") from error
    return Fact(name, told["why"], a, b, tuple(between), told.get("debatable", False))


def written(text: str) -> Written:
    """A record from its lines."""
    form, _, rest = text.strip().partition("\n")
    if form in ("ris", "bibtex"):
        return Written(form, rest.encode())
    format, make = _FORMS[form]
    mark = ":" if form == "csv" else " "
    lines: Lines = []
    for line in rest.splitlines():
        key, found, value = line.strip().partition(mark)
        if not found or not value.strip():
            raise ValueError(f"no value in {line!r}")
        lines.append((key.strip(), value.strip()))
    return Written(format, make(lines))


def _record(lines: Lines) -> Record:
    kind = dict(lines).get("LDR", "am")
    record = Record(leader=f"00000n{kind} a2200000 a 4500", force_utf8=True)
    for tag, value in lines:
        if tag == "008":
            year, language = value.split()
            record.add_field(Field(tag=tag, data=f"040512s{year}    xx {' ' * 17}{language} d".ljust(40)))
        elif tag < "010":
            record.add_field(Field(tag=tag, data=value))
        elif tag != "LDR":
            record.add_field(_field(tag, value))
    return record


def _field(tag: str, value: str) -> Field:
    indicators, *parts = _SUBFIELD.split(f"{value} " if value.endswith("$") else value)
    if not parts:
        raise ValueError(f"no subfield in {tag} {value!r}")
    first, second = indicators.replace("#", " ").ljust(2)[:2]
    subfields = [Subfield(code, part.strip()) for code, part in zip(parts[::2], parts[1::2], strict=True)]
    return Field(tag, Indicators(first, second), subfields)


def _marc(lines: Lines) -> bytes:
    return bytes(_record(lines).as_marc())


def _marcxml(lines: Lines) -> bytes:
    return bytes(record_to_xml(_record(lines), namespace=True))


def _dc(lines: Lines) -> bytes:
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC})
    for key, value in lines:
        name, _, language = key.partition("@")
        child = etree.SubElement(root, name if name == "image" else f"{{{_DC}}}{name}")
        child.text = value
        if language:
            child.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _slims(lines: Lines) -> bytes:
    """What `oai2.php` of SLiMS 9 adds: a type even where none was chosen, the address of the page, no cover."""
    own = [(_SLIMS.get(key, key), value) for key, value in lines]
    if all(key != "type" for key, _value in own):
        own.append(("type", "Text"))
    page = f"{_OPAC}index.php?p=show_detail&id={_number(lines)}"
    return _dc([*own, ("identifier", page), ("image", f"{_OPAC}images/default/image.png")])


def _eprints(lines: Lines) -> bytes:
    """EPrints 3.4: the landing page as relation, the state of review as a second type, `text` as format."""
    state = "PeerReviewed" if ("type", "Article") in lines else "NonPeerReviewed"
    page = f"http://repository.example.ac.id/id/eprint/{_number(lines)}/"
    return _dc([("relation", page), *lines, ("type", state), ("format", "text"), ("identifier", f"{page}1/naskah.pdf")])


def _ojs(lines: Lines) -> bytes:
    """OJS 3: three types, a file, the page of the article."""
    kinds = ("info:eu-repo/semantics/article", "info:eu-repo/semantics/publishedVersion", "Peer-reviewed Article")
    page = f"https://journal.example.ac.id/index.php/j/article/view/{_number(lines)}"
    return _dc([*lines, *(("type", kind) for kind in kinds), ("format", "application/pdf"), ("identifier", page)])


def _number(lines: Lines) -> int:
    """The number of a record in its own database: any, but always the same."""
    return zlib.crc32(repr(lines).encode()) % 90_000


def _csv(lines: Lines) -> bytes:
    return json.dumps(dict(lines), ensure_ascii=False).encode()


_FORMS: dict[str, tuple[str, Callable[[Lines], bytes]]] = {
    "marc": ("marc21", _marc),
    "marcxml": ("marcxml", _marcxml),
    "dc": ("oai_dc", _dc),
    "slims": ("oai_dc", _slims),
    "eprints": ("oai_dc", _eprints),
    "ojs": ("oai_dc", _ojs),
    "csv": ("csv", _csv),
}
