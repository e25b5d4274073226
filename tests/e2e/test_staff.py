"""The staff's pages in a browser without JavaScript, served by two processes: log in, judge, take back, log out."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from chromium import PATH, Chromium
from test_pages import PALE, SMALL_TARGETS, TOO_WIDE

import induk
from config import cli
from config.database import Database
from indexer.tables import bib_record, edge
from search.staff import tokens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PATH is None, reason="no browser is installed (Debian: apt install chromium)"),
]

TOKEN = tokens.make()
HEAD = "Kode,Judul,Pengarang,ISBN,Tahun\n"
LONG = "ketidakterbandingannyadenganilmuinformasidanperpustakaan"
SOURCE = "{type: file, path: NAME.csv, format: csv, columns: {identifier: Kode}}"
CONFIG = f"""
consortium: {{name: Jaringan Perpustakaan Uji, languages: [id, en]}}
members:
  - {{id: satu, name: Perpustakaan Universitas Satu yang Namanya Panjang, sources: [{SOURCE.replace("NAME", "satu")}]}}
  - {{id: dua, name: Perpustakaan Dua, sources: [{SOURCE.replace("NAME", "dua")}]}}
staff: {{tokens: {{rina: "{tokens.hashed(TOKEN)}"}}}}
"""
PAGES = ("/staff", "/staff/review", "/staff/issues", "/staff/runs", "/staff/runs/1", "/staff/log")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A night over two files with a doubtful pair, served by two processes."""
    folder = tmp_path_factory.mktemp("staff")
    (folder / "satu.csv").write_text(f"{HEAD}1,Kamus botani {LONG},Orang Satu,9789794030425,1960\n", encoding="utf-8")
    (folder / "dua.csv").write_text(f"{HEAD}1,Sejarah peradaban Islam,Orang Dua,,1981\n", encoding="utf-8")
    config = folder / "induk.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    assert cli.run(induk.cli, ["run", "--config", str(config)]) == 0
    database = Database.open(f"sqlite:///{folder / 'data' / 'induk.sqlite'}")
    with database.write() as connection:
        a, b = sorted(connection.execute(sa.select(bib_record.c.record_id)).scalars())
        connection.execute(sa.insert(edge).values(a=a, b=b, verdict="unsure", score=0.7))
    database.close()
    environment = {**os.environ, "INDUK_CONFIG": str(config), "INDUK_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "induk", "serve", "--port", "0", "--workers", "2"],
        env=environment,
        cwd=Path(induk.__file__).parent,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stderr is not None
        try:
            yield server.stderr.readline().split()[2].rstrip("/")
        finally:
            os.killpg(server.pid, signal.SIGTERM)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Chromium]:
    """A browser that runs no script of a page, and that Rina has logged in with."""
    with Chromium(tmp_path_factory.mktemp("profile")) as opened:
        opened.call("Emulation.setScriptExecutionDisabled", value=True)
        log_in(opened, address)
        yield opened


def press(browser: Chromium, element: str, text: str = "") -> None:
    """Put the focus on an element, type, press Enter, and wait for the page that comes."""
    before = browser.loads
    browser.evaluate(f"document.querySelector({element!r}).focus()")
    if text:
        browser.call("Input.insertText", text=text)
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", text="\r", windowsVirtualKeyCode=13)
    browser.loaded(before)


def log_in(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/staff?lang=en", width=320)
    assert path(browser) == "/staff/login"
    press(browser, "#token", TOKEN)
    assert path(browser) == "/staff"


def path(browser: Chromium) -> str:
    return str(browser.evaluate("location.pathname"))


def said(browser: Chromium, element: str) -> str:
    return str(browser.evaluate(f"document.querySelector({element!r}).textContent.replace(/\\s+/g, ' ').trim()"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "dark", "language"), [(320, False, "id"), (1200, True, "en")])
def test_a_page_fits_can_be_touched_and_read(browser, address, page, width, dark, language):
    browser.open(f"{address}{page}?lang={language}", width=width, dark=dark)
    assert path(browser) == page
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == []
    assert browser.log == []


def test_a_pair_is_judged_and_taken_back_by_the_keyboard(browser, address):
    browser.open(f"{address}/staff/review?lang=en", width=320)
    browser.evaluate("document.querySelector('#note-1').value = 'two books'")
    press(browser, "button[value=different]")
    assert "Judged to be different:" in said(browser, "[role=status]") and "Note: two books" in said(browser, "main")
    assert "0 pairs wait to be judged" in said(browser, "main")
    press(browser, "[role=status] button")
    assert "Took back that" in said(browser, "[role=status]") and "1 pair waits to be judged" in said(browser, "main")
    browser.open(f"{address}/staff/log?lang=en", width=320)
    assert browser.evaluate("document.querySelectorAll('ol.log > li').length") == 3
    assert browser.log == []


def test_no_script_reads_the_cookie_and_logging_out_ends_it(browser, address):
    browser.open(f"{address}/staff?lang=en")
    assert browser.evaluate("document.cookie") == ""
    press(browser, ".desk form button")
    assert path(browser) == "/staff/login"
    browser.open(f"{address}/staff/log?lang=en")
    assert path(browser) == "/staff/login"
    log_in(browser, address)
