"""One run of the demo, whole, for all the tests that look at what it wrote."""

import pytest

from geotools.diagnostic import pipeline, run_demo


@pytest.fixture(scope="session")
def watched(tmp_path_factory):
    """The folder of the demo, its summary, and what its chapters were written from."""
    out = tmp_path_factory.mktemp("demo") / "out"
    given = []

    def keep(study, published):
        given[:] = [study, published]
        return written(study, published)

    written = pipeline.chapter_layers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "chapter_layers", keep)
        summary = run_demo(out)
    return out, summary, *given


@pytest.fixture(scope="session")
def demo(watched):
    return watched[:2]
