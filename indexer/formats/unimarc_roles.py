"""Relator codes of UNIMARC (Appendix C), as the words of the catalogue."""

from indexer.formats.values import role_word

_ROLES = {
    "author": "070 090 100 330 305", "editor": "340 710", "translator": "730", "illustrator": "440 410",
    "compiler": "220", "composer": "230", "lyricist": "520 480", "performer": "590 005 721 755 545", "conductor": "250",
    "director": "300", "producer": "630", "narrator": "550", "photographer": "600", "artist": "040 705 530",
    "cartographer": "180", "advisor": "727", "examiner": "555 956 958", "sponsor": "723 400",
    "degree grantor": "295", "publisher": "650", "printer": "610", "engraver": "350", "arranger": "030",
    "author of introduction": "080 075", "annotator": "020 200 210",
    "contributor": "205 570 651 673",
}  # fmt: skip
_BY_CODE = {code: role for role, codes in _ROLES.items() for code in codes.split()}


def role_of(code: str) -> str | None:
    """Our word for a code in $4: three digits, or a word or code as MARC 21 has it; None for any other."""
    return _BY_CODE.get(code.strip()) or role_word(code)


def code_of(role: str) -> str | None:
    """The first code for our word; None where UNIMARC has none."""
    codes = _ROLES.get(role)
    return codes.split()[0] if codes else None
