"""Every public function is documented whole, and its example shows what it really gives."""

import doctest
import inspect

import pytest

import geotools
from geotools.datasets import tiny
from geotools.operations import load_operations

PUBLIC = sorted(name for name in dir(geotools) if not name.startswith("_"))
TINY = ("residences", "households", "units", "communes", "zones", "tiles", "folder")
FUNCTIONS = {
    **{f"geotools.{name}": getattr(geotools, name) for name in PUBLIC},
    **{
        f"operation {item.id}": item.function
        for item in load_operations()
        if getattr(geotools, item.function.__name__, None) is not item.function
    },
    **{f"tiny.{name}": getattr(tiny, name) for name in TINY},
}
SECTIONS = ("Parameters", "Returns", "Raises", "Examples")


def examples_of(function):
    text = inspect.getdoc(function) or ""
    module = inspect.getmodule(function).__dict__
    return doctest.DocTestParser().get_doctest(text, dict(module), function.__name__, None, 0)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_gives_what_it_says(name):
    test = examples_of(FUNCTIONS[name])
    assert test.examples, f"{name} has no example"
    assert any(item.want.strip() for item in test.examples), f"the example of {name} shows nothing"
    skipped = [item for item in test.examples if item.options]
    assert not skipped, f"the example of {name} leaves steps out"
    said = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if not name.startswith("tiny.")])
def test_the_sections_that_a_reader_looks_for_are_there(name):
    function = FUNCTIONS[name]
    text = inspect.getdoc(function)
    wanted = set(SECTIONS)
    if not inspect.signature(function).parameters:
        wanted.discard("Parameters")
    missing = [title for title in wanted if f"\n{title}\n{'-' * len(title)}\n" not in text]
    assert not missing, f"{name}: {missing}"


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if not name.startswith("tiny.")])
def test_every_parameter_is_described(name):
    function = FUNCTIONS[name]
    text = inspect.getdoc(function)
    section = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    heads = [line for line in section.splitlines() if line and not line.startswith(" ")]
    described = {part.strip() for line in heads for part in line.partition(" :")[0].split(",")}
    assert set(inspect.signature(function).parameters) <= described, name


def test_the_tiny_territory_is_the_same_at_every_call_and_nobody_shares_it():
    first, second = tiny.units(), tiny.units()
    assert first.equals(second)
    first["menages"] = 0
    assert tiny.units()["menages"].eq(30).all()
