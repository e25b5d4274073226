"""The staff's pages at work: sources, pairs to be judged, faults, runs; and the log of all that was done."""

import csv
import io
import json
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from lxml import html
from office import BUDI, FORMULA, HERE, HOSTILE, RINA, copy, furnish, opened, text

import induk
from config import locks
from config.cli import run as call
from harvester.tables import source_run
from indexer.dedup import judgement
from indexer.tables import bib_record
from search.staff.tables import staff_log

PAGES = ("/staff", "/staff/review", "/staff/issues", "/staff/runs", "/staff/runs/1", "/staff/log")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staff")
    furnish(folder)
    return folder


@pytest.fixture
def folder(furnished, tmp_path):
    return copy(furnished, tmp_path)


@pytest.fixture
def office(folder):
    with opened(folder) as made:
        made.login()
        yield made


@pytest.fixture(scope="module")
def reading(furnished, tmp_path_factory):
    """An office in which nothing is changed."""
    with opened(copy(furnished, tmp_path_factory.mktemp("reading"))) as made:
        made.login()
        made.doubt(("a:1", "b:1", 0.7), ("a:2", "b:2", 0.6))
        yield made


def judged(office):
    with office.database.read() as connection:
        return {(made.a, made.b): made.verdict for made in judgement.all_of(connection)}


def logged(office):
    with office.database.read() as connection:
        return connection.execute(sa.select(staff_log).order_by(staff_log.c.id)).all()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", [*PAGES, "/staff/login"])
def test_every_page_is_sound_html_and_kept_by_nobody(reading, path, language):
    answer = reading.client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow" and answer.headers["referrer-policy"] == "same-origin"
    page = html.fromstring(answer.text)
    assert page.get("lang") == language and len(page.xpath("//h1")) == 1 and len(page.xpath("//main")) == 1
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for control in page.xpath("//input[not(@type='hidden')] | //select"):
        assert control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']")
    assert set(" ".join(page.xpath("//@aria-labelledby | //@aria-describedby")).split()) <= set(ids)
    assert all(text(node) for node in page.xpath("//a | //button"))
    assert not page.xpath("//script | //*[@style] | //style | //@*[starts-with(name(), 'on')]")
    assert all(form.xpath(".//input[@name='mark']") for form in page.xpath("//form[@method='post']")) or "login" in path
    levels = [int(node.tag[1]) for node in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert HOSTILE not in answer.text and "<b>" not in answer.text and "<i>" not in answer.text


def test_every_link_of_the_pages_leads_somewhere(reading):
    for path in PAGES:
        for address in reading.page(path).xpath("//main//a/@href"):
            assert reading.client.get(address).status_code in (200, 301), (path, address)


def test_the_choice_of_a_language_in_the_address_is_kept(reading):
    page = reading.page("/staff/review?lang=id")
    inside = page.xpath("//main//a/@href[starts-with(., '/staff')] | //main//form[@method='post']/@action")
    assert inside and all("lang=id" in address for address in inside)


def test_the_sources_are_told_with_the_advice_of_their_last_run(office):
    with office.database.write() as connection:
        connection.execute(
            sa.update(source_run)
            .where(source_run.c.source == "b")
            .values(status="failed", error_code="x", error_message="It is <gone>.", error_advice="Look for it.")
        )
    page = office.page("/staff")
    [one, other] = page.xpath("//section")
    assert text(one).startswith('a Perpustakaan "A" <i> Last success') and "Records 3" in text(one)
    assert "trouble" in other.get("class") and "trouble" not in one.get("class")
    assert "It is <gone>. Look for it." in text(other) and "1 , failed" in text(other) and "Next: " in text(other)
    assert other.xpath(".//a/@href") == ["/staff/runs/1"]


def test_a_pair_is_shown_side_by_side_and_judged(office):
    office.doubt(("a:1", "b:1", 0.7), ("a:2", "b:2", 0.6))
    page = office.page("/staff/review")
    assert "2 pairs wait to be judged" in text(page)
    first = page.xpath("//section[@class='pair']")[0]
    rows = {
        text(row.xpath("./th")[0]): [text(cell) for cell in row.xpath("./td")] for row in first.xpath(".//tbody/tr")
    }
    assert set(rows["Title"]) == {f"{HOSTILE} botani", "Sejarah peradaban Islam"}
    assert set(first.xpath(".//thead//a/@href")) == {"/record/a%3A1", "/record/b%3A1"}
    assert "% likely to be the same; the answer is about 2 records." in text(first)
    form = first.xpath(".//form")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    answer = office.client.post(
        form.get("action"), data=fields | {"verdict": "different", "note": "  dua\n buku "}, headers=HERE
    )
    assert answer.status_code == 303
    assert judged(office) == {("a:1", "b:1"): "different"}
    after = office.page(answer.headers["location"])
    assert "Judged to be different: a:1 and b:1. Note: dua buku" in text(after.xpath("//*[@role='status']")[0])
    assert "1 pair waits to be judged" in text(after) and len(after.xpath("//section[@class='pair']")) == 1


def test_an_answer_is_applied_by_the_next_index_and_taken_back_by_one_button(office, folder):
    answer = office.judge("same")
    config = ["--config", str(folder / "induk.yaml")]
    assert call(induk.cli, ["index", *config]) == 0
    assert union_of(office, "a:1") == union_of(office, "b:1")
    form = office.page(answer.headers["location"]).xpath("//form[@action='/staff/undo']")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert office.client.post("/staff/undo", data=fields, headers=HERE).status_code == 303
    assert judged(office) == {}
    assert call(induk.cli, ["index", *config]) == 0
    assert union_of(office, "a:1") != union_of(office, "b:1")
    again = office.client.post("/staff/undo", data=fields, headers=HERE)
    assert again.status_code == 400 and "no longer holds" in again.text


def union_of(office, public_id):
    with office.database.read() as connection:
        return connection.execute(sa.select(bib_record.c.union_id).where(bib_record.c.id == public_id)).scalar_one()


def test_taking_back_brings_back_what_was_said_before(office):
    with office.database.write() as connection:
        judgement.remember(connection, "different", "a:1", "b:1", "seen it")
    office.judge("same")
    line = logged(office)[-1].id
    office.post("/staff/undo", {"entry": str(line)})
    with office.database.read() as connection:
        made = judgement.get(connection, "a:1", "b:1")
    assert made is not None and (made.verdict, made.note) == ("different", "seen it")


def test_a_judgement_that_contradicts_others_says_so(office):
    office.judge("same", "a:1", "a:2")
    office.judge("same", "a:2", "a:3")
    answer = office.judge("different", "a:1", "a:3")
    assert "This judgement contradicts others" in text(office.page(answer.headers["location"]))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"verdict": "maybe"}, 400),
        ({"verdict": ""}, 400),
        ({"verdict": HOSTILE}, 400),
        ({"a": "a:1", "b": "a:1"}, 400),
        ({"a": "", "b": ""}, 404),
        ({"a": "none:1"}, 404),
        ({"a": HOSTILE}, 404),
        ({"a": "x" * 9000}, 404),
        ({"a": "\0'; DROP TABLE judgement; --"}, 404),
    ],
)
def test_answers_that_make_no_sense_change_nothing(office, fields, status):
    answer = office.post("/staff/review", {"a": "a:1", "b": "b:1", "verdict": "same"} | fields)
    assert answer.status_code == status and HOSTILE not in answer.text
    assert judged(office) == {} and [row.action for row in logged(office)] == ["login"]


@pytest.mark.parametrize("value", ["0", "-1", "9" * 30, "1e3", "٣", HOSTILE, "\0", "999999999"])
def test_numbers_that_are_none_break_no_page(reading, value):
    for path in ("/staff/review", "/staff/log"):
        for name in ("page", "done"):
            answer = reading.client.get(path, params={name: value})
            assert answer.status_code in (200, 400) and HOSTILE not in answer.text, (path, name)
    assert reading.client.get(f"/staff/runs/{'9' * 5000}").status_code == 400
    assert reading.client.get("/staff/runs/77").status_code == 400
    assert reading.post("/staff/undo", {"entry": value}).status_code in (400, 404)


@pytest.mark.parametrize("member", [HOSTILE, "'", "x" * 5000, "..", "a.csv"])
def test_members_that_are_none_are_refused(reading, member):
    answer = reading.client.get("/staff/review", params={"member": member})
    assert answer.status_code == 400 and HOSTILE not in answer.text
    answer = reading.client.get(f"/staff/issues/{member.replace('/', '')}.csv")
    assert answer.status_code in (400, 404) and "text/csv" not in answer.headers["content-type"]


def test_the_queue_is_read_page_by_page_and_for_one_library(office):
    office.doubt(*((f"a:{m}", f"b:{n}", 0.5 + m / 100 + n / 1000) for m in (1, 2, 3) for n in (1, 2, 3)))
    office.doubt(("a:1", "a:2", 0.9), ("b:1", "b:2", 0.91))
    page = office.page("/staff/review")
    assert len(page.xpath("//section[@class='pair']")) == 10
    [more] = page.xpath("//a[@rel='next']/@href")
    second = office.page(more)
    assert text(second.xpath("//section[@class='pair']/h2")[0]) == "Pair 11" and not second.xpath("//a[@rel='next']")
    hidden = {f.get("name"): f.get("value") for f in second.xpath("//section[@class='pair']//input[@type='hidden']")}
    answer = office.client.post("/staff/review", data=hidden | {"verdict": "same"}, headers=HERE)
    assert "page=2" in answer.headers["location"]
    assert office.page(answer.headers["location"]).xpath("//section[@class='pair']")  # the first page instead
    only = office.page("/staff/review?member=b")
    assert only.xpath("//option[@selected]/@value") == ["b"]
    assert all("b:" in text(pair.xpath(".//thead")[0]) for pair in only.xpath("//section[@class='pair']"))


def test_faults_are_counted_and_handed_out_as_a_table_that_runs_nothing(office):
    page = office.page("/staff/issues")
    assert text(page.xpath("//section/h2")[0]) == 'Perpustakaan "A" <i>'
    assert "isbn-checksum" in text(page)
    answer = office.client.get("/staff/issues/a.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="a.csv"'
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-robots-tag"] == "noindex, nofollow"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["member"] for row in rows} == {"a"}
    [wrong, _other] = [row for row in rows if row["code"] == "isbn-checksum"]
    assert (wrong["id"], wrong["title"]) == ("a:2", "'" + FORMULA)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    only = office.client.get("/staff/issues/a.csv?code=isbn-checksum")
    assert 'filename="a-isbn-checksum.csv"' in only.headers["content-disposition"] and only.text.count("\n") == 3
    assert office.client.get("/staff/issues/a.csv", params={"code": HOSTILE}).status_code == 400


def test_a_large_table_is_sent_in_pieces(office, monkeypatch):
    from search.staff import issues

    whole = office.client.get("/staff/issues/a.csv").content
    monkeypatch.setattr(issues, "PIECE", 1)
    pieces = list(issues._pieces(office.database, "a", None))
    assert len(pieces) > 2 and b"".join(pieces) == whole


def test_a_run_is_undone_once_its_box_is_ticked(office):
    page = office.page("/staff/runs")
    assert page.xpath("//section/h2/a/@href") == ["/staff/runs/1"] and "3 added" in text(page)
    shown = office.page("/staff/runs/1")
    [one, other] = shown.xpath("//main/ul/li")
    assert text(one).startswith("a: ok; 3 added") and len(one.xpath("./span")) == 4 and text(other).startswith("b: ok;")
    assert "\x1b" not in text(shown) and shown.xpath("//input[@name='sure']/@type") == ["checkbox"]
    unsure = office.post("/staff/runs/1", {})
    assert unsure.status_code == 400 and "Tick the box first" in unsure.text
    done = office.post("/staff/runs/1", {"sure": "yes"})
    after = office.page(done.headers["location"])
    assert "Undid run 1. 6 records removed, 0 restored." in text(after) and not after.xpath("//input[@name='sure']")
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM raw_record").scalar() == 0
    again = office.post("/staff/runs/1", {"sure": "yes"})
    assert again.status_code == 400 and "undone already" in again.text
    tried = logged(office)[-1]
    assert "refused" in json.loads(tried.outcome)
    assert "Tried to undo run 1. Run 1 is undone already." in text(office.page("/staff/log"))


def test_a_run_that_others_stand_on_is_not_undone(office, folder):
    (folder / "b.csv").write_text((folder / "b.csv").read_text() + "4,Baru,Orang,Penerbit,2001,\n", encoding="utf-8")
    assert call(induk.cli, ["run", "--config", str(folder / "induk.yaml")]) == 0
    answer = office.post("/staff/runs/1", {"sure": "yes"})
    assert answer.status_code == 409 and "Undo run 2 first." in answer.text
    assert office.post("/staff/runs/2", {"sure": "yes"}).status_code == 303


def test_a_run_is_not_undone_while_its_source_is_read(office, folder):
    with locks.hold(office.database, folder / "data", "source-b"):
        answer = office.post("/staff/runs/1", {"sure": "yes"})
    assert answer.status_code == 503 and answer.headers["retry-after"] and answer.headers["cache-control"] == "no-store"
    assert json.loads(logged(office)[-1].outcome)["refused"] == "locked"
    assert office.post("/staff/runs/1", {"sure": "yes"}).status_code == 303


def test_the_log_says_who_did_what_when(office):
    office.judge("same", note=HOSTILE)
    office.login(BUDI)
    office.post("/staff/undo", {"entry": str(logged(office)[1].id)})
    office.post("/staff/logout", {})
    office.login(RINA)
    lines = [text(line) for line in office.page("/staff/log").xpath("//ol/li")]
    told = [line.split(" ", 1)[1] for line in lines]
    assert told == [
        "rina Logged in.",
        "budi Logged out.",
        "budi Took back that a:1 and b:1 are the same.",
        "budi Logged in.",
        f"rina Judged to be the same: a:1 and b:1. Note: {HOSTILE}",
        "rina Logged in.",
    ]
    assert all(line.startswith("20") and line.split(" ")[0].endswith("Z") for line in lines)
    with office.database.read() as connection:
        stored = str(connection.execute(sa.select(staff_log)).all())
    assert RINA not in stored and BUDI not in stored


def test_what_was_begun_and_never_ended_is_said_so(office, monkeypatch):
    from search.staff import undoing

    def die(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(undoing, "undo", die)
    with pytest.raises(KeyboardInterrupt), office.database.read():
        undoing.undo_run(None, office.database, _session(), 1)
    assert "Tried to undo run 1. Nothing is known of its end" in text(office.page("/staff/log"))


def _session():
    from search.staff import sessions

    return sessions.begin("rina", 0)


def test_pages_below_a_path_of_a_proxy_stay_there(folder):
    with opened(folder, root_path="/katalog") as office:
        answer = office.login()
        assert answer.headers["location"] == "/katalog/staff" and "Path=/katalog/staff" in answer.headers["set-cookie"]
        page = office.client.get("/katalog/staff")
        assert page.status_code == 200
        inside = html.fromstring(page.text).xpath("//main//a/@href | //main//form/@action")
        assert inside and all(urlsplit(address).path.startswith("/katalog/staff") for address in inside)


def test_a_token_is_made_for_a_name(capsys):
    assert call(induk.cli, ["staff-token", "rina", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["token"].startswith("induk-staff-") and made["hash"].startswith("sha256:")
    assert call(induk.cli, ["staff-token", "rina"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() not in said.err and said.out.strip() != made["token"] and "    rina: sha256:" in said.err
    assert call(induk.cli, ["staff-token", "Rina B"]) == 2
