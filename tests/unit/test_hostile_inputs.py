"""At least 800 hostile inputs: no internal error, no wrong acceptance, nothing left behind.

The cases are in tests/hostile.py. They run in this process; a sample runs as real commands.
"""

import random
import subprocess
import sys

import pytest

from geotools.operations import load_operations
from tests import contract, hostile

OPERATIONS = contract.answerable(load_operations())


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return contract.shared_inputs(tmp_path_factory)


def wrong(cases, folder):
    """Return what is wrong among the answers, each case in its own folder."""
    answers = (hostile.tried(case, folder / f"c{n}" / "ici") for n, case in enumerate(cases))
    return [answer for answer in answers if answer]


@pytest.mark.parametrize(
    "family", [hostile.configuration_cases, hostile.file_cases, hostile.command_cases]
)
def test_what_is_hostile_is_refused_in_one_french_sentence(family, tmp_path):
    assert wrong(family(), tmp_path) == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=[o.id for o in OPERATIONS])
def test_a_value_that_does_not_fit_is_refused_by_every_command(operation, inputs, tmp_path):
    assert wrong(hostile.parameter_cases(operation, inputs), tmp_path) == []


def every_case(inputs):
    yield from hostile.configuration_cases()
    yield from hostile.file_cases()
    yield from hostile.command_cases()
    for operation in OPERATIONS:
        yield from hostile.parameter_cases(operation, inputs)


def test_there_are_at_least_800_of_them(inputs):
    distinct = {(case.words, tuple(case.files.items())) for case in every_case(inputs)}
    assert len(distinct) >= 2_000


def test_a_sample_answers_the_same_as_real_commands(inputs, tmp_path):
    cases = [c for c in every_case(inputs) if not any("\0" in word for word in c.words)]
    for rank, case in enumerate(random.Random(2026).sample(cases, 6)):
        folder = tmp_path / str(rank)
        for name, content in case.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        words = [word.replace("{d}", str(folder)) for word in case.words]
        done = subprocess.run(
            [sys.executable, "-m", "geotools", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode in case.codes, (case.name, done.stderr)
        assert "Traceback" not in done.stderr
