"""MARC files that lie about lengths, encodings and separators."""

import io
from pathlib import Path

import pytest
from dumps import marc

from harvester.files import marc as container
from harvester.files.stream import CutOff

NASTY = Path(__file__).parents[3] / "shared" / "data" / "nasty-marc"

MRK = """=LDR  00000nam a2200000 a 4500
=001  m1
=008  920101s1991\\\\\\\\io
=245  10$aHarga {dollar}5 :$bkatalog & <daftar>

=LDR  00000nam a2200000 a 4500
=035  \\\\$a(X)m2
=245  00$aJudul yang
panjang
"""


def items(content: bytes) -> list[tuple[str, str | None, tuple[str, ...]]]:
    found = []
    try:
        for item in container.items(io.BufferedReader(io.BytesIO(content))):
            found.append((item.identifier, item.problem and item.problem.code, item.repairs))
    except CutOff:
        found.append(("cut", None, ()))
    return found


def honest(number: str, title: str) -> bytes:
    """A record whose leader counts characters for bytes."""
    body = marc(number, title)[5:]
    return b"%05d" % (len(body.decode()) + 5) + body


def test_lengths_count_for_nothing():
    content = honest("1", "Ilmu é") + b"99999" + marc("2")[5:] + b"\r\n" + b"00010" + marc("3")[5:] + b"\n\n"
    assert items(content) == [("1", None, ()), ("2", None, ()), ("3", None, ())]


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n\r\n"])
def test_where_a_terminator_was_forgotten_the_next_leader_begins(between):
    content = marc("1")[:-1] + between + marc("2") + marc("3")
    assert items(content) == [("1", None, ("missing-terminator",)), ("2", None, ()), ("3", None, ())]


def test_a_file_without_any_terminator_is_read_to_its_end():
    content = b"\n".join(marc(str(n))[:-1] for n in range(3)) + b"\n"
    assert items(content) == [(str(n), None, ("missing-terminator",)) for n in range(3)]


def test_a_record_that_breaks_off_before_another_is_set_aside_alone():
    content = marc("1") + marc("2")[:-8] + marc("3")
    assert items(content) == [("1", None, ()), ("2", "no-terminator", ()), ("3", None, ())]


def test_a_whole_last_record_without_its_terminator_is_read_but_the_file_may_be_cut():
    assert items(marc("1") + marc("2")[:-1]) == [
        ("1", None, ()),
        ("2", None, ("missing-terminator",)),
        ("cut", None, ()),
    ]
    assert items(marc("1") + marc("2")[:-4]) == [("1", None, ()), ("2", "no-terminator", ()), ("cut", None, ())]


def test_text_before_a_leader_is_left_out_and_said():
    content = b"Content-Type: text/plain\r\n\r\n" + marc("1") + b"-- page 2 --\n" + marc("2")
    assert items(content) == [("1", None, ("text-before-record",)), ("2", None, ("text-before-record",))]
    assert next(container.records(b"x" + marc("1"))).payload == marc("1")


def test_a_leader_that_cannot_be_known_is_no_reason_to_leave_a_record_out():
    bad = b"?????" + marc("1")[5:]
    assert items(bad + marc("2")) == [("1", None, ()), ("2", None, ())]
    assert items(bad[:-1] + marc("2")) == [("1", None, ("missing-terminator",)), ("2", None, ())]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_two_bytes_a_character_is_read_as_it_is_meant(house, encoding):
    content = (marc("1", "Ilmu é") + marc("2")).decode().encode(encoding)
    house.files("marc21", a=content, b=content[:-8])
    house.one()
    assert house.records()["1"].payload == marc("1", "Ilmu é")
    assert house.alive() == {"1", "2"}


def test_what_never_ends_is_kept_within_bounds(monkeypatch):
    monkeypatch.setattr(container, "LONGEST", 3000)
    endless = marc("1") + marc("2", "x" * 9_000)[:-1]
    blocks = [endless[at : at + 1000] for at in range(0, len(endless), 1000)]
    pieces = list(container.split([*blocks, b"\x1d" + marc("3")]))
    assert [len(piece) for piece in pieces] == [len(marc("1")), 3000, len(marc("3"))]


@pytest.mark.parametrize("form", ["marc21", "marcxml", "csv"])
def test_marc_in_lines(house, form):
    house.files(
        form, a=MRK.encode("cp1252"), b=("\ufeff" + MRK.replace("m1", "é")).replace("m2", "m3").encode("utf-16")
    )
    assert house.one().status == "ok"
    records = house.records()
    assert set(records) == {"m1", "(X)m2", "é", "(X)m3"}
    assert {record.format for record in records.values()} == {"marcxml"}
    text = records["m1"].payload.decode()
    assert '<controlfield tag="008">920101s1991    io</controlfield>' in text
    assert '<subfield code="a">Harga $5 :</subfield><subfield code="b">katalog &amp; &lt;daftar&gt;</subfield>' in text
    assert '<subfield code="a">Judul yang panjang</subfield>' in records["(X)m2"].payload.decode()
    assert 'ind1=" " ind2=" "' in records["(X)m2"].payload.decode()


def test_a_line_without_fields_is_set_aside(house, count):
    house.files("marc21", a=b"=LDR  00000nam a2200000 a 4500\n\n=LDR  00000nam a2200000 a 4500\n=001  1\n")
    assert count(house.one()) == (1, 0, 0, 0, 1, 0)


@pytest.mark.real
@pytest.mark.skipif(not NASTY.is_dir(), reason="the real records are not here")
def test_every_nasty_record_is_read_or_kept(house):
    for file in sorted(NASTY.rglob("*")):
        if file.suffix in (".bin", ".marc"):
            house.files("marc21", **{file.name: file.read_bytes()})
    report = house.one()
    assert (report.status, report.quarantined) == ("ok", 0)
    assert report.added + report.duplicates >= 28
