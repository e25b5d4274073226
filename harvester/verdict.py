"""Answers that no patience makes better: doors that are shut to programs, and questions that are too large."""

from collections.abc import Mapping

from config.i18n import _
from harvester.answer import Answer, speaks_oai
from harvester.faults import Fault

CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": ""}
"""Headers, in small letters, and what their value begins with, by which a bot protection says that it answered."""

CHALLENGE_STATUSES = frozenset({200, 202, 403, 405, 429, 503})

CHALLENGE_MARKS = (
    b"<title>just a moment...",  # Cloudflare
    b"_cf_chl_opt",
    b"attention required! | cloudflare",
    b"checking your browser before",
    b"making sure you&#39;re not a bot",  # Anubis
    b"making sure you're not a bot",
    b"/.within.website/x/",
    b"ddos-guard",
    b"_incapsula_resource",
    b"imunify360",
    b"sucuri website firewall",
    b"awswafcookiedomainlist",
    b"enable javascript and cookies to continue",
    b"verify you are human",
)
"""What pages of bot protections hold near their beginning, in small letters. What Cloudflare adds to ordinary pages too
(`challenge-platform`) is not among them."""

REFUSED = frozenset({401, 403})
TOO_MUCH = frozenset({413, 414})


def verdict(answer: Answer, headers: Mapping[str, str]) -> Fault | None:
    """The fault that an answer is, if asking again is useless or a nuisance.

    Args:
        headers: of the answer; names in any letters.
    """
    status, url = answer.status, answer.url
    if _challenges(answer, headers):
        return Fault("bot-challenge", _("{url} answered with a test for people, not with records.", url=url))
    if status in TOO_MUCH:
        return Fault(
            "too-many-records", _("{url} says that this is too much at once ({status}).", url=url, status=status)
        )
    if status in REFUSED and not speaks_oai(answer):
        return Fault("refused", _("{url} does not let us in ({status}).", url=url, status=status))
    return None


def _challenges(answer: Answer, headers: Mapping[str, str]) -> bool:
    said = {key.lower(): value.lower() for key, value in headers.items()}
    if any(key in said and said[key].startswith(value) for key, value in CHALLENGE_HEADERS.items()):
        return True
    if answer.status not in CHALLENGE_STATUSES or speaks_oai(answer):
        return False
    head = answer.start(4 * 4096).lower()
    return b"<html" in head and any(mark in head for mark in CHALLENGE_MARKS)
