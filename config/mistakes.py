"""What is wrong with a value of the configuration, in our own words: pydantic's errors as sentences."""

import re
from collections.abc import Mapping
from typing import Any

from config.i18n import N_, _

MAPPING, LIST, TEXT, NUMBER = N_("a mapping"), N_("a list"), N_("a text"), N_("a number")
SWITCH, DAY = N_("true or false"), N_("a date, YYYY-MM-DD")
ADDRESS = N_("an address that begins with http:// or https://")

WANTED = {
    "model_type": MAPPING, "model_attributes_type": MAPPING, "dict_type": MAPPING,
    "tuple_type": LIST, "too_short": N_("a list with at least one value"),
    "string_type": TEXT, "path_type": TEXT, "string_too_short": N_("a text that is not empty"),
    "string_too_long": N_("a text of at most {max_length} characters"),
    "float_type": NUMBER, "finite_number": NUMBER,
    "less_than_equal": N_("a number that is at most {le:g}"),
    "greater_than_equal": N_("a number that is at least {ge:g}"),
    "bool_type": SWITCH, "bool_parsing": SWITCH, "terms": N_("true, false or a text"),
    "date_type": DAY, "date_parsing": DAY, "date_from_datetime_parsing": DAY, "date_from_datetime_inexact": DAY,
    "url_type": ADDRESS, "url_parsing": ADDRESS, "url_scheme": ADDRESS, "url_too_long": ADDRESS,
    "node_url": N_("the address of a node, without `?` or `#`"),
    "token_hash": N_("the hash of a token, as `induk staff-token NAME` prints it"),
    "short_secret": N_("a secret of at least {length} characters; `openssl rand -hex 32` makes one"),
    "network": N_("an address or a network, such as 192.0.2.7 or 10.0.0.0/8"),
    "database": N_("sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"),
}  # fmt: skip
"""Type of an error → what the key takes. The value is not shown: it may hold a password."""

CHOICES = ("literal_error", "union_tag_invalid", "choice")
MISSING = ("missing", "union_tag_not_found")

NO_KEYS = ("oai-pmh", "file", "whoosh", "tantivy", "opensearch", "bool", "str", "[key]")
"""Steps of an error's location that stand for a kind of value and not for a key of the file."""


def takes(key: str, kind: str, context: Mapping[str, Any] | None = None) -> str:
    """The sentence that `key` takes what the error of that kind asks for."""
    return _("`{key}` takes {wanted}", key=key, wanted=_(WANTED[kind], **(context or {})))


def sentence(error: Mapping[str, Any], key: str) -> str:
    """What one error of pydantic says of `key`, without a full stop."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in MISSING:
        return _("the key `{key}` is missing", key=key)
    if kind == "extra_forbidden":
        return _("the key `{key}` is not known", key=key)
    if kind == "until_before_from":
        return _("`{key}` is before `from`", key=key)
    if kind in CHOICES:
        choices = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags"))))
        if error["loc"][-1] == "[key]":
            return _("the key `{key}` is not known; possible here: {choices}", key=key, choices=choices)
        value = context.get("tag", repr(error.get("input")))
        return _("`{key}` is {value}; possible here: {choices}", key=key, value=value, choices=choices)
    if kind == "string_pattern_mismatch":
        value = repr(error.get("input"))
        return _("`{key}` is {value}; it takes small letters a-z, digits and hyphens", key=key, value=value)
    if error["loc"][-1:] == ("bool",):
        kind = "terms"
    if kind in WANTED:
        return takes(key, kind, context)
    return _("`{key}` cannot be used: {reason}", key=key or "-", reason=error["msg"])
