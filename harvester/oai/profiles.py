"""The known faults of known software, in one readable place.

From the sources of each program and from answers of running installations (SLiMS 9, EPrints 3.4, Omeka Classic). The
signs are looked for in the address and the Identify answer; the first profile with a sign that fits is taken.
"""

import re
from typing import NamedTuple

from config.errors import ConfigError
from config.i18n import N_, _


class Profile(NamedTuple):
    """One kind of software.

    Attributes:
        software: its name.
        address: an expression that the address of such an endpoint matches.
        identify: an expression that its Identify answer matches.
        incremental: its dates can be trusted: changes and deletions show in an incremental harvest.
        faults: what it does wrong, one sentence each, marked for translation.
    """

    software: str
    address: str | None = None
    identify: str | None = None
    incremental: bool = True
    faults: tuple[str, ...] = ()


NO_CHANGES = N_("Edited and removed records do not show in an incremental harvest: it is swept in full each time.")
KEEPS_NONE = N_("It keeps no deletions (`deletedRecord` is `no`): it is swept in full each time.")
HOST_IN_ID = N_("The identifiers hold the server's name and change with it.")

PROFILES: dict[str, Profile] = {
    "induk": Profile("Induk", identify=r"<title>Induk</title>"),
    "slims-oai2": Profile(
        "SLiMS oai2.php",
        address=r"/oai2\.php",
        incremental=False,
        faults=(
            NO_CHANGES,
            HOST_IN_ID,
            N_("Resumption tokens are encoded already: a token that is refused is sent again as it came."),
        ),
    ),
    "slims-oai": Profile(
        "SLiMS oai.php",
        address=r"/oai\.php",
        identify=r"@slims\.web\.id",
        incremental=False,
        faults=(
            NO_CHANGES,
            N_("Records have no dates, and `from`, `until` and `set` are ignored."),
            N_("One hidden record makes its whole page fail."),
        ),
    ),
    "inlislite": Profile(
        "INLISLite",
        address=r"inlis",
        identify=r"[Ii][Nn][Ll][Ii][Ss]",
        incremental=False,
        faults=(NO_CHANGES, HOST_IN_ID, N_("`from`, `until` and `set` only change the count, not the records.")),
    ),
    "eprints": Profile("EPrints", address=r"/cgi/oai2"),
    "dspace": Profile(
        "DSpace",
        address=r"/(server/)?oai/request|dspace-oai",
        identify=r"dspace|DSpace|lyncode\.com/xoai",
        faults=(N_("When its index fails it sends an empty or short list without an error."),),
    ),
    "ojs": Profile(
        "OJS",
        address=r"index\.php/[^/]+/oai|/ojs",
        identify=r"Open Journal Systems|pkp\.sfu\.ca",
        faults=(N_("Removed articles may be listed as deleted and as living at once; the living one counts."),),
    ),
    "omeka": Profile(
        "Omeka",
        address=r"/oai-pmh-repository",
        identify=r"[Oo]meka",
        incremental=False,
        faults=(NO_CHANGES, N_("Resumption tokens live for ten minutes.")),
    ),
    "koha": Profile("Koha", address=r"/oai\.pl", identify=r"[Kk]oha"),
    "dataverse": Profile(
        "Dataverse",
        identify=r"[Dd]ataverse",
        faults=(N_("An answer may break off inside a record when an export failed."),),
    ),
}

UNKNOWN = Profile("")
BASE_URL = re.compile(r"<baseURL>([^<]*)<")

ENDPOINTS = (
    "oai2.php",
    "oai.php",
    "cgi/oai2",
    "oai/request",
    "server/oai/request",
    "oai",
    "index.php/index/oai",
    "index.php/oai",
    "oai-pmh-repository/request",
    "inlislite3/oai",
    "inlislite3/opac/oai",
    "cgi-bin/koha/oai.pl",
)
"""Where the usual software answers, below the address of the site (Indonesia OneSearch manual; each program's docs)."""


def recognise(url: str, identify: str) -> str | None:
    """The name of the profile that fits an address (asked, or given in Identify) and an Identify answer, or None."""
    given = BASE_URL.search(identify)
    addresses = f"{url}\n{given[1] if given else ''}"
    for by, said in (("address", addresses), ("identify", identify)):
        for key, profile in PROFILES.items():
            sign = getattr(profile, by)
            if sign and re.search(sign, said):
                return key
    return None


def named(declared: str, url: str, identify: str) -> Profile:
    """The profile of a source: `auto` looks for it, `none` trusts the server, else the one of that name."""
    if declared == "auto":
        return PROFILES.get(recognise(url, identify) or "", UNKNOWN)
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
