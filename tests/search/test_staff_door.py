"""Nothing of the staff's pages is answered to anybody else: tokens, sessions, forms, attempts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html
from office import BUDI, EN, HERE, HOSTILE, NOBODY, RINA, YAML, copy, furnish, opened, text
from starlette.routing import Route

from config import clock
from search.staff import attempts, sessions, tokens
from search.staff.desk import COOKIE

WITHOUT = YAML[: YAML.index("staff:")]
SECRET_WORDS = ("Perpustakaan B", "Orang", "a:1", "rina", "Log out")


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
        yield made


@pytest.fixture
def later(monkeypatch):
    """Let time pass: `later(seconds)`."""
    now, passed = clock.now, [0]
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=passed[0]))

    def pass_by(seconds):
        passed[0] += seconds

    return pass_by


def staff_paths(app):
    """Every route of the staff's pages with its methods, parameters filled in."""
    found = [route for route in app.routes if isinstance(route, Route) and route.path.startswith("/staff")]
    return [
        (re.sub(r"\{run\}", "1", route.path).replace("{member_id}", "a"), sorted(route.methods or ()))
        for route in found
    ]


def test_without_staff_in_the_configuration_there_are_no_such_pages(folder):
    with opened(folder) as office:
        paths = [path for path, _methods in staff_paths(office.client.app)]
    assert len(paths) == 10
    with opened(folder, WITHOUT) as office:
        assert staff_paths(office.client.app) == []
        for path in paths:
            assert office.client.get(path).status_code == 404
            assert office.client.post(path, headers=HERE).status_code == 404


def test_no_route_says_or_does_anything_without_a_session(office):
    office.doubt(("a:1", "b:1", 0.7))
    for path, methods in staff_paths(office.client.app):
        for method in methods:
            answer = office.client.request(method, path, headers=HERE, data={"a": "a:1"} if method == "POST" else None)
            assert answer.headers["cache-control"] == "no-store", path
            assert answer.headers["x-robots-tag"] == "noindex, nofollow", path
            assert not any(word in answer.text for word in SECRET_WORDS), path
            if path != "/staff/login":
                assert answer.status_code == 303 and answer.text == "", (method, path)
                assert answer.headers["location"].startswith("/staff/login"), path
        for method in {"GET", "POST", "PUT", "DELETE"} - set(methods):
            answer = office.client.request(method, path, headers=HERE)
            assert answer.status_code == 405 and not any(word in answer.text for word in SECRET_WORDS)
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM staff_log").scalar() == 0


def test_a_token_opens_the_door_and_logging_out_shuts_it_for_copies_of_the_cookie_too(office):
    answer = office.login()
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/staff" in cookie and "Secure" not in cookie
    assert RINA not in cookie
    kept = office.client.cookies[COOKIE]
    assert "Log out rina" in text(office.page("/staff"))
    answer = office.post("/staff/logout", {})
    assert answer.headers["location"] == "/staff/login" and COOKIE not in office.client.cookies
    assert office.client.get("/staff", headers={"Cookie": f"{COOKIE}={kept}"}).status_code == 303


@pytest.mark.parametrize(
    "token",
    ["", "rina", RINA[:-1], RINA + "x", NOBODY, tokens.hashed(RINA), HOSTILE, "\0" * 20, "x" * 10_000, "é" * 50],
)
def test_anything_else_is_no_token(office, token):
    answer = office.login(token)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert "This is no token that we know." in answer.text and (not token or token not in answer.text)


def test_a_word_whose_hash_stands_in_the_configuration_is_still_no_token(folder):
    yaml = YAML.replace(tokens.hashed(RINA), tokens.hashed("hunter2"))
    with opened(folder, yaml) as office:
        assert office.login("hunter2").status_code == 403
        assert office.login(BUDI).status_code == 303


def test_the_cookie_is_for_secret_lines_only_where_the_line_is_secret(folder):
    with opened(folder, base_url="https://testserver") as office:
        answer = office.client.post("/staff/login", data={"token": RINA}, headers={"Origin": "https://testserver"})
        assert answer.status_code == 303 and "Secure" in answer.headers["set-cookie"]
    proxied = YAML.replace("{name:", "{url: https://katalog.example.org, name:", 1)
    with opened(folder, proxied) as office:  # the proxy speaks http to us and keeps the Host
        headers = {"Origin": "https://katalog.example.org", "Host": "katalog.example.org"}
        answer = office.client.post("/staff/login", data={"token": RINA}, headers=headers)
        assert answer.status_code == 303 and "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("next_page", "leads_to"),
    [
        ("/staff/review", "/staff/review"),
        ("/staff/runs/7", "/staff/runs/7"),
        ("//evil.example", "/staff"),
        ("https://evil.example/staff", "/staff"),
        ("/staff/../search", "/staff"),
        ("/staff/review\r\nSet-Cookie: x=1", "/staff"),
        (HOSTILE, "/staff"),
    ],
)
def test_the_login_leads_back_to_pages_of_ours_only(office, next_page, leads_to):
    shown = office.client.get("/staff/login", params={"next": next_page}).text
    assert HOSTILE not in shown
    assert html.fromstring(shown).xpath("//input[@name='next']/@value") == [leads_to] * (leads_to != "/staff")
    assert office.login(next=next_page).headers["location"] == leads_to


def test_whoever_is_sent_to_the_door_comes_back_to_the_page(office):
    where = office.client.get("/staff/log?lang=en").headers["location"]
    assert office.page(where).xpath("//input[@name='next']/@value") == ["/staff/log"]


def test_forms_of_other_sites_and_without_their_mark_change_nothing(office):
    office.login()
    mark = office.mark()
    judgement = {"a": "a:1", "b": "b:1", "verdict": "same"}
    for fields, headers in (
        (judgement, HERE),
        (judgement | {"mark": ""}, HERE),
        (judgement | {"mark": "0" * 64}, HERE),
        (judgement | {"mark": "é"}, HERE),
        (judgement | {"mark": mark}, {}),
        (judgement | {"mark": mark}, {"Origin": "null"}),
        (judgement | {"mark": mark}, {"Origin": "http://evil.example"}),
        (judgement | {"mark": mark}, {"Origin": "http://testserver.evil.example"}),
        (judgement | {"mark": mark}, {"Origin": "http://testserver:81"}),
        (judgement | {"mark": mark}, {"Referer": "http://evil.example/http://testserver/"}),
        (judgement | {"mark": mark}, HERE | {"Sec-Fetch-Site": "cross-site"}),
        (judgement | {"mark": mark}, HERE | {"Sec-Fetch-Site": "same-site"}),
    ):
        assert office.client.post("/staff/review", data=fields, headers=headers).status_code == 403, (fields, headers)
    by_referer = {"Referer": "http://testserver/staff/review"}
    assert office.client.post("/staff/review", data=judgement | {"mark": mark}, headers=by_referer).status_code == 303
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM judgement").scalar() == 1


def test_the_mark_of_one_session_is_none_of_another(office, folder):
    office.login()
    mark = office.mark()
    office.login(BUDI)
    answer = office.client.post(
        "/staff/review", data={"mark": mark, "a": "a:1", "b": "b:1", "verdict": "same"}, headers=HERE
    )
    assert answer.status_code == 403


def test_nobody_is_logged_in_by_a_form_of_another_site(office):
    answer = office.client.post("/staff/login", data={"token": RINA}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_cookies_that_we_did_not_write_open_nothing(office):
    office.login()
    good = office.client.cookies[COOKIE]
    who, session, began, until, signature = good.split(".")
    office.client.cookies.clear()
    forged = [
        f"budi.{session}.{began}.{until}.{signature}",
        f"{who}.{'0' * 32}.{began}.{until}.{signature}",
        f"{who}.{session}.{began}.{int(until) + 60}.{signature}",
        f"{who}.{session}.{int(began) + 60}.{until}.{signature}",
        f"nobody.{session}.{began}.{until}.{signature}",
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        good + ".",
        f"{who}.{session}.{'9' * 12}.{'9' * 12}.{signature}",
        "",
        "....",
        "x" * 5000,
        HOSTILE.replace('"', ""),
    ]
    for value in forged:
        answer = office.client.get("/staff", headers={"Cookie": f"{COOKIE}={value}"})
        assert answer.status_code == 303, value
    assert office.client.get("/staff", headers={"Cookie": f"{COOKIE}={good}"}).status_code == 200


def test_a_session_ends_when_it_is_not_used_and_after_a_day_of_work(office, later):
    office.login()
    later(sessions.IDLE - 1)
    assert office.client.get("/staff").status_code == 200
    later(sessions.IDLE - 1)
    assert office.client.get("/staff").status_code == 200
    later(sessions.IDLE)
    assert office.client.get("/staff").status_code == 303
    office.login()
    for _step in range(sessions.WHOLE // (sessions.IDLE - 60) - 1):
        later(sessions.IDLE - 60)
        assert office.client.get("/staff").status_code == 200
    later(sessions.IDLE - 60)
    later(60 * 30)
    assert office.client.get("/staff").status_code == 303


def test_sessions_hold_in_every_worker_and_end_with_their_token(folder):
    with opened(folder) as one, opened(folder) as other:
        one.login()
        cookie = one.client.cookies[COOKIE]
        asked = {"Cookie": f"{COOKIE}={cookie}"}
        assert other.client.get("/staff", headers=asked).status_code == 200
    key = folder / "data" / "staff.key"
    assert key.stat().st_mode & 0o077 == 0 and len(key.read_bytes()) == 64
    with opened(folder, YAML.replace(tokens.hashed(RINA), tokens.hashed(tokens.make()))) as changed:
        assert changed.client.get("/staff", headers=asked).status_code == 303
    with opened(folder, YAML.replace("    rina:", "    rini:")) as changed:
        assert changed.client.get("/staff", headers=asked).status_code == 303
    with opened(folder, YAML + f"  secret: {'s' * 32}\n") as changed:
        assert changed.client.get("/staff", headers=asked).status_code == 303


def test_attempts_are_limited_by_client_in_all_workers_together(folder, later):
    with opened(folder) as one, opened(folder) as other:
        for number in range(attempts.MANY):
            assert (one, other)[number % 2].login(tokens.make()).status_code == 403
        for office in (one, other):
            answer = office.login()
            assert answer.status_code == 429 and 0 < int(answer.headers["retry-after"]) <= 900
            assert "Too many attempts" in answer.text and "set-cookie" not in answer.headers
        with one.database.read() as connection:
            clients = connection.exec_driver_sql("SELECT DISTINCT client FROM staff_attempt").scalars().all()
        assert len(clients) == 1 and re.fullmatch("[0-9a-f]{32}", clients[0])
        later(attempts.WINDOW.total_seconds() + 1)
        assert one.login().status_code == 303
    with opened(folder, client=("192.0.2.7", 50000)) as elsewhere:
        assert elsewhere.login().status_code == 303


def test_one_household_has_one_count_of_attempts():
    mark = attempts.client_of
    assert mark("2001:db8::1", b"k") == mark("2001:db8::ffff", b"k") != mark("2001:db8:0:1::1", b"k")
    assert mark("192.0.2.1", b"k") != mark("192.0.2.2", b"k") and mark("192.0.2.1", b"k") != mark("192.0.2.1", b"l")
    assert mark(None, b"k") == mark("", b"k")


def test_old_attempts_are_forgotten(office, later):
    office.login(tokens.make())
    later(attempts.KEPT.total_seconds() + 1)
    office.login(tokens.make())
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM staff_attempt").scalar() == 1


@pytest.mark.parametrize("body", [b"", b"a" * 20_000, b"&".join([b"a=1"] * 50), b"\xff\xfe=%ff%00", b"token=%00%ff"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", ""])
def test_bodies_that_are_no_form_of_ours_break_nothing(office, body, kind):
    for path in ("/staff/login", "/staff/review", "/staff/runs/1"):
        answer = office.client.post(path, content=body, headers=HERE | {"Content-Type": kind})
        assert answer.status_code in (303, 400, 403), path
        assert answer.headers["cache-control"] == "no-store"


def test_the_key_is_written_by_one_of_many_that_begin_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from config.model import Consortium
    from search.staff.secret import secret

    consortium = Consortium.model_validate(
        {"consortium": {"name": "X"}, "data": tmp_path / "data", "staff": {"tokens": {"rina": tokens.hashed(RINA)}}}
    )
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _n: secret(consortium), range(32)))
    assert len(keys) == 1 and [path.name for path in (tmp_path / "data").iterdir()] == ["staff.key"]


def test_pages_speak_the_readers_language(office):
    page = office.client.get("/staff/login", headers=EN | {"Accept-Language": "id"})
    assert "Masuk" in page.text and "Log in" not in page.text
