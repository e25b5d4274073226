"""Numbers, addresses and shelf marks, from elements that hold any of them."""

import re
from collections.abc import Iterator

from indexer.formats.dc_profiles import Meanings, Program, texts
from indexer.formats.draft import Draft
from indexer.formats.values import is_doi_address, is_url, url_kind
from indexer.normalise.identifiers import lccn, oclc

# An ISBN or ISSN that stands alone or says what it is; a citation may hold one of something else.
_NUMBER = re.compile(
    r"(?:urn:)?(?:e-?|p-?)?is[bs]n(?:-1[03])?[\s:].*|[\d -]{8,18}[\dXx](?:\s*\(.*)?|\d{4}-?\d{3}[\dXx]", re.IGNORECASE
)
_PSEUDO = re.compile(r"(?:javascript|vbscript|data|file|about|blob):", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]{0,300}?href\s?=\s?[\"']([^\"'<>]{1,1000})[\"']", re.IGNORECASE)
_HANDLE = re.compile(r"hdl:\s?(?=[\d.]+/)", re.IGNORECASE)
_DOI_ONLY = re.compile(r"(?:doi\s?:\s?(?://)?|info:doi/|urn:doi:)?10\.\d{4,9}/\S+(?:\s<[^<>]*>)?", re.IGNORECASE)
_SHELF = re.compile(r"call (?:number|no\.?)\s?:\s?(.{1,60})$", re.IGNORECASE)
_NO_COVER = re.compile(r"/images/default/")
_CALL_NUMBER = 40  # characters; what is longer is a citation


def identify(said: Meanings, draft: Draft, program: Program) -> str | None:
    """Fill in the numbers and addresses of a draft; gives the call number."""
    for value in texts(said.get("isbn", ())):
        draft.add_isbn(value)
    for value in texts(said.get("issn", ())):
        draft.add_issn(value)
    for value in texts(said.get("number", ())):
        draft.add_standard_number(value)
    for value in texts(said.get("doi", ())):
        draft.add_doi(value)
    marks = [*texts(said.get("call_number", ())), *_identifiers(said, draft, program)]
    for value in texts(said.get("fulltext", ())):
        _file(value, draft)
    _related(said, draft, program)
    _covers(said, draft)
    return next(iter(marks), None)


def _identifiers(said: Meanings, draft: Draft, program: Program) -> Iterator[str]:
    """What `identifier` holds; what may be a call number is given back."""
    for value in texts(said.get("identifier", ())):
        address = _address(value)
        if address:
            draft.add_url(address)
        elif _NUMBER.fullmatch(value):
            draft.add_standard_number(value)
        elif value.startswith("info:oclcnum/"):
            draft.oclc += filter(None, [oclc(value)])
        elif value.startswith("info:lccn/"):
            draft.lccn += filter(None, [lccn(value)])
        elif shelf := _SHELF.match(value):
            yield shelf[1]
        elif not draft.add_doi(value) and program.holding and len(value) <= _CALL_NUMBER:
            yield value


def _address(value: str) -> str | None:
    """The address that a text is, or that a browser would take it for; that of a handle is spelled out."""
    if is_url(value) or _PSEUDO.match(value):
        return value
    if found := _ANCHOR.search(value):
        return found[1]
    if _HANDLE.match(value):
        return "https://hdl.handle.net/" + _HANDLE.sub("", value).strip()
    return f"https://{value}" if value.startswith("www.") and " " not in value else None


def _file(value: str, draft: Draft) -> None:
    address = _address(value)
    if address:
        kind = url_kind(address)
        draft.add_url(address, kind if kind == "cover" else "fulltext")


def _related(said: Meanings, draft: Draft, program: Program) -> None:
    """Addresses of other things or other forms of this one. A DOI among them counts where there is no other."""
    own = bool(draft.doi) or program.type == "dataset"
    for value in texts(said.get("related", ())):  # the galleys of OJS
        if (address := _address(value)) and not is_doi_address(address):
            draft.add_url(address, "fulltext")
    for value in texts(said.get("relation", ())):
        address = _address(value)
        if address and not (own and is_doi_address(address)):
            first = "record" if not any(url.kind == "record" for url in draft.urls) else "other"
            kind = url_kind(address)
            draft.add_url(address, first if kind == "record" else kind)
        elif not address and not own and _DOI_ONLY.fullmatch(value):
            draft.add_doi(value)
    for value in texts(said.get("source", ())):
        if is_url(value) and (program.holding or url_kind(value) == "fulltext"):
            draft.add_url(value)
        elif _NUMBER.fullmatch(value):
            draft.add_standard_number(value)


def _covers(said: Meanings, draft: Draft) -> None:
    for value in texts(said.get("cover", ())):
        if is_url(value) and not _NO_COVER.search(value):
            draft.add_url(value, "cover")
    for value in texts(said.get("description", ())):  # Digital Commons
        if is_url(value) and url_kind(value) == "cover":
            draft.add_url(value, "cover")
