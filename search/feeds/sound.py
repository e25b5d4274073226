"""Text that may stand in XML: what the standard forbids is taken out, since one such character breaks a whole feed."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the production Char of XML 1.0 (fifth edition, section 2.2)."""


def sound(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold, not even escaped."""
    return _FORBIDDEN.sub("", text)


def shortened(text: str, most: int) -> str:
    """`text` in at most so many characters, cut between words where that leaves half of them, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rpartition(" ")[0]
    return (words if len(words) * 2 >= most else cut).rstrip(" ,;:.-") + "…"
