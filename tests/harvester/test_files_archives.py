"""Which files a path means, and what is packed in them."""

import gzip
import io
import zipfile

import pytest
from dumps import collection, marc, marcxml, zipped

from harvester.files import places, stream


def locked(content: bytes) -> bytes:
    """The archive with the mark of a password on its first member."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def test_a_folder_means_every_file_below_it(house):
    folder = house.files("marc21", a=marc("1"))
    (folder / "2025" / ".git").mkdir(parents=True)
    (folder / "2025" / "b.mrc").write_bytes(marc("2"))
    for hidden in (".hidden", "~$b.xlsx", "c.mrc.part", "d.tmp", "Thumbs.db", "2025/.git/e.mrc"):
        (folder / hidden).write_bytes(marc("9"))
    house.sources["f"] = "type: file, format: marc21, path: f"
    assert house.one().status == "ok"
    assert house.alive() == {"1", "2"}
    house.sources["f"] = "type: file, format: marc21, path: f/.hidden"
    assert (house.one().added, house.alive()) == (1, {"1", "2", "9"})


def test_a_pattern_that_fits_files_leaves_the_folders_beside_them_alone(house):
    folder = house.files("marc21", a=marc("1"))
    (folder / "old").mkdir()
    (folder / "old" / "b").write_bytes(marc("2"))
    house.one()
    assert house.alive() == {"1"}
    house.sources["f"] = "type: file, format: marc21, path: f/**/*"
    house.one()
    assert house.alive() == {"1", "2"}


def test_every_member_of_an_archive_is_read_in_the_order_of_names(house):
    house.files(
        "marc21",
        a=zipped(b__mrc=marc("7", "zweite"), a__gz=gzip.compress(marc("7", "erste")), __DS_Store=b"\0\1"),
        c=gzip.compress(gzip.compress(marc("3"))),
    )  # fmt: skip
    report = house.one()
    assert (report.status, set(house.records())) == ("ok", {"7", "7#2", "3"})
    assert b"erste" in house.records()["7"].payload


def test_nothing_of_an_archive_is_written_to_disk_under_its_own_name(house):
    house.files("marc21", a=zipped(**{"../../evil": marc("1"), "/evil": marc("2")}))
    assert (house.one().status, house.alive()) == ("ok", {"1", "2"})
    assert not list(house.folder.parent.rglob("evil"))


def test_a_damaged_or_locked_archive_is_named_and_the_others_go_on(house):
    whole = zipped(x__mrc=marc("1"))
    house.files(
        "marc21", a=locked(whole), b=whole[:-30], c=zipped(y__zip=whole), d=marc("4"), e=zipped(m=b"", n=marc("5"))
    )
    report = house.one()
    assert (report.status, report.error.code, house.alive()) == ("partial", "file-unreadable", {"4", "5"})
    for named in ("/f/a/x.mrc: The archive is locked", "/f/b cannot be read", "/f/c/y.zip: It is an archive inside"):
        assert named in report.error.message
    assert "1 more" in report.error.message


def test_a_damaged_member_is_named_and_the_others_go_on(house):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.mrc", b"".join(marc(str(n)) for n in range(9)))
        archive.writestr("b.mrc", marc("b"))
    house.files("marc21", more=", complete: true", a=stored.getvalue().replace(b"8\x1e10", b"X\x1e10"))
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "file-unreadable")
    assert "/f/a/a.mrc cannot be read" in report.error.message
    assert house.alive() == {"b"}


def test_more_than_we_accept_is_not_unpacked(house, monkeypatch):
    monkeypatch.setattr(stream, "UNPACKED", 5_000_000)
    bomb = b"x" * 20_000_000
    many = zipped(x=b"".join(marc(str(n), "x" * 9_000) for n in range(999)))
    house.files("marc21", a=gzip.compress(bomb), b=zipped(x=bomb), c=many, d=marc("d"))
    report = house.one()
    assert (report.status, report.error.code) == ("partial", "too-large")
    assert report.error.message.count("larger than") == 3
    assert {"0", "400", "d"} < house.alive()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as XLSX or CSV"),
        (b"PK\x03\x04".ljust(30, b"\0") + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"Rar!\x1a\x07\1", "a RAR archive"),
        (b"name".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (b"\n<!DOCTYPE html><html><body>Login</body></html>", "a web page"),
        (b"hello", "no record in it"),
    ],
)
def test_what_we_cannot_read_is_called_by_its_name(house, content, told):
    house.files("marc21", a=gzip.compress(content), b=marc("1"))
    report = house.one()
    assert (report.status, report.error.code, house.alive()) == ("partial", "file-unreadable", {"1"})
    assert told in report.error.message


def test_bytes_that_clearly_are_another_format_are_believed(house):
    house.files("marc21", a=collection(marcxml("1")), b=b"\xef\xbb\xbf<?xml version='1.0'?>" + collection(marcxml("2")))
    assert house.one().status == "ok"
    assert {record.format for record in house.records().values()} == {"marcxml"}
    house.files("marcxml", name="g", a=b"\r\n" + marc("3"), b=collection(marcxml("4")))
    house.files("csv", name="h", a=marc("5"), b=b"id,judul\n6,Enam\n")
    assert [source.status for source in house.harvest().sources] == ["ok"] * 3
    assert house.alive() == {"1", "2", "3", "4", "5", "6"}


def test_the_names_that_are_left_out():
    names = ("a.mrc", "x/b", "../c", ".a", "x/.b/c", "a~", "~$a", "a.part", "A.TMP", "__MACOSX/a")
    assert [name for name in names if places.wanted(name)] == ["a.mrc", "x/b", "../c"]
