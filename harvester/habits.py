"""What was learned of a server while its lists were read, in words (`learned` of `harvester.page.Listing`)."""

from collections.abc import Mapping

from config.i18n import N_, _

HABITS: dict[str, dict[str, str]] = {
    "from": {
        "ignored": N_("Since {date} it is known to ignore `from`: everything is asked for each time."),
        "refused": N_("Since {date} it is known to refuse `from`: everything is asked for each time."),
    },
    "token": {
        "verbatim": N_("Its resumption tokens go back as they came, encoded no further."),
        "twice": N_("Its resumption tokens have to be encoded twice."),
        "prefix": N_("Its resumption tokens go back together with `metadataPrefix`."),
    },
    "ids": {"differ": N_("ListIdentifiers names records otherwise than ListRecords: it is not used.")},
    "set": {"named": N_("Its records say to which set they belong: those of other sets are left out.")},
}
"""By key and by what is known; a date may follow that, after a colon."""

AVOIDED = N_("It offers what it cannot serve, which is not asked for again: {formats}.")


def habits(learned: Mapping[str, str]) -> list[str]:
    """What is known of a server, one sentence each; what is as it should be is not told."""
    told = [_(AVOIDED, formats=", ".join(learned["avoid"].split()))] if learned.get("avoid") else []
    for key, words in HABITS.items():
        what, _colon, date = learned.get(key, "").partition(":")
        if what in words:
            told.append(_(words[what], date=date))
    return told
