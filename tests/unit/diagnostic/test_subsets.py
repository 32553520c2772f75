"""Every subset of the sources and zonings of the demo runs, or gives one clear sentence."""

import itertools
import re

import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic import run_diagnostic
from geotools.errors import InputError

SOURCES = ("logements", "menages", "recensement", "carreaux", "attributions", "programme")
ZONINGS = ("communes", "qpv", "iris")


def subsets(names):
    sizes = range(len(names) + 1)
    return [kept for size in sizes for kept in itertools.combinations(names, size)]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    path = fictitious_territory(tmp_path_factory.mktemp("fiction"), residences=150)
    text = path.read_text(encoding="utf-8").replace("99999", "99")
    return path.parent, text.replace("[sources.parc_prive]", "[sources.recensement]")


def keep(text, sources, zonings):
    """Leave out the sections that are not kept."""
    kept = {f"sources.{name}" for name in sources} | {f"zonages.{name}" for name in zonings}
    sections = re.split(r"(?m)^(?=\[)", text)
    named = [(re.match(r"\[([^\]]+)\]", part), part) for part in sections]
    return "".join(
        part
        for found, part in named
        if not found or not found[1].startswith(("sources.", "zonages.")) or found[1] in kept
    )


def attempt(files, tmp_path, sources, zonings):
    """Run; return the sentence of the refusal, None when it ran."""
    folder, text = files
    path = folder / "sous_ensemble.toml"
    path.write_text(keep(text, sources, zonings), encoding="utf-8")
    try:
        run_diagnostic(path, tmp_path / "out")
    except InputError as error:
        return str(error)
    assert (tmp_path / "out" / "diffusion" / "certificat.json").is_file()
    return None


def expected(sources, zonings):
    """Return a part of the sentence that is due, None when the subset must run."""
    if not set(sources) & {"logements", "recensement", "carreaux"}:
        return "au moins une source de logements"
    if "menages" in sources and "logements" not in sources:
        return "demande [sources.logements]"
    if "recensement" in sources and "iris" not in zonings:
        return "localisé par IRIS"
    return None


EVERY = [(s, z) for s in subsets(SOURCES) for z in subsets(ZONINGS)]
REFUSED = [pair for pair in EVERY if expected(*pair) is not None]
RUN = [pair for pair in EVERY if expected(*pair) is None]
FEW = [
    (("recensement",), ("iris",)),
    (("carreaux",), ("qpv",)),
    (("carreaux", "attributions", "programme"), ("communes", "qpv")),
    (("carreaux",), ()),
    (("logements",), ()),
    (("logements", "menages"), ("iris",)),
    (("logements", "menages"), ("qpv",)),
    (("logements", "carreaux"), ("communes",)),
    (("logements", "menages", "recensement"), ("iris", "qpv")),
]


def test_what_cannot_run_gives_its_sentence(files, tmp_path):
    for sources, zonings in REFUSED:
        told = attempt(files, tmp_path, sources, zonings)
        assert told is not None and expected(sources, zonings) in told, (sources, zonings)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("sources", "zonings"), FEW)
def test_what_is_legitimate_runs(files, tmp_path, sources, zonings):
    assert attempt(files, tmp_path, sources, zonings) is None
