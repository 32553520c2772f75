"""An attacker with a solver, written apart from the audit, on what the diagnosis publishes."""

import sqlite3

import pandas as pd

from tests.attacker import attacks

LAYERS = ("territoire", "communes", "qpv", "groupes", "iris", "carreaux")


def published(prepared, public):
    """The counts of the GeoPackage; where each residence is, which the map and the RPLS tell."""
    release = prepared[1].release
    tables = {}
    with sqlite3.connect(public / "diagnostic.gpkg") as base:
        for name in LAYERS:
            rows = pd.read_sql(f'SELECT * FROM "{name}"', base)
            key = "groupe" if name == "groupes" else "code"
            table = release.tables[name]
            counts = rows.set_index(key)[list(table.counts.columns)].astype(float)
            tables[name] = (counts, dict(table.bases), table.atoms)
    return tables


def test_a_solver_finds_nothing_in_the_published_files(prepared, public):
    """Every place and every withheld figure of every count and of every complement."""
    found, tried = attacks(published(prepared, public))
    assert tried["lieux"] >= 1_000 and tried["chiffres"] >= 500
    assert found == []


def test_the_same_attacker_breaks_tables_that_only_respect_the_threshold(prepared, public):
    """Primary suppression alone, every figure at eleven or more: the solver reads small counts."""
    _, context, *_ = prepared
    atoms = context.measured.counts[["menages_apl_connu", "menages_apl"]]
    careless = {}
    for name, (_, _, home) in published(prepared, public).items():
        counts = atoms.groupby(home.reindex(atoms.index)).sum().astype(float)
        rest = counts["menages_apl_connu"] - counts["menages_apl"]
        counts = counts.where(counts >= 11)
        counts["menages_apl"] = counts["menages_apl"].where(rest >= 11)
        careless[name] = (counts, {"menages_apl": "menages_apl_connu"}, home)
    found, _ = attacks(careless, places=40, cells=6, seed=150)
    assert any(isinstance(value, int) and 1 <= value <= 10 for *_, value in found)
