"""The known faults of known software, in one readable place.

From the sources of each program and from answers of running installations (SLiMS 9, EPrints 3.4, Omeka Classic). A
mark, which only that program makes, outweighs an address, which others may use too; the first that fits is taken.
"""

import re
from typing import NamedTuple

from config.errors import ConfigError
from config.i18n import N_, _


class Profile(NamedTuple):
    """One kind of software.

    Attributes:
        software: its name.
        mark: an expression that only its answers match: Identify, or a page of ListRecords or ListIdentifiers.
        address: an expression that the address of such an endpoint matches.
        unless: an expression; where it matches the address or the answer, it is another program.
        site: an expression that its home page matches.
        paths: where it answers, below the address of a site.
        incremental: its dates can be trusted: changes and deletions show in an incremental harvest.
        windows: `from` and `until` narrow a list, so that it can be asked for in pieces.
        listed_ids: ListIdentifiers names records as ListRecords does.
        avoid: metadataPrefixes that it offers and cannot serve.
        verbatim: its tokens are encoded already and go back as they came.
        faults: what it does wrong and what we do about it, one sentence each, marked for translation.
    """

    software: str
    mark: str | None = None
    address: str | None = None
    unless: str | None = None
    site: str | None = None
    paths: tuple[str, ...] = ()
    incremental: bool = True
    windows: bool = True
    listed_ids: bool = True
    avoid: tuple[str, ...] = ()
    verbatim: bool = False
    faults: tuple[str, ...] = ()


NO_CHANGES = N_("Edited and removed records do not show in an incremental harvest: it is swept in full each time.")
KEEPS_NONE = N_("It keeps no deletions (`deletedRecord` is `no`): it is swept in full each time.")
HOST_IN_ID = N_("The identifiers hold the server's name and change with it.")

NAMED = r"<(?:\w+:)?(?:sampleIdentifier|header[^>]*>\s*<(?:\w+:)?identifier)>"
"""What stands before an identifier, in Identify and in lists."""

PROFILES: dict[str, Profile] = {
    "induk": Profile("Induk", mark=r"<title>Induk</title>", site=r"/static/induk\b", paths=("oai",)),
    "slims-oai2": Profile(
        "SLiMS oai2.php",
        mark=rf"{NAMED}oai:[^<]*:slims-\d+<",
        address=r"/oai2\.php",
        unless=rf"{NAMED}(?!oai:[^<]*:slims-)",
        site=r"content=[\"'](?:SLiMS|Senayan)|[?&]p=(?:show_detail|librarian)\b",
        paths=("oai2.php",),
        incremental=False,
        verbatim=True,
        faults=(
            NO_CHANGES,
            HOST_IN_ID,
            N_("Resumption tokens are encoded already: a token that is refused is sent again as it came."),
            N_("Dates are those of entry, and hidden records are listed as deleted."),
        ),
    ),
    "slims-oai": Profile(
        "SLiMS oai.php",
        mark=rf"@slims\.web\.id|{NAMED}oai:slims/\d+<|</protocolVersion>\s*<repositoryName>",
        address=r"/oai\.php",
        unless=r"/oai2\.php|<toolkit|sampleIdentifier>|</protocolVersion>\s*<adminEmail|<datestamp>[\d-]{10}[T<]",
        site=r"content=[\"'](?:SLiMS|Senayan)|[?&]p=(?:show_detail|librarian)\b",
        paths=("oai.php",),
        incremental=False,
        windows=False,
        faults=(
            NO_CHANGES,
            N_("Records have no dates, and `from`, `until` and `set` are ignored."),
            N_("One hidden record makes its whole page fail."),
            N_("`oai2.php` beside it does better where it answers; records keep their place when `url` is changed."),
        ),
    ),
    "inlislite": Profile(
        "INLISLite",
        # It calls itself by the server's name, and its address is never https (article/modules/Oai/oaidp-config.php).
        mark=r"<repositoryName>([^<]+)</repositoryName>\s*<baseURL>http://\1/[^<]*</baseURL>\s*<protocolVersion>2\.0<"
        r"/protocolVersion>\s*<earliestDatestamp>2011-01-01T00:00:00Z</earliestDatestamp>\s*<deletedRecord>no<"
        r"|<repositoryName>[^<]*(?i:inlis)",
        address=r"inlis|/opac/oai/?(?:\?|$)",
        unless=r"\.aspx",  # version 2 is another program
        site=r"(?i:inlis ?lite)",
        paths=("opac/oai", "inlislite3/opac/oai"),
        incremental=False,
        windows=False,
        listed_ids=False,
        avoid=("marcxml", "oai_marc", "rif"),
        faults=(
            NO_CHANGES,
            HOST_IN_ID,
            N_("`from`, `until` and `set` only change the count, not the records."),
            N_("Its MARC formats break off or are damaged: Dublin Core is taken."),
            N_("ListIdentifiers names records otherwise than ListRecords: only ListRecords is used."),
        ),
    ),
    "eprints": Profile(
        "EPrints",
        # 7374617475733D is `status=`, as EPrints writes its sets
        mark=r"eprints server software \(EPrints|<setSpec>7374617475733D",
        address=r"/cgi/oai2\b|/perl/oai2?(?:[/?]|$)",
        site=r"content=[\"']EPrints",
        paths=("cgi/oai2",),
        faults=(
            N_("A record that lacks the format comes without content: it is set aside."),
            N_("A token whose last records vanished leads to an empty answer: that is the end of the list."),
        ),
    ),
    "dspace": Profile(
        "DSpace",
        # The prefix `doc` is left behind by its stylesheets; XOAI alone is not its mark: Dataverse uses it as well.
        mark=r'xmlns:doc="http://www\.lyncode\.com/xoai"|<setSpec>(?:com|col|hdl)_[\d.]+_\d+<'
        r"|sampleIdentifier>oai:[^<:]+:(?!10\.)[\d.]+/\d+<|<repositoryName>[^<]*DSpace",
        address=r"/oai/(?:request|driver|openaire\w*|rioxx\w*)(?:[/?]|$)|/dspace-oai/",
        unless=r":node-\d+<|[Dd]ataverse|bepress\.com/",  # the first is Drupal, which answers at /oai/request too
        site=r"content=[\"']DSpace|<ds-app|/xmlui/|/jspui/",
        paths=("server/oai/request", "oai/request", "dspace-oai/request"),
        faults=(
            N_("When its index fails it sends an empty or short list without an error."),
            N_("Records become visible later than their date says: the last day is asked for again."),
        ),
    ),
    "ojs": Profile(
        "OJS",
        mark=r"<title>Open (?:Journal Systems|Monograph Press|Preprint Systems)<|<name>Public Knowledge Project<"
        r"|<identifier>oai:[^<]*:article/\d+</identifier>\s*<datestamp>[^<]*</datestamp>\s*<setSpec>[\w.-]+:",
        address=r"index\.php/[^/?]+/(?:[a-z]{2}(?:_\w+)?/)?oai(?:[/?]|$)|/ojs\d*/(?:[^/?]+/)*oai(?:[/?]|$)",
        site=r"content=[\"']Open (?:Journal|Monograph|Preprint)",
        paths=("index.php/index/oai", "index/oai"),
        # record.tpl of its plugin marcxml, of 2013 to 2025: `<datafield id="773" i1="0">`, every 008 says `eng`
        avoid=("marcxml", "oai_marc"),
        faults=(
            N_("Removed articles may be listed as deleted and as living at once; the living one counts."),
            N_("Its MARC lacks the journal, the pages and the languages: Dublin Core is taken."),
            N_("When OAI is switched off it leads to a web page: ask the journal to switch it on."),
        ),
    ),
    "omeka": Profile(
        "Omeka",
        mark=r"<title>Omeka|omeka\.org/codex/Plugins/OaiPmhRepository",
        address=r"/oai-pmh-repository/request",
        site=r"content=[\"']Omeka|/items/browse|omeka",
        paths=("oai-pmh-repository/request", "oai"),
        incremental=False,
        faults=(KEEPS_NONE, N_("Resumption tokens live for ten minutes.")),
    ),
    "koha": Profile(
        "Koha",
        mark=rf"{NAMED}KOHA-OAI-TEST:\d|/oai\.pl</baseURL>(?s:.*)<earliestDatestamp>0001-01-01",
        address=r"/koha/oai\.pl|/opac/oai\.pl",
        site=r"content=[\"']Koha|/cgi-bin/koha/",
        paths=("cgi-bin/koha/oai.pl",),
        faults=(
            N_("A token on the last full page may lead nowhere: that is the end of the list."),
            N_("A changed copy shows a new date but is not found by it: a full sweep now and then finds it."),
        ),
    ),
    "dataverse": Profile(
        "Dataverse",
        mark=r"<repositoryName>[^<]*Dataverse|<metadataPrefix>dataverse_json<",
        address=r"//(?:[\w-]+\.)*dataverse[\w.-]*(?::\d+)?/oai/?(?:\?|$)|/dvn/OAIHandler",
        site=r"(?i:dataverse)",
        paths=("oai",),
        faults=(N_("An answer may break off inside a record when an export failed."),),
    ),
}

UNKNOWN = Profile("")
SAID_ADDRESS = re.compile(r"<(?:\w+:)?(?:baseURL|request)(?:\s[^<>]*)?>\s*([^<\s]*)\s*<")

ENDPOINTS = tuple(
    dict.fromkeys(
        (
            *(path for profile in PROFILES.values() for path in profile.paths),
            "index.php/oai",
            "oai-pmh",
            "oai2",
            "oaipmh/oai.aspx",
            "oai/oai2.aspx",
        )
    )
)
"""Where the usual software answers, below the address of the site (Indonesia OneSearch manual; each program's docs)."""


def recognise(url: str, said: str) -> str | None:
    """The name of the profile that fits, or None.

    Args:
        url: the address that was asked.
        said: its Identify answer, or another answer of it; may be empty.
    """
    addresses = "\n".join((url, *SAID_ADDRESS.findall(said)[:2]))
    for by, where in (("mark", said), ("address", addresses)):
        for key, profile in PROFILES.items():
            sign = getattr(profile, by)
            if sign and re.search(sign, where, re.MULTILINE) and not _other(profile, addresses, said):
                return key
    return None


def _other(profile: Profile, addresses: str, said: str) -> bool:
    """Whether something speaks against a profile."""
    return bool(profile.unless and (re.search(profile.unless, addresses) or re.search(profile.unless, said)))


def named(declared: str, url: str, said: str) -> Profile:
    """The profile of a source: `auto` looks for it, `none` trusts the server, else the one of that name."""
    if declared == "auto":
        return PROFILES.get(recognise(url, said) or "", UNKNOWN)
    return PROFILES.get(declared, UNKNOWN)


def check_name(declared: str, source: str) -> None:
    """Refuse a profile that we do not know; `source` says whose it is: `MEMBER/SOURCE`.

    Raises:
        ConfigError: with the names that we know.
    """
    if declared not in ("auto", "none", *PROFILES):
        raise ConfigError(
            _("{source}: `profile` is {name}, which is not known.", source=source, name=repr(declared)),
            _("Known profiles: {names}.", names=", ".join(("auto", "none", *PROFILES))),
        )
