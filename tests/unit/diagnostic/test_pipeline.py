"""The main job on the fictitious territory, from files to files, looked at from outside."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic import load_configuration, run_diagnostic
from geotools.diagnostic.location import locate
from geotools.diagnostic.material import read_material
from geotools.diagnostic.measures import measure
from geotools.diagnostic.publication import Context, public_measures
from geotools.errors import CancelledError, InputError
from geotools.progress import SILENT, Progress
from geotools.secrecy import audit_files, protect, stored_release

PAIRS = {
    "menages_tbr": "menages_plus",
    "menages_apl": "menages_apl_connu",
    "majeurs_chomeurs": "majeurs",
    "majeurs_sans_emploi": "majeurs",
    "menages_recents": "menages_anciennete",
}


def released(out, layer):
    return gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer=layer)


def households(out):
    rows = pd.read_csv(out / "donnees" / "menages_2024.csv", sep=";", dtype=str)
    return rows.assign(apl=rows["apl"].eq("oui"), majeurs=rows["majeurs"].astype(int),
                       majeurs_chomeurs=rows["majeurs_chomeurs"].astype(int))  # fmt: skip


def test_the_result_is_what_the_readme_promises(demo):
    out, summary = demo
    files = {str(p.relative_to(out / "diffusion")) for p in (out / "diffusion").rglob("*.*")}
    assert {"diagnostic.gpkg", "diagnostic.xlsx", "rapport.html", "certificat.html"} <= files
    assert any(name.startswith("cartes/") and name.endswith(".pdf") for name in files)
    assert {"interne/unites.gpkg", "interne/rejets.csv", "journal.json"} <= {
        str(p.relative_to(out)) for p in out.rglob("*.*")
    }
    assert ("audit du secret", "passé") in summary.steps


def attached(out):
    """Households with the unit that the confidential layer gives their residence."""
    units = gpd.read_file(out / "interne" / "unites.gpkg", layer="unites").set_index("residence")
    rows = households(out)
    # The key is the commune and the segment: an estate may straddle a border.
    within = rows["commune"] + ":" + rows["residence"]
    rows["unite"] = within.where(within.isin(units.index), rows["residence"])
    elsewhere = rows["unite"].map(units["commune"]) != rows["commune"]
    rows["unite"] = rows["unite"].mask(elsewhere, rows["commune"] + "@sans-position")
    rows = rows[rows["unite"].isin(units.index)]
    return rows.assign(groupe=rows["unite"].map(units["groupe"]))


def test_households_without_a_place_are_in_the_table_of_rejects(demo):
    out, _ = demo
    rejects = pd.read_csv(out / "interne" / "rejets.csv", sep=";", encoding="utf-8-sig")
    listed = rejects[rejects["fichier"] == "menages_2024.csv"]
    lost = set(households(out)["menage"]) - set(attached(out)["menage"])
    assert set(listed["menage"]) == lost


def test_totals_equal_a_direct_count_of_the_household_file(demo):
    out, _ = demo
    rows = attached(out)
    total = pd.DataFrame(released(out, "territoire")).iloc[0]
    assert total["menages_apl"] == rows["apl"].sum()
    assert total["majeurs"] == rows["majeurs"].sum()
    assert total["majeurs_chomeurs"] == rows["majeurs_chomeurs"].sum()
    assert total["apl"] == pytest.approx(rows["apl"].mean())
    assert total["indice_precarite"] == pytest.approx(100)


def test_group_counts_equal_a_direct_count_through_the_confidential_membership(demo):
    out, _ = demo
    rows = attached(out)
    direct = rows.groupby("groupe")["apl"].sum()
    groups = released(out, "groupes").set_index("groupe")
    shown = groups["menages_apl"].dropna()
    assert len(shown) > 100
    assert (shown == direct.reindex(shown.index)).all()


@pytest.mark.parametrize("layer", ["groupes", "qpv", "communes", "iris", "carreaux", "territoire"])
def test_every_published_count_its_complement_and_its_base_reach_eleven(demo, layer):
    table = released(demo[0], layer)
    for part, base in PAIRS.items():
        for values in (table[part], table[base], table[base] - table[part]):
            assert not (values.dropna() < 11).any(), (layer, part)


@pytest.mark.parametrize("layer", ["groupes", "qpv", "communes", "iris", "carreaux"])
def test_a_figure_over_a_withheld_count_is_withheld(demo, layer):
    table = released(demo[0], layer)
    hidden = table["menages_apl"].isna() | table["menages_apl_connu"].isna()
    assert table.loc[hidden, ["apl", "indice_precarite"]].isna().all(axis=None)
    if layer == "groupes":
        bare = table["indice_precarite"].isna()
        assert table.loc[bare, ["moran_i", "p_valeur", "grappe"]].isna().all(axis=None)


def test_the_index_of_groups_follows_the_published_formula(demo):
    groups = released(demo[0], "groupes").dropna(subset=["indice_precarite"])
    total = released(demo[0], "territoire").iloc[0]
    ratio = {name: groups[name] / total[name] for name in ("rev_lt40", "apl", "chomeurs")}
    idle = groups["sans_emploi"] / total["sans_emploi"]
    by_hand = 100 * (2 * ratio["rev_lt40"] + ratio["apl"] + ratio["chomeurs"] + idle) / 5
    np.testing.assert_allclose(groups["indice_precarite"], by_hand, rtol=1e-9)


def test_the_planted_cluster_is_found_in_the_large_estate(demo):
    groups = released(demo[0], "groupes")
    assert set(groups["grappe"].dropna()) <= {"HH", "LL", "HL", "LH", "ns", "isole"}
    hot, cold = groups[groups["grappe"] == "HH"], groups[groups["grappe"] == "LL"]
    assert len(hot) >= 5 and len(cold) >= 5
    assert hot["indice_precarite"].min() > 100 > cold["indice_precarite"].max()
    assert hot["qpv"].notna().mean() > 0.8


def test_no_household_is_named_and_residences_only_as_the_open_register_does(demo):
    """Which residences a group holds is open data (RPLS), told in one table and nowhere else."""
    out, _ = demo
    people = set(households(out)["menage"])
    residences = set(households(out)["residence"])
    for path in (out / "diffusion").rglob("*"):
        if path.suffix in {".gpkg", ".html", ".csv", ".json"}:
            text = path.read_bytes().decode("latin-1")
            found = set(re.findall(r"[A-Z]{2,3}[0-9]{4}\b|[MP][0-9]{6}", text))
            assert not found & people, path.name
            if path.suffix in {".csv", ".json"} and path.stem != "residences_des_groupes":
                assert not found & residences, path.name
            assert str(out) not in text, path.name


def test_the_geopackage_has_no_free_page_and_styles_itself(demo):
    with sqlite3.connect(demo[0] / "diffusion" / "diagnostic.gpkg") as base:
        assert base.execute("PRAGMA freelist_count").fetchone() == (0,)
        styled = {row[0] for row in base.execute("SELECT f_table_name FROM layer_styles")}
    assert {"groupes", "qpv", "iris", "communes"} <= styled


def test_the_journal_names_files_and_digests_and_no_path(demo):
    out, _ = demo
    journal = json.loads((out / "journal.json").read_text(encoding="utf-8"))
    assert journal["fichiers"]["menages"]["fichier"] == "menages_2024.csv"
    assert len(journal["fichiers"]["menages"]["sha256"]) == 64
    assert str(out.parent) not in (out / "journal.json").read_text(encoding="utf-8")


def test_a_cancelled_run_leaves_what_was_there(demo, tmp_path):
    class Stops(Progress):
        seen = 0.0

        def show(self, fraction, label):
            self.seen = max(self.seen, fraction)

        def is_cancelled(self):
            return self.seen > 0.6

    out = tmp_path / "out"
    with pytest.raises(CancelledError):
        run_diagnostic(demo[0] / "donnees" / "territoire.toml", out, progress=Stops())
    assert list(tmp_path.iterdir()) == []


def test_a_result_is_never_replaced_without_being_asked(demo, tmp_path):
    out, _ = demo
    before = (out / "journal.json").read_bytes()
    with pytest.raises(InputError, match="n’a pas été modifié"):
        run_diagnostic(out / "donnees" / "territoire.toml", out)
    assert (out / "journal.json").read_bytes() == before
    foreign = tmp_path / "mes_documents"
    foreign.mkdir()
    (foreign / "lettre.txt").write_text("à garder")
    with pytest.raises(InputError, match="n’est pas remplacé"):
        run_diagnostic(out / "donnees" / "territoire.toml", foreign, overwrite=True)
    assert (foreign / "lettre.txt").read_text() == "à garder"


def run_cli(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "geotools", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    """The files of the fictitious territory, for a test to spoil one of them."""
    return fictitious_territory(tmp_path / "donnees", residences=150)


def spoil(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("territoire.toml", ("millesime", "milesime"), "clé inconnue « milesime »"),
        ("territoire.toml", ("rpls2024.csv", "rpls2042.csv"), "« rpls2024.csv »"),
        ("territoire.toml", ("EPSG:2154", "EPSG:4326"), "projeté"),
        ("territoire.toml", ("rev_lt40 = 2", "rev_lt4O = 2"), "« rev_lt40 »"),
        ("rpls2024.csv", (";X;Y;", ";A;B;"), "X"),
        ("menages_2024.csv", ("menage;residence", "menage;immeuble"), "residence"),
    ],
)
def test_bad_input_is_one_french_sentence_exit_2_and_nothing_written(
    broken, file, change, message, tmp_path
):
    spoil(broken.parent / file, *change)
    result = run_cli("diagnostic", broken, "--out", tmp_path / "out")
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert message in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["donnees"]


def test_an_index_never_gives_away_a_withheld_total(demo):
    """With the territory's total withheld, its component leaves the published index."""
    configuration = load_configuration(demo[0] / "donnees" / "territoire.toml")
    material = read_material(configuration, SILENT)
    located = locate(material, SILENT)
    measured = measure(material, located, SILENT)
    whole = pd.Series("territoire", index=measured.counts.index)
    release = protect(measured.counts[measured.columns], {"territoire": whole}, measured.bases)
    table = release.tables["territoire"]
    hidden = replace(table, counts=table.counts.assign(menages_tbr=np.nan))
    release = replace(release, tables={"territoire": hidden})
    public = public_measures(Context(material, located, measured, None, release, SILENT))
    assert "rev_lt40" not in public.weights and "apl" in public.weights
    assert np.isnan(public.reference["rev_lt40"])


def test_maps_are_full_and_near_their_limits(demo):
    """The goals of composed zonings, recomputed from the files with plain pandas."""
    out, _ = demo
    rows = attached(out)
    units = gpd.read_file(out / "interne" / "unites.gpkg", layer="unites").set_index("residence")
    composed = pd.read_csv(
        out / "interne" / "zones_composees.csv", sep=";", encoding="utf-8-sig", dtype=str
    )
    for layer, least in (("iris", 0.99), ("communes", 1.0), ("carreaux", 0.85), ("groupes", 1.0)):
        table = released(out, layer)
        assert table["indice_precarite"].notna().all(), layer
        bases = table[["menages_apl_connu", "menages_apl", "majeurs_chomeurs"]]
        assert bases.notna().all(axis=None)
        assert bases["menages_apl_connu"].sum() >= least * len(rows)
    iris = released(out, "iris").set_index("code")
    parts = (
        composed[composed["zonage"] == "iris"]
        .set_index("unite")["zones"]
        .str.split(" + ", regex=False)
    )
    unit_of = {zone: unit for unit, zones in parts.items() for zone in zones}
    real = rows["unite"].map(units["iris_code"]).map(unit_of)
    group_of = rows.groupby("groupe")["unite"].first()
    placed = (
        pd.Series(real.to_numpy(), rows["groupe"])
        .groupby(level=0)
        .agg(lambda own: own.value_counts().index[0] if own.notna().any() else None)
    )
    assert len(group_of) == len(placed)
    moved = real.notna() & (rows["groupe"].map(placed) != real)
    assert moved.mean() <= 0.03
    true_counts = rows.groupby(real)["apl"].sum().reindex(iris.index)
    exact = iris["qualite"] == "exacte"
    assert exact.mean() > 0.7
    assert (iris.loc[exact, "menages_apl"] == true_counts[exact]).all()
    assert set(iris["qualite"]) <= {"exacte", "moins de 2 %", "moins de 5 %", "moins de 10 %"}


def test_every_published_zone_is_a_union_of_published_groups(demo):
    out, _ = demo
    rows = attached(out)
    groups = released(out, "groupes").set_index("groupe")["menages_apl_connu"]
    assert (rows.groupby("groupe").size() == groups).all()
    stored = json.loads((out / "interne" / "tables_auditees.json").read_text(encoding="utf-8"))
    assert stored
    tables, *_ = stored_release(out / "interne" / "tables_auditees.json")
    group = tables["groupes"].atoms
    for name in ("iris", "communes", "qpv", "carreaux", "territoire"):
        zone = tables[name].atoms.reindex(group.index).fillna("")
        assert (zone.groupby(group).nunique() == 1).all(), name
        summed = groups.groupby(zone.groupby(group).first()).sum().drop("", errors="ignore")
        assert (summed == tables[name].counts["menages_apl_connu"].reindex(summed.index)).all()


def test_the_report_tells_no_number_of_confidential_rows(demo):
    out, _ = demo
    page = (out / "diffusion" / "rapport.html").read_text(encoding="utf-8")
    journal = json.loads((out / "journal.json").read_text(encoding="utf-8"))
    assert "ménages rattachés à une unité" in journal["etapes"]
    assert "ménages rattachés à une unité" not in page
    assert "Lecteur « rpls »" in (out / "diffusion" / "certificat.html").read_text(encoding="utf-8")


def test_the_totals_that_matter_stay_published(demo):
    """The territory whole, nearly all the groups; small communes hold 22 figures under 11."""
    tables, *_ = stored_release(demo[0] / "interne" / "tables_auditees.json")
    published = {name: table.counts.notna().to_numpy() for name, table in tables.items()}
    assert published["territoire"].all()
    assert published["groupes"].mean() >= 0.85
    communes = published["communes"]
    assert communes.sum() >= 0.9 * (communes.size - 22)


@pytest.mark.parametrize("file", ["iris.csv", "groupes.csv"])
def test_the_audit_of_files_reads_our_own(demo, file):
    reading = audit_files([demo[0] / "diffusion" / "tableaux" / file]).reading
    assert (reading["lecture"] == "effectif").sum() > 5
    assert not reading["remarque"].str.contains("marque").any()


def test_open_data_are_left_to_their_certificate_and_looked_at_without_it(demo, tmp_path):
    file = demo[0] / "diffusion" / "tableaux" / "parc.csv"
    told = audit_files([file]).reading
    assert told["lecture"].eq("non vérifiée").all()
    assert told["remarque"].str.startswith("selon le certificat : données ouvertes").all()
    reading = audit_files([shutil.copy(file, tmp_path)]).reading
    assert (reading["lecture"] == "effectif").sum() > 5
