"""The tables say each thing once, and only things that the code can use."""

from collections import Counter

import pytest

from indexer import record
from indexer.normalise import kind, language
from indexer.normalise.tables import table
from indexer.normalise.text import fold

TABLES = ["articles", "imprint", "kinds", "languages", "names", "numbers", "spelling"]


def twice(forms: list[str]) -> list[str]:
    return [form for form, count in Counter(forms).items() if count > 1]


def test_a_table_that_does_not_exist_is_not_empty() -> None:
    with pytest.raises(FileNotFoundError):
        table("no-such-table")


@pytest.mark.parametrize("name", TABLES)
def test_no_text_was_read_as_something_else(name: str) -> None:
    """YAML takes `no`, `null` and `1` without quotes for what they are not."""

    def leaves(node: object) -> list[object]:
        if isinstance(node, dict):
            return [leaf for value in node.values() for leaf in leaves(value)]
        return [leaf for value in node for leaf in leaves(value)] if isinstance(node, list) else [node]

    assert [leaf for leaf in leaves(table(name)) if not isinstance(leaf, str)] == []


def test_kinds_are_types_and_carriers_of_the_catalogue() -> None:
    assert set(table("kinds")["type"]) <= set(record.TYPES)
    assert set(table("kinds")["carrier"]) <= set(record.CARRIERS)


@pytest.mark.parametrize("slot", ["type", "carrier"])
def test_no_phrase_is_of_two_kinds(slot: str) -> None:
    forms = [(value, kind._key(phrase)) for value, phrases in table("kinds")[slot].items() for phrase in phrases]
    assert twice([phrase for _, phrase in set(forms)]) == []


def test_no_spelling_stands_for_two_words() -> None:
    variants = table("spelling")["variants"]
    forms = [form for written in variants.values() for form in written.split()]
    assert twice(forms) == []
    assert [form for form in forms if form in variants] == []


def test_no_name_is_that_of_two_languages() -> None:
    written = table("languages")["written"]
    assert twice([fold(form) for forms in written.values() for form in forms]) == []


def test_every_language_named_has_a_code_of_the_register() -> None:
    codes = table("languages")["codes"]
    for part in ("other_codes", "written", "labels"):
        assert set(table("languages")[part]) - set(codes) == set()
    assert twice([code for others in codes.values() for code in others] + list(codes)) == []


def test_every_language_has_a_name_in_both_languages_of_the_interface() -> None:
    codes = table("languages")["codes"]
    assert [code for code in codes if code in (language.label(code, "en"), language.label(code, "id"))] == []


@pytest.mark.parametrize(("name", "key"), [("imprint", "unknown"), ("names", "nobody")])
def test_forms_are_written_as_they_are_compared(name: str, key: str) -> None:
    assert [form for form in table(name)[key] if fold(form) != form and form != "-"] == []


def test_no_place_or_publisher_has_two_names() -> None:
    for part in ("places", "publishers"):
        forms = [fold(form) for written in table("imprint")[part].values() for form in written]
        assert twice(forms) == []
        assert [form for form in forms if form in table("imprint")[part]] == []
