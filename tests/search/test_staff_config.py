"""`staff:` in `induk.yaml`: what may stand there, what is said of mistakes, and that its pages are documented."""

from pathlib import Path

import pytest
from office import BUDI, RINA
from starlette.routing import Route

import config
from config import loader
from config.database import Database
from config.errors import ConfigError
from search.staff import tokens
from search.staff.page import staff_routes

HEAD = "consortium: {name: X}\nstaff:\n"
HASH = tokens.hashed(RINA)
DOCS = Path(config.__file__).parents[1] / "docs" / "staff.md"


def read(staff, environment=None):
    return loader.read(HEAD + staff, Path("induk.yaml"), environment or {})


def test_tokens_and_a_secret_of_the_environment():
    staff = read(f"  tokens: {{rina: '{HASH}'}}\n  secret: ${{S}}\n", {"S": "s" * 32}).staff
    assert staff is not None and staff.tokens == {"rina": HASH}
    assert staff.secret is not None and staff.secret.get_secret_value() == "s" * 32 and "sss" not in repr(staff)
    assert loader.read("consortium: {name: X}", Path("induk.yaml"), {}).staff is None


@pytest.mark.parametrize(
    ("staff", "line", "key"),
    [
        (f"  tokens: {{rina: {RINA}}}\n", 3, "`staff.tokens.rina` takes the hash of a token"),
        (f"  tokens:\n    rina: '{HASH[:-1]}'\n", 4, "`staff.tokens.rina` takes the hash of a token"),
        (f"  tokens:\n    rina: '{HASH.upper()}'\n", 4, "`staff.tokens.rina` takes the hash of a token"),
        (f"  tokens:\n    Rina B: '{HASH}'\n", 4, "`staff.tokens.Rina B` is 'Rina B'; it takes small letters"),
        ("  tokens: {}\n  secret: geheim\n", 4, "`staff.secret` takes a secret of at least 32 characters"),
        ("  secret: null\n", 2, "the key `staff.tokens` is missing"),
        ("  tokens: [a]\n", 3, "`staff.tokens` takes a mapping"),
        (f"  tokens: {{rina: '{HASH}'}}\n  password: x\n", 4, "the key `staff.password` is not known"),
    ],
)
def test_a_mistake_names_line_and_key_and_shows_no_secret(staff, line, key):
    with pytest.raises(ConfigError) as caught:
        read(staff)
    assert f"line {line}: {key}" in caught.value.message
    assert "geheim" not in str(caught.value) and RINA not in str(caught.value)


def test_tokens_are_long_random_and_known_by_their_hash_alone():
    made = {tokens.make() for _n in range(100)}
    assert len(made) == 100 and all(len(token) == len(tokens.PREFIX) + 43 for token in made)
    hashes = {"rina": HASH, "budi": tokens.hashed(BUDI)}
    assert (tokens.whose(RINA, hashes), tokens.whose(BUDI, hashes)) == ("rina", "budi")
    assert tokens.whose(RINA + "\n", hashes) is None and tokens.whose(HASH, hashes) is None


def test_every_page_is_documented(tmp_path):
    consortium = read(f"  tokens: {{rina: '{HASH}'}}\n").placed(tmp_path)
    database = Database(consortium.database_url)
    routes = staff_routes(consortium, database)
    database.close()
    page = DOCS.read_text(encoding="utf-8")
    shown = {route.path.replace("{member_id}", "MEMBER").replace("{run}", "RUN") for route in routes}
    assert len(routes) == len(shown) == 10 and all(isinstance(route, Route) for route in routes)
    assert not {path for path in shown if f"`{path}`" not in page}
