"""What a file is, by its first bytes: where they clearly show a format, nothing else counts."""

import re

from config.i18n import N_, _
from harvester.faults import Fault
from harvester.files import bibtex, csl, encoding, ris
from harvester.files.marc import FILLER, LOOKS_LIKE

XML_FORMATS = ("marcxml", "oai_dc", "mods")
XML = re.compile(
    rb"<\?xml\s|<!--|<(?:[\w.-]+:)?(?:OAI-PMH|ListRecords|GetRecord|collection|records?|modsCollection|mods|dc)[\s>]"
)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
LINE_MODE = re.compile(rb"=(?:LDR|\d{3})  ")
REFERENCES = {"ris": ris.LOOKS_LIKE, "bibtex": bibtex.LOOKS_LIKE, "csl": csl.LOOKS_LIKE}
UNREADABLE: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an old or locked Excel file: save it as XLSX or CSV, unlocked")),
    (30, b"mimetypeapplication/vnd.oasis.opendocument", N_("an OpenDocument file: save it as XLSX or CSV")),
    (0, b"%PDF-", N_("a PDF: ask for the records themselves, as MARC, XML, CSV or XLSX")),
    (0, b"BZh", N_("a bzip2 archive: pack it as ZIP or gzip")),
    (0, b"\xfd7zXZ\0", N_("an xz archive: pack it as ZIP or gzip")),
    (0, b"\x28\xb5\x2f\xfd", N_("a Zstandard archive: pack it as ZIP or gzip")),
    (0, b"7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive: pack it as ZIP or gzip")),
    (0, b"Rar!\x1a\x07", N_("a RAR archive: pack it as ZIP or gzip")),
    (257, b"ustar", N_("a tar archive: pack its files as ZIP, or each with gzip")),
)
"""Where which bytes stand in what we cannot read, and what to do about it."""


def of(head: bytes, declared: str) -> str:
    """What a file is: `marc21`, `marc-lines`, `marcxml`, `oai_dc`, `mods`, `ris`, `bibtex`, `csl`, `csv` or `xlsx`.

    Args:
        head: its first bytes.
        declared: what the configuration says; it holds where the bytes show no other format.

    Raises:
        Fault: `file-unreadable`: they show one that we cannot read.
    """
    for place, magic, what in UNREADABLE:
        if head.startswith(magic, place):
            raise Fault("file-unreadable", _("It is {what}.", what=_(what)))
    if head.startswith(b"PK\x03\x04"):
        if b"[Content_Types].xml" in head or b"xl/" in head:
            return "xlsx"
        raise Fault("file-unreadable", _("It is an archive inside an archive: unpack it once."))
    if found := encoding.wide(head):
        head = head[: len(head) // 4 * 4].decode(found, "ignore").encode()
    text = head.lstrip(FILLER)
    if HTML.match(text):
        raise Fault("file-unreadable", _("It is a web page, perhaps of a login or an error."))
    if XML.match(text):
        return declared if declared in XML_FORMATS else "marcxml"
    if LOOKS_LIKE.match(text):
        return "marc21"
    if LINE_MODE.match(text):
        return "marc-lines"
    shown = next((each for each, looks in REFERENCES.items() if looks.match(text)), None)
    return shown or ("csv" if declared == "xlsx" else declared)
