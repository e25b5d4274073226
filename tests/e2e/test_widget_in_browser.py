"""The search box in the site of an imaginary library: another origin, a strict policy, the keyboard, no script."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from chromium import PATH, Chromium
from host import library_site
from test_pages import PALE, SMALL_TARGETS, TOO_WIDE

import induk
from config import cli

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PATH is None, reason="no browser is installed (Debian: apt install chromium)"),
]

CSV = """No,Judul,Pengarang,Tahun
1,Pengantar ilmu perpustakaan,Sulistyo-Basuki,1991
2,Pengantar <img src=x onerror=alert(1)> arsip,Marsden,2008
3,Pengolahan bahan pustaka,Yusuf,2001
"""
CONFIG = """
consortium: {name: Jaringan Perpustakaan Uji, languages: [id, en]}
members:
  - id: satu
    name: Perpustakaan Satu
    sources: [{type: file, path: "satu.csv", format: csv, columns: {title: Judul, creators: Pengarang, year: Tahun}}]
  - id: dua
    name: Perpustakaan Dua
    sources: [{type: file, path: "dua.csv", format: csv, columns: {title: Judul, creators: Pengarang, year: Tahun}}]
"""
BOXES = {
    "element": "as=element&language=en",
    "inline": "as=element&language=en&results=inline&member=satu",
    "form": "as=form&language=en&member=satu",
    "frame": "as=iframe&language=en&results=inline",
    "link": "as=link&language=id&member=satu",
}
KEYS = {"ArrowDown": 40, "ArrowUp": 38, "Enter": 13, "Escape": 27, "Tab": 9}
ROOT = "document.querySelector('induk-search').shadowRoot"
INPUT = f"{ROOT}.querySelector('input')"
LIST = f"{ROOT}.querySelector('[role=listbox]')"
RESULTS = f"{ROOT}.querySelector('section')"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two libraries with three titles, served by a real process."""
    folder = tmp_path_factory.mktemp("widget")
    (folder / "satu.csv").write_text(CSV, encoding="utf-8")
    (folder / "dua.csv").write_text("".join(CSV.splitlines(keepends=True)[:2]), encoding="utf-8")
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
def site(catalogue: str) -> Iterator[str]:
    """The library's site, with the snippets just as the builder page gives them."""
    boxes = {name: made(catalogue, options) for name, options in BOXES.items()}
    boxes["intruder"] = f'<iframe title="x" src="{catalogue}/search"></iframe>'
    script = f'<script type="module" src="{catalogue}/widget/induk-search.js"></script>'
    boxes["bare"] = f'<induk-search member="dua"></induk-search>{script}'
    boxes["twice"] = boxes["element"] + boxes["element"]
    with library_site(catalogue, boxes) as address:
        yield address


def made(catalogue: str, options: str) -> str:
    with urlopen(f"{catalogue}/widget?{options}") as answer:
        [code] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.read().decode(), re.S)
    return unescape(code)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def press(browser: Chromium, key: str) -> None:
    text = {"text": "\r"} if key == "Enter" else {}
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=KEYS[key],
                     **(text if kind == "keyDown" else {}))  # fmt: skip


def type_text(browser: Chromium, text: str, where: str = INPUT) -> None:
    browser.evaluate(f"{where}.focus()")
    browser.call("Input.insertText", text=text)


def wait(browser: Chromium, condition: str) -> None:
    """Until the box looks so: looked at after each of its changes; what never comes is a failure, not a pause."""
    promise = f"""new Promise((done, fail) => {{
      const look = () => {{ if ({condition}) done(true) }};
      new MutationObserver(look).observe({ROOT}, {{subtree: true, childList: true, attributes: true}});
      setTimeout(() => fail(new Error('it never came')), 30000);
      look();
    }})"""
    answer = browser.call("Runtime.evaluate", expression=promise, awaitPromise=True, returnByValue=True)
    assert "exceptionDetails" not in answer, answer


def suggested(browser: Chromium, text: str) -> list[str]:
    type_text(browser, text)
    wait(browser, f"!{LIST}.hidden")
    options: list[str] = browser.evaluate(f"[...{LIST}.children].map(o => o.firstChild.textContent)")
    return options


def asked(browser: Chromium) -> dict[str, list[str]]:
    return parse_qs(urlsplit(browser.evaluate("location.href")).query)


def told(browser: Chromium, role: str) -> list[dict]:
    """What the browser tells a screen reader of everything with a role: name, and properties by their names."""
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    return [
        {"name": node["name"]["value"]} | {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
        for node in nodes
        if node.get("role", {}).get("value") == role and not node["ignored"]
    ]


def test_the_keyboard_walks_the_suggestions_and_a_screen_reader_is_told(browser, site, catalogue):
    """APG, editable combobox with list autocomplete."""
    browser.open(f"{site}/element")
    [box] = told(browser, "combobox")
    assert (box["name"], box["expanded"]) == ("Search all libraries", False)
    assert suggested(browser, "peng")[0].startswith("Peng")
    number = browser.evaluate(f"{LIST}.children.length")
    [box] = told(browser, "combobox")
    assert box["expanded"] is True and box["autocomplete"] == "list"
    assert [one["name"] for one in told(browser, "listbox")] == ["Suggestions"]
    assert len(told(browser, "option")) == number > 1
    assert browser.evaluate(f"{ROOT}.querySelector('[role=status]').textContent") == f"{number} suggestions"

    press(browser, "ArrowDown")
    press(browser, "ArrowDown")
    assert browser.evaluate(f"{INPUT}.getAttribute('aria-activedescendant')") == "o1"
    assert [one.get("selected") for one in told(browser, "option")].index(True) == 1
    press(browser, "ArrowUp")
    press(browser, "ArrowUp")
    assert browser.evaluate(f"{INPUT}.hasAttribute('aria-activedescendant')") is False
    press(browser, "ArrowUp")
    assert browser.evaluate(f"{INPUT}.getAttribute('aria-activedescendant')") == f"o{number - 1}"

    press(browser, "Escape")
    assert browser.evaluate(f"[{LIST}.hidden, {INPUT}.value]") == [True, "peng"]
    press(browser, "ArrowDown")
    first = browser.evaluate(f"{LIST}.querySelector('[aria-selected=true]').firstChild.textContent")
    assert browser.log == []
    loads = browser.loads
    press(browser, "Enter")
    browser.loaded(loads)
    assert browser.evaluate("location.origin") == catalogue
    assert asked(browser) == {"q": [first], "lang": ["en"]}
    assert browser.evaluate("document.querySelectorAll('ol.cards li').length") >= 1


def test_enter_searches_for_what_was_typed(browser, site):
    browser.open(f"{site}/element")
    suggested(browser, "peng")
    loads = browser.loads
    press(browser, "Enter")
    browser.loaded(loads)
    assert asked(browser)["q"] == ["peng"]


def test_escape_empties_the_box_when_nothing_is_open(browser, site):
    browser.open(f"{site}/element")
    suggested(browser, "peng")
    press(browser, "Escape")
    press(browser, "Escape")
    assert browser.evaluate(f"{INPUT}.value") == ""


def test_leaving_the_box_closes_the_list_and_the_next_stop_is_the_button(browser, site):
    browser.open(f"{site}/element")
    suggested(browser, "peng")
    press(browser, "Tab")
    assert browser.evaluate(f"{ROOT}.activeElement.textContent") == "Search"
    assert browser.evaluate(f"{LIST}.hidden") is True


def test_results_stand_below_the_box_of_one_library(browser, site, catalogue):
    browser.open(f"{site}/inline")
    type_text(browser, "pengantar")
    press(browser, "Enter")
    wait(browser, f"!{RESULTS}.hidden")
    assert browser.evaluate("location.pathname") == "/inline"
    assert browser.evaluate(f"{ROOT}.activeElement === {INPUT}") is True
    assert browser.evaluate(f"{ROOT}.querySelector('[role=status]').textContent") == "2 titles found"
    titles = browser.evaluate(f"[...{RESULTS}.querySelectorAll('ol a')].map(a => a.textContent)")
    assert sorted(titles) == ["Pengantar <img src=x onerror=alert(1)> arsip", "Pengantar ilmu perpustakaan"]
    about = browser.evaluate(f"{RESULTS}.querySelector('ol').textContent")
    assert "Sulistyo-Basuki · 1991 · in 2 libraries" in about
    everything = browser.evaluate(f"{RESULTS}.querySelector('section > a').href")
    assert everything == f"{catalogue}/search?q=pengantar&member=satu&lang=en"
    record = browser.evaluate(f"{RESULTS}.querySelector('ol a').href")
    assert browser.log == []
    browser.open(record)
    assert browser.evaluate("document.querySelector('h1').textContent").strip().startswith("Pengantar")


def test_a_click_takes_a_suggestion_and_empty_hands_are_told(browser, site):
    browser.open(f"{site}/inline")
    suggested(browser, "pengol")
    box = browser.evaluate(f"(b => [b.x + 9, b.y + 9])({LIST}.firstChild.getBoundingClientRect())")
    for kind in ("mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
    wait(browser, f"!{RESULTS}.hidden")
    assert browser.evaluate(f"{INPUT}.value") == "Pengolahan bahan pustaka"
    browser.evaluate(f"{INPUT}.value = ''")
    type_text(browser, "zzzzzz")
    press(browser, "Enter")
    wait(browser, f"{RESULTS}.textContent.startsWith('0 titles found')")
    assert browser.evaluate(f"{RESULTS}.querySelectorAll('ol a').length") == 0


def test_the_box_of_attributes_alone_knows_where_the_catalogue_is(browser, site, catalogue):
    browser.open(f"{site}/bare")
    assert suggested(browser, "pe") == ["Pengantar ilmu perpustakaan"]
    where = f"(f => f.action + '?' + new URLSearchParams(new FormData(f)))({ROOT}.querySelector('form'))"
    assert browser.evaluate(where) == f"{catalogue}/search?q=pe&member=dua&lang=en"


def test_two_boxes_on_one_page_do_no_harm(browser, site):
    browser.open(f"{site}/twice")
    assert browser.evaluate("[...document.querySelectorAll('induk-search')].every(e => e.shadowRoot)") is True
    assert browser.log == []


def test_the_site_decides_how_the_box_looks(browser, site):
    browser.open(f"{site}/element")
    button, label = (
        f"getComputedStyle({ROOT}.querySelector('button'))",
        f"getComputedStyle({ROOT}.querySelector('label'))",
    )
    assert browser.evaluate(f"{button}.backgroundColor") == "rgb(122, 31, 61)"
    assert browser.evaluate(f"{button}.borderRadius") == "0px"
    assert browser.evaluate(f"{label}.fontStyle") == "italic"
    assert browser.evaluate(f"{label}.fontFamily").startswith("Georgia")


def in_the_box(fault: str) -> str:
    """A question about a page, asked of what is inside the box instead."""
    inside = fault.replace("'body *'", "'*'").replace("document.querySelectorAll", f"{ROOT}.querySelectorAll")
    return inside.replace("e = e.parentElement", "e = e.parentElement || e.getRootNode().host")


@pytest.mark.parametrize("dark", [False, True])
def test_the_box_fits_can_be_touched_and_read(browser, catalogue, dark):
    """On the builder page, which has a dark scheme too, on a phone; with an option pointed at, and with results."""
    browser.open(f"{catalogue}/widget?results=inline&language=en&lang=en", width=320, dark=dark)
    suggested(browser, "peng")
    press(browser, "ArrowDown")
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == [] == browser.evaluate(in_the_box(fault))
    press(browser, "Enter")
    wait(browser, f"!{RESULTS}.hidden")
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(in_the_box(fault)) == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= 320
    assert browser.log == []


@pytest.mark.parametrize("kind", ["element", "form", "iframe", "link"])
def test_the_builder_page_fits_and_nothing_is_refused(browser, catalogue, kind):
    browser.open(f"{catalogue}/widget?as={kind}&lang=id", width=320)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 320
    for fault in (TOO_WIDE, SMALL_TARGETS, PALE):
        assert browser.evaluate(fault) == []
    assert browser.log == []


def test_the_frame_shows_the_box_and_no_other_page_can_be_framed(browser, site, catalogue):
    browser.open(f"{site}/frame")
    [frame] = browser.call("Page.getFrameTree")["frameTree"]["childFrames"]
    assert frame["frame"]["url"].startswith(f"{catalogue}/widget/frame?")
    world = browser.call("Page.createIsolatedWorld", frameId=frame["frame"]["id"])["executionContextId"]
    inside = f"[{ROOT} !== null, {ROOT}.querySelector('form').target]"
    answer = browser.call("Runtime.evaluate", expression=inside, contextId=world, returnByValue=True)
    assert answer["result"]["value"] == [True, "_top"]
    assert browser.log == []
    browser.open(f"{site}/intruder")
    assert [line for line in browser.log if "frame-ancestors" in line]


@pytest.mark.parametrize("name", ["element", "inline", "form"])
def test_without_javascript_it_is_a_plain_form(browser, site, catalogue, name):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(f"{site}/{name}", width=320)
        assert browser.evaluate("document.querySelector('induk-search')?.shadowRoot ?? null") is None
        assert browser.evaluate("document.documentElement.scrollWidth") <= 320
        [box] = told(browser, "searchbox")
        assert box["name"] == ("Search all libraries" if name == "element" else "Search in Perpustakaan Satu")
        type_text(browser, "pengolahan", "document.querySelector('#induk-q')")
        loads = browser.loads
        press(browser, "Enter")
        browser.loaded(loads)
        assert browser.evaluate("location.origin") == catalogue
        assert asked(browser)["q"] == ["pengolahan"] and asked(browser).get("member") == (
            None if name == "element" else ["satu"]
        )
        assert browser.evaluate("document.querySelectorAll('ol.cards li').length") == 1
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_an_old_browser_keeps_the_plain_form(browser, site):
    script = browser.call(
        "Page.addScriptToEvaluateOnNewDocument", source="delete Document.prototype.adoptedStyleSheets"
    )["identifier"]
    try:
        browser.open(f"{site}/element")
        assert browser.evaluate("[document.querySelector('induk-search').shadowRoot, document.forms.length]") == [
            None,
            1,
        ]
        assert browser.log == []
    finally:
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)


def test_where_the_catalogue_gives_no_hits_to_the_script_the_form_leads_there(browser, site, catalogue):
    browser.call("Network.setBlockedURLs", urls=["*/api/v1/*"])
    try:
        browser.open(f"{site}/inline")
        type_text(browser, "pengantar")
        loads = browser.loads
        press(browser, "Enter")
        browser.loaded(loads)
        assert browser.evaluate("location.origin + location.pathname") == f"{catalogue}/search"
        assert asked(browser)["q"] == ["pengantar"]
    finally:
        browser.call("Network.setBlockedURLs", urls=[])
