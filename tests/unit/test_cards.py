"""Every operation has its card, whole in both languages; no card speaks of what is not there."""

from pathlib import Path

import pytest
import tomllib

import geotools
from geotools.cards import LANGUAGES, SHARED, read_card
from geotools.operations import get_operation, load_operations

HOUSE = Path(geotools.__file__).parent
FILES = sorted(HOUSE.glob("*/cards/*.toml"))
TEXTS = {"label", "summary", "help", "source", "limits"}


def tables(content):
    """Every table that holds texts, by its path."""
    yield "", {name: content[name] for name in TEXTS & set(content)}
    for section in ("parameters", "outputs"):
        for name, table in content.get(section, {}).items():
            yield f"{section}.{name}", {key: table[key] for key in TEXTS & set(table)}
            yield f"{section}.{name}.options", table.get("options", {})


def test_there_is_one_card_for_each_operation_and_none_besides():
    written = {(path.parents[1].name, path.stem) for path in FILES if path.stem != SHARED}
    assert written == {(item.room, item.id) for item in load_operations()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_every_text_of_a_card_is_in_both_languages(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for where, found in tables(content):
        for name, text in found.items():
            assert set(text) == set(LANGUAGES), f"{where} {name}"
            assert all(said.strip() for said in text.values()), f"{where} {name}"


@pytest.mark.parametrize("item", load_operations(), ids=lambda item: item.id)
def test_a_card_words_every_parameter_result_and_choice(item):
    card, own = item.card, (HOUSE / item.room / "cards" / f"{item.id}.toml").read_text("utf-8")
    content = tomllib.loads(own)
    names = {argument.name for argument in item.parameters}
    assert set(content.get("parameters", {})) <= names <= set(card.parameters)
    assert set(content["outputs"]) == {output.name for output in item.results}
    for argument in item.arguments:
        choices = getattr(argument.kind, "choices", ())
        assert set(choices) == set(card.parameters[argument.name].options), argument.name


@pytest.mark.parametrize("item", load_operations(), ids=lambda item: item.id)
def test_a_card_says_of_each_file_whether_it_is_confidential(item):
    own = (HOUSE / item.room / "cards" / f"{item.id}.toml").read_text("utf-8")
    content = tomllib.loads(own)["outputs"]
    assert {o.name for o in item.files} == {n for n, t in content.items() if "confidential" in t}
    of_people = {"households", "before", "after", "requests", "allocations", "moves"}
    if of_people & {argument.name for argument in item.parameters}:
        assert all(output.confidential for output in item.files), item.id


def test_what_a_room_shares_serves_several_operations():
    for path in (path for path in FILES if path.stem == SHARED):
        room, shared = path.parents[1].name, tomllib.loads(path.read_text(encoding="utf-8"))
        for name in shared["parameters"]:
            users = [
                item.id
                for item in load_operations()
                if item.room == room
                and name in {argument.name for argument in item.parameters}
                and name
                not in tomllib.loads((path.parent / f"{item.id}.toml").read_text("utf-8")).get(
                    "parameters", {}
                )
            ]
            assert len(users) > 1, f"{room}: {name} is said by {users}"


def test_a_comma_in_the_french_help_does_not_orphan_its_english():
    french, english = (read_card("spatial", "localmoran", language) for language in LANGUAGES)
    assert french.label == get_operation("localmoran").label != english.label
    assert french.parameters.keys() == english.parameters.keys()
    assert english.parameters["weights"].help.startswith("Who")
