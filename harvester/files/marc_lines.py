r"""MARC in lines as MarcEdit writes it (`=245  10$aTitle`, the Library of Congress's MARCMaker), often in a `.mrc`.

Each record is handed on as MARCXML: lines have no bytes of their own to keep, and no limits of length.
"""

import io
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from harvester.files.encoding import Lines
from harvester.files.marc import STATUS, WITHDRAWN
from harvester.page import Item, digest, name
from harvester.problems import problem

LINE = re.compile(r"=(LDR|[0-9A-Za-z]{3})(?:  ?(.*))?", re.DOTALL)
LEADERS = ("LDR", "000")
MNEMONICS = {"{dollar}": "$", "{lcub}": "{", "{rcub}": "}", "{bsol}": "\\"}
"""What stands for signs that lines use themselves."""

MNEMONIC = re.compile("|".join(map(re.escape, MNEMONICS)))
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 16 * 1024 * 1024

Field = tuple[str, str]


def items(file: io.BufferedReader) -> Iterator[Item]:
    """The records of a file; each begins with its leader or after an empty line."""
    with Lines(file) as lines:
        for fields, mended in _records(lines):
            yield _item(fields, mended)


def _records(lines: Lines) -> Iterator[tuple[list[Field], bool]]:
    fields: list[Field] = []
    size, mended = 0, False
    for line in lines:
        text = line.rstrip("\r\n")
        found = LINE.fullmatch(text)
        if fields and (not text.strip() or (found and found[1] in LEADERS) or size > LONGEST):
            yield fields, mended
            fields, size, mended = [], 0, False
        if found:
            fields.append((found[1], found[2] or ""))
        elif text.strip() and fields:  # a long field that was broken into lines
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}")
        size += len(text)
        mended |= lines.mended
    if fields:
        yield fields, mended


def _item(fields: list[Field], mended: bool) -> Item:
    content = "".join(_element(tag, value) for tag, value in fields)
    clean = FORBIDDEN.sub("", content)
    payload = f'<record xmlns="http://www.loc.gov/MARC21/slim">{clean}</record>'.encode()
    repairs = {"wrong-encoding": mended, "illegal-character": clean != content}
    return Item(
        identifier=name(_identifier(fields), payload),
        format="marcxml",
        payload=payload,
        sha256=digest(payload),
        says_deleted=any(tag in LEADERS and value[STATUS : STATUS + 1] == WITHDRAWN for tag, value in fields),
        problem=None if any(tag not in LEADERS for tag, _value in fields) else problem("too-short"),
        repairs=tuple(code for code, done in repairs.items() if done),
    )


def _element(tag: str, value: str) -> str:
    if tag in LEADERS:
        return f"<leader>{escape(_blanks(value))}</leader>"
    if tag < "010":
        return f"<controlfield tag={quoteattr(tag)}>{escape(_plain(_blanks(value)))}</controlfield>"
    indicators, *subfields = value.split("$")
    blank = _blanks(indicators).ljust(2)
    inner = "".join(
        f"<subfield code={quoteattr(part[0])}>{escape(_plain(part[1:]))}</subfield>" for part in subfields if part
    )
    return f"<datafield tag={quoteattr(tag)} ind1={quoteattr(blank[0])} ind2={quoteattr(blank[1])}>{inner}</datafield>"


def _blanks(value: str) -> str:
    """A backslash stands for a blank in leaders, control fields and indicators."""
    return value.replace("\\", " ")


def _plain(value: str) -> str:
    return MNEMONIC.sub(lambda found: MNEMONICS[found[0]], value) if "{" in value else value


def _identifier(fields: list[Field]) -> str | None:
    for tag, value in fields:
        if tag == "001" and value.strip():
            return _plain(_blanks(value))
    for tag, value in fields:
        if tag == "035" and (number := re.search(r"\$a([^$]+)", value)):
            return _plain(number[1])
    return None
