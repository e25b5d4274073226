"""Files that are the whole catalogue, looked at every night."""

import pytest
from dumps import marc

from config.model import FileSource
from harvester.faults import Fault
from harvester.files.listing import FileListing
from harvester.files.names import Names
from harvester.page import Past, Setting, digest


def listing(folder, past: Past | None = None, setting: Setting | None = None, **settings: object) -> FileListing:
    source = FileSource(type="file", path=str(folder / "*"), format="marc21", **settings)
    return FileListing(source, past or Past(), setting or Setting())


def names(found: FileListing) -> list[str]:
    return [item.identifier for page in found.pages() for item in page.items]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a").write_bytes(marc("1"))
    (tmp_path / "b").write_bytes(marc("2"))
    return tmp_path


def test_what_was_read_before_is_not_read_again(folder):
    first = listing(folder)
    assert (first.unchanged, names(first)) == (False, ["1", "2"])
    past = Past(fingerprint=first.fingerprint, last_scope=first.scope)
    again = listing(folder, past)
    assert (again.unchanged, names(again), again.fingerprint) == (True, [], first.fingerprint)


def test_a_night_without_news_confirms_everything_and_reads_nothing(house, count):
    folder = house.files("marc21", more=", complete: true", a=marc("1") + marc("2"), b=marc("3"))
    house.one()
    before = house.records()["1"].confirmed
    report = house.one()
    assert (report.status, count(report), report.bytes) == ("ok", (0, 0, 3, 0, 0, 0), 0)
    assert house.records()["1"].confirmed >= before
    assert (house.one(full=True).bytes, house.one().bytes) == (len(marc("1")) * 3, 0)
    (folder / "b").unlink()
    for _night in (1, 2):
        report = house.one()
        assert (report.status, report.error.code, len(house.alive())) == ("partial", "no-files", 3)
    (folder / "b").write_bytes(marc("3"))
    report = house.one()
    assert (report.status, report.bytes > 0, report.unchanged) == ("ok", True, 3)


def test_whatever_may_change_the_outcome_is_read(folder):
    first = listing(folder)
    past = Past(fingerprint=first.fingerprint, last_scope=first.scope)
    assert not listing(folder, past, Setting(full=True)).unchanged
    assert not listing(folder, past, complete=True).unchanged
    assert not listing(folder, past, columns={"title": "Judul"}).unchanged
    assert not listing(folder, Past(fingerprint=first.fingerprint, last_scope="other")).unchanged
    assert not listing(folder, Past(fingerprint=first.fingerprint, last_scope=first.scope, owed=True)).unchanged
    (folder / "b").rename(folder / "c")
    assert not listing(folder, past).unchanged
    (folder / "c").rename(folder / "b")
    assert listing(folder, past).unchanged
    (folder / "b").write_bytes(marc("3"))
    assert not listing(folder, past).unchanged


def test_a_file_that_is_gone_is_no_deletion(folder):
    past = Past(fingerprint=listing(folder, complete=True).fingerprint)
    (folder / "b").unlink()
    with pytest.raises(Fault, match="There were 2 files, now there are 1") as raised:
        names(listing(folder, past, complete=True))
    assert raised.value.code == "no-files"
    for setting, settings in ((Setting(full=True), {}), (Setting(accept=True), {}), (Setting(), {"drop_limit": 1.0})):
        assert names(listing(folder, past, setting, complete=True, **settings)) == ["1"]
    assert names(listing(folder, past)) == ["1"]
    (folder / "c").write_bytes(marc("2"))
    assert names(listing(folder, past, complete=True)) == ["1", "2"]


def test_an_empty_file_is_no_deletion(house):
    folder = house.files("marc21", more=", complete: true", a=b"".join(marc(str(n)) for n in range(40)), b=marc("x"))
    house.one()
    for nothing in (b"", b"\r\n"):
        (folder / "b").write_bytes(nothing)
        report = house.one()
        assert (report.status, report.error.code, report.deleted) == ("partial", "file-unreadable", 0)
        assert "/f/b: It is empty." in report.error.message
    house.sources["f"] += ", drop_limit: 1"
    assert house.one().deleted == 1


def test_a_record_that_cannot_be_told_apart_is_no_deletion(house):
    whole = [marc(str(n)) for n in range(40)]
    folder = house.files("marc21", more=", complete: true", a=b"".join(whole))
    house.one()
    whole[7] = whole[7][:-9]
    (folder / "a").write_bytes(b"".join(whole))
    report = house.one()
    assert (report.status, report.deleted, len(house.records())) == ("partial", 0, 40)


def test_fewer_records_are_deleted_within_the_limit(house):
    folder = house.files("csv", more=", complete: true", a=b"id,judul\n" + b"".join(b"%d,a\n" % n for n in range(40)))
    house.one()
    (folder / "a").write_bytes(b"id,judul\n" + b"".join(b"%d,a\n" % n for n in range(36)))
    assert house.one().deleted == 4
    (folder / "a").write_bytes(b"id,judul\n")
    assert (house.one().status, len(house.alive())) == ("held", 36)


def test_a_file_that_cannot_be_opened_has_no_fingerprint(folder):
    found = listing(folder)
    found.files.append(folder / "gone")
    with pytest.raises(Fault, match="gone cannot be read"):
        names(found)


def test_names_are_told_apart_in_a_few_bytes():
    known, plain = Names(places=3), {}
    for turn in (1, 2):
        for number in range(5_000):
            name, sha256 = f"oai:x:{number % 1_700}", digest(str(number * turn % 4_000).encode())
            contents = plain.setdefault(name, {})
            assert known.number(name, sha256) == contents.setdefault(sha256, len(contents) + 1)
    assert known and not Names()
