"""The documentation says what the code does: keys, defaults, commands, files and tests exist."""

import re
import runpy
import shlex
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from typer.main import get_command

from geotools.cli.app import application
from geotools.diagnostic import configuration
from geotools.diagnostic.configuration import Configuration, load_configuration
from geotools.errors import ConfigurationError
from geotools.secrecy import profile_names

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
METHODS = (DOCS / "methodes.md").read_text(encoding="utf-8")

SECTIONS = {
    "territoire": configuration.TerritorySettings,
    "sources.…": configuration.SourceSettings,
    "zonages.…": configuration.Zoning,
    "precarite": configuration.Precarity,
    "grappes": configuration.Clusters,
    "secret": configuration.Secrecy,
    "regroupement": configuration.GroupingSettings,
    "indicateurs": configuration.Indicators,
    "document": configuration.Paper,
    "fonds.…": configuration.Ground,
}


def test_the_reference_is_what_the_script_writes():
    page = runpy.run_path(str(ROOT / "tools" / "document_operations.py"))["page"]()
    written = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert written == page, "docs/operations.md is out of date: run « make docs »"


def documented_keys():
    """Section of ``territoire.toml`` to key to default, as the tables of the guide give them."""
    found = {}
    for heading, body in re.findall(r"^### `\[(.+?)\]`\n(.*?)(?=^##)", GUIDE, re.M | re.S):
        found[heading] = dict(re.findall(r"^\| `(\w+)` \| .+ \| (.+) \|$", body, re.M))
    return found


def test_the_guide_has_a_section_for_every_section_of_the_configuration():
    names = {heading.partition(".")[0] for heading in documented_keys()}
    assert names == {field.name for field in fields(Configuration)}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented_with_its_default(section):
    documented = documented_keys()[section]
    declared = {field.name: field for field in fields(SECTIONS[section])}
    assert set(documented) == set(declared)
    for name, field in declared.items():
        required = field.default is MISSING and field.default_factory is MISSING
        default = None if field.default is MISSING else field.default
        if required:
            assert documented[name] == "**requis**"
        elif default in (None, ()):
            assert "`" not in documented[name]
        else:
            assert documented[name] == f"`{as_toml(default)}`"


def as_toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def test_every_profile_of_secrecy_is_named():
    row = re.search(r"^\| `profil` .*$", GUIDE, re.M).group()
    assert set(profile_names()) <= set(re.findall(r"`(\w+)`", row))


def test_the_example_of_the_guide_is_accepted(tmp_path):
    example = re.search(r"```toml\n(.*?)```", GUIDE, re.S).group(1)
    path = tmp_path / "territoire.toml"
    path.write_text(example, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_configuration(path)
    assert str(refused.value).count("n’existe pas") == example.count("fichier =")
    for name in re.findall(r'fichier = "(.+)"', example):
        (tmp_path / name).touch()
    assert load_configuration(path).territoire.millesime == 2024


def shown_commands():
    blocks = re.findall(r"```console\n(.*?)```", GUIDE, re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("geotools ") and "--version" not in line]


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_shown_exists_with_its_options(line):
    words = shlex.split(line.partition(">")[0])
    command = get_command(application()).build(words[1])
    known = {option for parameter in command.params for option in parameter.opts}
    given = {word for word in words[2:] if word.startswith("-")}
    assert given <= known
    required = {p.opts[0] for p in command.params if p.required and p.opts[0].startswith("-")}
    assert required <= given


def test_every_target_of_make_that_is_shown_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", GUIDE, re.M):
        assert re.search(rf"^{target}:", makefile, re.M)


def test_every_module_and_test_named_by_the_methods_exists():
    modules = set(re.findall(r"`(geotools/[\w/]+\.(?:py|toml))`", METHODS))
    tests = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", METHODS))
    assert modules and tests
    for module in modules:
        assert (ROOT / module).is_file(), module
    for path, name in tests:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


@pytest.mark.parametrize("page", ["guide.md", "methodes.md", "operations.md"])
def test_links_between_pages_lead_somewhere(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", text):
        assert (DOCS / target).is_file(), target
