"""One run of the demo, whole, for all the tests that look at what it wrote."""

import pytest

from geotools.diagnostic import run_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "out"
    return out, run_demo(out)
