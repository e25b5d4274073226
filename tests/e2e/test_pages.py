"""Pages of a running catalogue in a real browser: they fit a small screen, can be touched and read."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import PATH, Chromium

import induk
from config import cli

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PATH is None, reason="no browser is installed (Debian: apt install chromium)"),
]

CSV = """No,Judul,Pengarang,ISBN,Tahun,Tautan
1,Pengantar ilmu perpustakaan dan ketidakterbandingannyadenganilmuinformasi,Sulistyo-Basuki,9789794030424,1991,https://repositori.example.org/cgi/viewcontent.cgi?article=2664&context=sangatpanjangsekali
2,Sejarah Sumatera,Marsden,,2008,
"""
CONFIG = """
consortium: {name: Jaringan Perpustakaan Uji, languages: [id, en], contact: katalog@example.org}
members:
  - id: satu
    name: Perpustakaan Satu
    email: layanan-pinjam-antarperpustakaan-yang-panjang-sekali@perpustakaan.universitas.example.org
    requests: {openurl: "https://satu.example.org/resolver"}
    sources: [&file {type: file, path: "*.csv", format: csv, columns: {
      title: Judul, creators: Pengarang, isbns: ISBN, year: Tahun, urls: Tautan}}]
  - id: dua
    name: Perpustakaan Dua
    services: {interlibrary: false, reading: true}
    sources: [*file]
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A night over one file, served by a real process."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "buku.csv").write_text(CSV, encoding="utf-8")
    config = folder / "induk.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    assert cli.run(induk.cli, ["run", "--config", str(config)]) == 0
    environment = {**os.environ, "INDUK_CONFIG": str(config), "INDUK_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "induk", "serve", "--port", "0"],
        env=environment,
        cwd=Path(induk.__file__).parent,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        try:
            yield server.stderr.readline().split()[2].rstrip("/")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


TOO_WIDE = """
[...document.querySelectorAll('body *')].filter(e => !e.closest('.hidden'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))
"""
SMALL_TARGETS = """
[...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
  .filter(e => !e.closest('p, dd, .skip') && e.checkVisibility())
  .filter(e => { const b = e.getBoundingClientRect(); return b.height < 23.5 || b.width < 23.5 })
  .map(e => e.outerHTML.slice(0, 120))
"""
PALE = """
(() => {
  const rgb = text => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c }
    return [255, 255, 255] };
  const seen = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) seen.push(e.outerHTML.slice(0, 120));
  }
  return seen;
})()
"""
PATHS = ("/", "/search", "/search?q=sumatera&language=ind&year=2000-2010", "/search?q=zzzz&type=map", "/libraries",
         "/libraries/satu", "/record/nothing", "/browse/title", "/browse/creator?from=m")  # fmt: skip


def record_path(browser: Chromium, address: str) -> str:
    browser.open(f"{address}/search?q=pengantar")
    path: str = browser.evaluate("document.querySelector('ol h2 a').getAttribute('href')")
    return path


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "dark"), [(320, False), (1200, True)])
def test_a_page_fits_can_be_touched_and_read(browser, address, path, width, dark):
    """WCAG 2.2: reflow (1.4.10), target size (2.5.8), contrast (1.4.3); and nothing is refused by our own fences."""
    browser.open(address + path, width=width, dark=dark)
    assert browser.evaluate("document.querySelectorAll('h1').length") == 1
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == []
    assert not [line for line in browser.log if "404" not in line or path != "/record/nothing"]


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1200, False)])
def test_a_record_fits_can_be_touched_and_read(browser, address, width, dark):
    browser.open(address + record_path(browser, address), width=width, dark=dark)
    assert "Pengantar ilmu perpustakaan" in browser.evaluate("document.querySelector('h1').textContent")
    structured = browser.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent")
    assert json.loads(structured)["isbn"] == ["9789794030424"]
    assert browser.evaluate("document.querySelectorAll('article a[href*=viewcontent]').length") == 1
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == []
    assert browser.log == []


OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.mark.parametrize("page", ["record", "request", "why"])
@pytest.mark.parametrize(("width", "dark"), [(320, False), (1200, True)])
def test_the_pages_of_a_record_fit_with_everything_open(browser, address, page, width, dark):
    path = record_path(browser, address).replace("/record/", f"/{page}/")
    browser.open(f"{address}{path}?my=dua", width=width, dark=dark)
    browser.evaluate(OPEN_ALL)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == []
    assert browser.log == []


def test_a_click_selects_a_whole_citation(browser, address):
    browser.open(address + record_path(browser, address))
    spot = browser.evaluate(
        "(e => { e.scrollIntoView(); const b = e.getBoundingClientRect(); return [b.left + 30, b.top + 8] })"
        "(document.querySelector('.citations dd'))"
    )
    for kind in ("mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=1)
    whole = browser.evaluate("document.querySelector('.citations dd').textContent")
    assert browser.evaluate("getSelection().toString()") == whole and whole.startswith("Sulistyo-Basuki. (1991).")


def test_the_form_searches_and_the_stylesheet_is_there(browser, address):
    browser.open(f"{address}/")
    assert browser.evaluate("getComputedStyle(document.body).margin") == "0px"
    browser.evaluate("document.querySelector('#q').value = 'sumatera'")
    where = browser.evaluate(
        "(f => f.action + '?' + new URLSearchParams(new FormData(f)))(document.querySelector('form'))"
    )
    browser.open(where)
    assert browser.evaluate("document.querySelectorAll('ol.cards li').length") == 1


def test_the_focus_can_be_seen(browser, address):
    browser.open(f"{address}/")
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", windowsVirtualKeyCode=9)
    assert browser.evaluate("document.activeElement.className") == "skip"
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
