"""Languages, kinds of things, places and publishers."""

import pytest

from indexer.normalise import imprint, kind, language
from indexer.normalise.kind import Kind


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("id", ("ind",)),
        ("in", ("ind",)),
        ("id_ID", ("ind",)),
        ("Bahasa Indonesia", ("ind",)),
        ("Indonesian", ("ind",)),
        ("ENG", ("eng",)),
        ("Inggris", ("eng",)),
        ("deu", ("ger",)),
        ("zh-Hans-CN", ("chi",)),
        ("jw", ("jav",)),
        ("scr", ("hrv",)),
        ("cmn", ("chi",)),
        ("Arab", ("ara",)),
        ("Finish", ("fin",)),
        ("Batak Toba", ("btk",)),
        ("Occitan (post 1500)", ("oci",)),
        ("engind", ("eng", "ind")),
        ("en fr", ("eng", "fre")),
        ("Bahasa Indonesia; Inggris", ("ind", "eng")),
        ("Arab dan Melayu", ("ara", "may")),
        ("eng, eng", ("eng",)),
        ("日本語", ("jpn",)),
        ("und", ()),
        ("zxx", ()),
        ("|||", ()),
        ("北京", ()),
        ("", ()),
    ],
)
def test_languages(written: str, codes: tuple[str, ...]) -> None:
    assert language.languages(written) == codes


@pytest.mark.parametrize(
    ("code", "reader", "name"),
    [
        ("ger", "id", "Jerman"),
        ("ger", "en", "German"),
        ("ger", "fr", "allemand"),
        ("min", "id", "Minangkabau"),
        ("map", "id", "Rumpun bahasa Austronesia"),
        ("znd", "id", "Zande languages"),
        ("ger", "not a locale", "German"),
        ("???", "id", "???"),
    ],
)
def test_label(code: str, reader: str, name: str) -> None:
    assert language.label(code, reader) == name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("info:eu-repo/semantics/article", Kind("article")),
        ("http://purl.org/coar/resource_type/c_46ec", Kind("thesis")),
        ("http://purl.org/eprint/type/ConferencePaper", Kind("conference")),
        ("http://purl.org/dc/dcmitype/MovingImage", Kind("video")),
        ("Skripsi", Kind("thesis")),
        ("Skripsi S1 Teknik", Kind("thesis")),
        ("info:eu-repo/semantics/bachelorThesis", Kind("thesis")),
        ("Monograph", Kind("report")),
        ("Book Section", Kind("article")),
        ("Article, scholarly/refereed, author accepted manuscript", Kind("article")),
        ("Prosiding", Kind("conference")),
        ("Majalah", Kind("serial")),
        ("Electronic Resource", Kind(None, "online")),
        ("E-book", Kind("book", "online")),
        ("CD-ROM", Kind(None, "disc")),
        ("Digital Versatile Disc", Kind("video", "disc")),
        ("Microform", Kind(None, "microform")),
        ("NonPeerReviewed", Kind(is_status=True)),
        ("info:eu-repo/semantics/publishedVersion", Kind(is_status=True)),
        ("10.1371/journal.pone.0142474", Kind()),
        ("Text", Kind()),
        ("", Kind()),
    ],
)
def test_kind_of(written: str, expected: Kind) -> None:
    assert kind.kind_of(written) == expected


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Jakarta :", "jakarta"),
        ("Djakarta", "jakarta"),
        ("DKI Jakarta", "jakarta"),
        ("[Jakarta]", "jakarta"),
        ("Jakarta, Indonesia", "jakarta"),
        ("Jakarta ; Bandung", "jakarta"),
        ("Jogjakarta", "yogyakarta"),
        ("Surakarta (Solo)", "surakarta"),
        ("Kota Medan", "medan"),
        ("Batavia", "jakarta?"),
        ("'s-Gravenhage", "the hague"),
        ("[s.l.]", None),
        ("t.tp.", None),
        ("[Place of publication not identified]", None),
        ("", None),
    ],
)
def test_place_key(written: str, key: str | None) -> None:
    assert imprint.place_key(written) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("PT. Gramedia Pustaka Utama", "gramedia pustaka utama"),
        ("Gramedia Pustaka Utama, PT", "gramedia pustaka utama"),
        ("Penerbit Erlangga", "erlangga"),
        ("Balai Poestaka", "balai pustaka"),
        ("UI-Press", "universitas indonesia"),
        ("Penerbit Universitas Indonesia (UI-Press)", "universitas indonesia"),
        ("U.S. Govt. Print. Off.", "us government printing office"),
        ("U.S. G.P.O. : for sale by the Supt. of Docs.", "us government printing office"),
        ("The Macmillan Co.", "macmillan"),
        ("Penerbit", "penerbit"),
        ("s.n.", None),
        ("t.p.", None),
        ("[publisher not identified]", None),
        ("", None),
    ],
)
def test_publisher_key(written: str, key: str | None) -> None:
    assert imprint.publisher_key(written) == key
