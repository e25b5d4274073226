"""Software is recognised by what only it does, and nothing is taken for what it is not."""

import re
from pathlib import Path

import pytest

from harvester.oai.offer import FORMATS
from harvester.oai.profiles import ENDPOINTS, PROFILES, UNKNOWN, named, recognise

DATA = Path(__file__).parents[3] / "shared" / "data"
PAGES = sorted((DATA / "oai-pages").glob("*.xml"))
CAPTURES = sorted((DATA / "captures").glob("*/*.http"))
REQUEST = re.compile(r"<request[^>]*>\s*([^<]*?)\s*<")

DSPACE = (
    "addis_ababa", "cambridge", "dash", "duke", "fit", "hacettepe", "krex", "mason", "mit", "nku", "scholarsbank",
    "triceratops", "udc", "uhawaii", "ukansas", "umontreal", "uwashington", "wash_state_u",
)  # fmt: skip
OTHERS = {"cogprints": "eprints", "spdataverse": "dataverse"} | dict.fromkeys(DSPACE, "dspace")
"""What the repositories of the recorded pages run; of the others (bepress, CiteSeerX, Hydra …) we know no faults."""

real = pytest.mark.real
here = pytest.mark.skipif(not PAGES, reason="the real records of ../shared/data are not here")


def body(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


@real
@here
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_tells_its_software_or_nothing(path):
    expected = OTHERS.get(path.name.partition(".")[0])
    page = body(path)
    address = REQUEST.search(page)[1]
    assert recognise("https://proxy.example/folder", page) == expected
    assert recognise(address, page) == expected
    assert recognise(address, "") == expected
    content = REQUEST.sub("", page, count=1)
    assert recognise("https://proxy.example/folder", content) in (expected, None)


PROGRAMS = {
    "slims9/oai-": "slims-oai", "slims9/oai2-": "slims-oai2", "eprints34/": "eprints", "omeka-classic/": "omeka",
    "oairepo/": None, "oaipmh4/": None,
}  # fmt: skip


def program(path: Path) -> str:
    return next((key for key in PROGRAMS if f"{path.parent.name}/{path.name}".startswith(key)), "")


@real
@here
@pytest.mark.parametrize(
    "path", [path for path in CAPTURES if program(path)], ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_captured_answers_tell_their_software(path):
    request, _, answer = body(path).replace("\r\n", "\n").partition("\n\n")
    address = request.split()[1].partition("?")[0]
    expected = PROGRAMS[program(path)]
    assert recognise(address, answer) == expected
    assert recognise("https://proxy.example/x", answer) in ((expected, None) if "<OAI-PMH" in answer else (None,))
    if path.stem.endswith("Identify"):
        assert recognise("https://proxy.example/x", answer) == expected


def identify(name: str, base: str, more: str = "", *, mail: str = "<adminEmail>a@example.org</adminEmail>") -> str:
    """An Identify answer in the order of most programs."""
    return (
        f"<OAI-PMH><request verb='Identify'>{base}</request><Identify><repositoryName>{name}</repositoryName>"
        f"<baseURL>{base}</baseURL><protocolVersion>2.0</protocolVersion>{mail}{more}</Identify></OAI-PMH>"
    )


def toolkit(title: str) -> str:
    return f"<description><toolkit><title>{title}</title></toolkit></description>"


def sample(identifier: str) -> str:
    found = f"<oai-identifier><sampleIdentifier>{identifier}</sampleIdentifier></oai-identifier>"
    return f"<description>{found}</description>"


ANDS = (
    "<earliestDatestamp>2011-01-01T00:00:00Z</earliestDatestamp><deletedRecord>no</deletedRecord>"
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity><adminEmail>some.one@contact.com</adminEmail>"
)
DATES = "<earliestDatestamp>0001-01-01</earliestDatestamp><deletedRecord>transient</deletedRecord>"
XOAI = '<description><XOAIDescription xmlns="http://www.lyncode.com/XOAIConfiguration">XOAI</XOAIDescription></description>'
HEADER = "<ListRecords><record><header><identifier>{}</identifier><datestamp>2020-01-01</datestamp>{}</header></record>"

WRITTEN = [
    # as their sources say it, behind an address that tells nothing
    ("inlislite", identify("perpus.go.id", "http://perpus.go.id/opac/index.php", ANDS, mail="")),
    ("inlislite", identify("INLISLite v3 Kota X", "https://x.go.id/oai")),
    (
        "koha",
        identify("Perpustakaan", "https://opac.x.id/cgi-bin/koha/oai.pl", DATES + "<compression>gzip</compression>"),
    ),
    ("koha", HEADER.format("KOHA-OAI-TEST:12", "")),
    ("ojs", identify("Jurnal", "https://j.id/oai", toolkit("Open Journal Systems"))),
    ("ojs", identify("Press", "https://j.id/oai", toolkit("Open Monograph Press"))),
    ("ojs", HEADER.format("oai:ojs.j.id:article/7", "<setSpec>jip:ART</setSpec>")),
    ("omeka", identify("Arsip", "https://o.id/oai", toolkit("Omeka S OAI-PMH Repository Module"))),
    ("omeka", identify("Arsip", "https://o.id/oai", toolkit("Omeka OAI-PMH Repository Plugin"))),
    ("dspace", identify("DSpace at My University", "https://d.id/x")),
    ("dspace", identify("Repositori", "https://d.id/x", sample("oai:d.id:123456789/1234"))),
    ("dspace", HEADER.format("oai:d.id:123456789/7", "<setSpec>com_123456789_2</setSpec>")),
    ("dataverse", identify("Demo Dataverse OAI Archive", "https://data.x.id/oai", XOAI)),
    ("slims-oai2", identify("Senayan", "http://x/y", sample("oai:x:slims-1"), mail="")),
    ("slims-oai2", HEADER.format("oai:lib.id:slims-1", "")),
    ("slims-oai", identify("SLiMS", "http://x/y", "<repositoryName>SLiMS</repositoryName>", mail="")),
    ("eprints", "<Identify><comment>This system is running eprints server software (EPrints 3.3.15)</comment>"),
    ("induk", identify("Katalog", "https://k.id/oai", toolkit("Induk"))),
    # what is none of them
    (
        None,
        identify("Digital Commons", "https://scholarworks.x.edu/do/oai/", sample("oai:scholarworks.x.edu:abc-1000")),
    ),
    (None, identify("Data", "https://data.x.id/oai", XOAI)),
    (None, identify("Zenodo", "https://zenodo.org/oai2d", sample("oai:zenodo.org:10.5281/12345"))),
    (None, identify("Situs", "https://d.id/oai/request", sample("oai:d.id:node-1"))),
    (None, identify("PMB", "https://p.id/oai.php", toolkit("PMB"))),
    (None, identify("ABCD", "https://p.id/isis-oai-provider/oai.php", DATES)),
    (None, identify("Arsip", "https://p.id/oai2.php", sample("oai:p.id:1"))),
    (None, identify("Agregator", "https://p.id/oai") + HEADER.format("oai:j.id:article/7", "<setSpec>art</setSpec>")),
    (None, identify("INLIS", "https://p.id/oaipmh/oai.aspx")),
    (None, ""),
]


@pytest.mark.parametrize(("expected", "said"), WRITTEN, ids=lambda value: str(value)[-60:])
def test_written_answers(expected, said):
    assert recognise("https://proxy.example/x", said) == expected


ADDRESSES = [
    ("https://lib.ac.id/oai2.php", "slims-oai2"),
    ("https://lib.ac.id/slims/oai.php", "slims-oai"),
    ("http://demo.inlislitev3.go.id/opac/oai", "inlislite"),
    ("http://perpus.go.id:8123/inlislite3/opac/oai", "inlislite"),
    ("https://e.ac.id/cgi/oai2", "eprints"),
    ("https://e.ac.id/perl/oai2", "eprints"),
    ("https://d.ac.id/server/oai/request", "dspace"),
    ("https://d.ac.id/oai/openaire4", "dspace"),
    ("https://d.ac.id/dspace-oai/request", "dspace"),
    ("https://j.ac.id/index.php/jurnal/oai", "ojs"),
    ("https://j.ac.id/ojs/index.php/index/oai", "ojs"),
    ("https://j.ac.id/index.php/jurnal/en/oai", "ojs"),
    ("https://j.ac.id/ojs/jurnal/oai", "ojs"),
    ("https://o.ac.id/arsip/oai-pmh-repository/request", "omeka"),
    ("https://k.ac.id/cgi-bin/koha/oai.pl", "koha"),
    ("https://k.ac.id/opac/oai.pl", "koha"),
    ("https://dataverse.x.edu/oai", "dataverse"),
    ("https://x.ac.id/oai", None),
    ("https://x.ac.id/do/oai/", None),
    ("https://x.ac.id/oai2d", None),
    ("https://x.ac.id/oai2", None),
    ("https://x.ac.id/cgi-bin/oai.pl", None),
    ("https://x.ac.id/scielo/oai/scielo-oai.php", None),
    ("https://blog.x.id/index.php/oai", None),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESSES)
def test_addresses(url, expected):
    assert recognise(url, "") == expected
    assert recognise("https://proxy.example/x", f"<baseURL>{url}</baseURL>") == expected
    assert recognise("https://proxy.example/x", f'<request verb="ListRecords" set="a">{url}</request>') == expected


def test_a_mark_outweighs_an_address():
    said = identify("Arsip", "https://x.id/oai/request", toolkit("Omeka S OAI-PMH Repository Module"))
    assert recognise("https://x.id/oai/request", said) == "omeka"
    hosted = identify("Perpustakaan", "https://inlis.x.go.id/oai2.php", sample("oai:inlis.x.go.id:slims-1"))
    assert recognise("https://inlis.x.go.id/oai2.php", hosted) == "slims-oai2"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("slims-oai2", {"incremental": False, "windows": True, "listed_ids": True, "verbatim": True}),
        ("slims-oai", {"incremental": False, "windows": False, "verbatim": False}),
        ("inlislite", {"incremental": False, "windows": False, "listed_ids": False}),
        ("omeka", {"incremental": False, "windows": True}),
        ("ojs", {"incremental": True, "windows": True, "avoid": ("marcxml", "oai_marc")}),
        *((name, {"incremental": True, "windows": True, "avoid": ()}) for name in ("eprints", "dspace", "koha")),
    ],
)
def test_what_is_done_about_it(name, fields):
    assert {field: getattr(PROFILES[name], field) for field in fields} == fields


def test_inlislite_is_not_asked_for_marc():
    assert {"marcxml", "oai_marc"} <= set(PROFILES["inlislite"].avoid)
    assert [prefix for prefix in FORMATS if prefix not in PROFILES["inlislite"].avoid][-1] == "oai_dc"


@pytest.mark.parametrize("name", PROFILES)
def test_every_row_is_complete(name):
    profile = PROFILES[name]
    assert profile.software
    assert profile.mark
    assert profile.paths
    assert profile.faults or name == "induk"
    assert set(profile.paths) <= set(ENDPOINTS)
    for sign in (profile.mark, profile.address, profile.unless, profile.site):
        assert sign is None or re.compile(sign)


def test_what_is_declared_outweighs_what_is_found():
    url = "https://lib.ac.id/oai2.php"
    assert named("auto", url, "") is PROFILES["slims-oai2"]
    assert named("none", url, "") is UNKNOWN
    assert named("koha", url, "") is PROFILES["koha"]
    assert UNKNOWN.incremental and UNKNOWN.windows and UNKNOWN.listed_ids and not UNKNOWN.verbatim
