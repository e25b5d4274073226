"""Names of authors as databases of articles list them, where several styles meet in one table.

`Smith JA, Doe B` (PubMed), `Smith, J.A.; Doe, B.` (Scopus), `Smith, J., & Doe, B.` (APA), `John Smith, Ann Doe` (DBLP),
`J Smith, A Doe…` (Google Scholar), `Smith, John and Doe, Ann` (BibTeX). In a list of articles, unlike one of books, a
comma parts more often than it inverts, so names without a semicolon are told apart by what stands between the commas.
"""

import re

from indexer.normalise import names

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_INITIALS = rf"{_CAPITAL}(?:[.\s-]{{0,2}}{_CAPITAL}){{0,3}}\.?"
_SUFFIX = r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\b\.?"
_SUFFIXED = re.compile(_SUFFIX)
# `Smith JA`, `van der Berg J. A.`, `Smith JA Jr`
_BEHIND = re.compile(
    rf"(?P<family>[^\W\d_](?:[^\d,;.()]|(?<=St)\.){{1,60}}) (?P<initials>{_INITIALS})(?: (?P<suffix>{_SUFFIX}))?"
)
# `JA Smith`, `J. A. Smith`
_FRONT = re.compile(rf"{_INITIALS}(?:\s+|(?<=\.))[^\W\d_][^\d,;()]{{1,60}}")
_ONLY_INITIALS = re.compile(_INITIALS)
_GLUED = re.compile(rf"(?P<family>[^,]*[^\W\d_A-Z][^,]*),\s*(?P<initials>{_CAPITAL}{{2,3}})")
_LIST = re.compile(r"[;|\n]")
_AND = re.compile(r"(?:^|,|(?<=\s))\s?(?:and|&|dan|und)\s")
_NUMBER = re.compile(r"\s?\(\d{6,20}\)")  # of an author in Scopus
_MORE = re.compile(r"(?:…|\.{3})[\s,.]{0,9}$")  # Google Scholar cuts long lists
_CLOSE = re.compile(r"\s?,(?=\S)")
_MOST = 0.7  # of the pieces of a long list have to be whole names; some people have one word
_LONGEST = 200  # characters of a name; what is longer is none, and would keep the patterns busy


def authors(value: str) -> list[str]:
    """The names in a cell or line of a list of articles, each as the catalogue writes names: `Smith, J. A.`

    `et al.` and what names nobody is left out.
    """
    found: list[str] = []
    for piece in _LIST.split(_NUMBER.sub("", value)):
        piece = _MORE.sub("", piece.strip())
        body = "," not in piece and len(piece) <= _LONGEST and names.kind_of_name(piece) != "person"
        for people in [piece] if body else _AND.split(piece):
            for name in _between_commas(people.strip(" ,")):
                alone = len(name) > _LONGEST or _is_plain(name)
                found += [spread(name)] if alone else map(spread, names.split_names(name))
    return [name for name in found if name]


def spread(name: str) -> str:
    """One name with the family name first and its initials apart: `Smith JA` and `Smith, JA` are `Smith, J. A.`

    Any other name stays as it is.
    """
    if len(name) > _LONGEST:
        return name
    name = _CLOSE.sub(", ", name.strip())
    found = _BEHIND.fullmatch(name) or _GLUED.fullmatch(name)
    if found is None or (name.isupper() and len(_letters(found["initials"])) > 2):  # `DE LA CRUZ`
        return name
    initials = " ".join(f"{letter}." for letter in _letters(found["initials"]))
    suffix = found.groupdict().get("suffix")
    return f"{found['family'].strip()}, {initials}" + (f", {suffix}" if suffix else "")


def _letters(initials: str) -> str:
    return re.sub(r"[\W_]", "", initials)


def _is_plain(name: str) -> bool:
    return bool(_BEHIND.fullmatch(name) or _GLUED.fullmatch(name))


def _between_commas(value: str) -> list[str]:
    parts: list[str] = []
    for part in filter(None, (piece.strip() for piece in value.split(","))):
        if parts and (_SUFFIXED.fullmatch(part) or _is_degree(part, behind=parts[-1])):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    if len(parts) < 2 or max(map(len, parts)) > _LONGEST:
        return [value]
    whole = sum(map(_is_whole, parts))
    if whole == len(parts) or (len(parts) > 3 and whole >= _MOST * len(parts)):
        return parts
    families, givens = parts[::2], parts[1::2]
    inverted = [f"{family}, {given}" for family, given in zip(families, givens, strict=False)]
    if len(parts) % 2 == 0 and not any(map(_ONLY_INITIALS.fullmatch, families)):
        if all(map(_ONLY_INITIALS.fullmatch, givens)):
            return inverted
        if (
            len(parts) > 2
            and all(len(given.split()) <= 2 for given in givens)
            and all(len(f.split()) == 1 for f in families)
        ):
            return inverted
    return [value]


def _is_degree(part: str, *, behind: str) -> bool:
    """Whether a piece between commas is a degree of the whole name before it: `Ahmad Siregar, S.Pd.`"""
    if len(behind.split(",")[0].split()) < 2 or len(part) > 20:
        return False
    return names.parse(f"Nama Orang, {part}").tokens == names.parse("Nama Orang").tokens


def _is_whole(part: str) -> bool:
    """Whether a piece between commas is a whole name, or `et al.`"""
    if _BEHIND.fullmatch(part) or _FRONT.fullmatch(part) or not names.split_names(part):
        return True
    return len(part.split(",")[0].split()) > 1 and not _ONLY_INITIALS.fullmatch(part)
