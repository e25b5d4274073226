"""Related items and identifiers in MODS: host, series, and numbers by their type."""

from indexer.formats.draft import Draft
from indexer.formats.mods_elements import Element, child, every, said, whole_title
from indexer.formats.values import bare, first, host_parts, is_url
from indexer.normalise import identifiers
from indexer.record import Host

_VOLUMES = ("volume", "vol", "band", "jilid")
_ISSUES = ("issue", "number", "no")


def fill(root: Element, draft: Draft) -> None:
    """Fill in host and series of a draft."""
    for item in every(root, "relatedItem"):
        role = item.get("type")
        if role == "series":
            draft.series += filter(None, [_series(item)])
        elif role == "host" and "ollection" not in (item.get("displayLabel") or ""):
            draft.host = draft.host or _host(item)
            for number in every(item, "identifier"):
                if (number.get("type") or "").casefold() == "issn":
                    draft.add_issn(said(number))


def _series(item: Element) -> str:
    """`Title ; number`. SLiMS writes the title beside an empty `titleInfo`."""
    for info in every(item, "titleInfo"):
        if title := whole_title(info):
            number = child(info, "partNumber")
            return f"{bare(title)} ; {number}" if number else bare(title)
    return bare(child(item, "title"))


def _host(item: Element) -> Host | None:
    title = next((bare(title) for info in every(item, "titleInfo") if (title := whole_title(info))), None)
    numbers = {
        (detail.get("type") or "").casefold(): first(
            child(detail, "number"), child(detail, "caption"), child(detail, "title")
        )
        for detail in every(item, "part", "detail")
    }
    volume, issue, pages = host_parts(child(item, "part", "text"))
    host = Host(
        title=title,
        volume=first(*(numbers.get(name) for name in _VOLUMES), volume),
        issue=first(*(numbers.get(name) for name in _ISSUES), issue),
        pages=first(_pages(item), pages),
    )
    return host if host != Host() else None


def _pages(item: Element) -> str | None:
    for extent in every(item, "part", "extent"):
        if (extent.get("unit") or "page").casefold() in ("page", "pages", "p", "pp"):
            ends = (child(extent, "start"), child(extent, "end"))
            return "-".join(dict.fromkeys(filter(None, ends))) or child(extent, "list") or None
    return None


def number(scheme: str, value: str, draft: Draft) -> None:
    """Take one `identifier` into a draft; `scheme` is its type in small letters. Local numbers are left out."""
    if scheme == "isbn":  # SLiMS has one field for both
        draft.add_standard_number(value)
    elif scheme == "issn":
        draft.add_issn(value)
    elif scheme == "oclc":
        draft.oclc += filter(None, [identifiers.oclc(value) or identifiers.oclc(f"(OCoLC){value}")])
    elif scheme == "lccn":
        draft.lccn += filter(None, [identifiers.lccn(value)])
    elif scheme == "hdl" and not is_url(value):
        draft.add_url(f"https://hdl.handle.net/{value.removeprefix('hdl:')}")
    elif scheme == "doi" or not is_url(value):
        draft.add_doi(value)
    elif not any(url.url == value for url in draft.urls):
        draft.add_url(value)
