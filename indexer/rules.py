"""By which rules the store was filled: when these change, everything is read and matched anew, union ids kept."""

import hashlib

import sqlalchemy as sa

import config
from config import wordlists
from harvester.tables import raw_change, raw_record
from indexer import queues
from indexer.dedup import judge
from indexer.tables import edge, match_key, match_record, match_rules


def fingerprint(profile: str) -> str:
    """What decides how records are read and matched: this version of the program, its word lists and those of the site,
    its weights, the profile.
    """
    parts = (config.__version__, wordlists.fingerprint(), judge.WEIGHTS.read_text("utf-8"), profile)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def changed(connection: sa.Connection, profile: str) -> bool:
    """Whether the store was filled by other rules; a blank one was not."""
    return connection.execute(sa.select(match_rules.c.fingerprint)).scalar() != fingerprint(profile)


def start_anew(connection: sa.Connection, profile: str) -> None:
    """Forget what matching found, queue every record, and note the rules that hold from now on."""
    for table in (match_rules, match_key, match_record, edge):
        connection.execute(sa.delete(table))
    connection.execute(sa.insert(match_rules), {"fingerprint": fingerprint(profile), "blocks_due": False})
    queues.put_from(connection, raw_change, sa.select(raw_record.c.id))
