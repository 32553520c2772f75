"""The chapters of the demo: figures recomputed by plain pandas from the files, and what is said.

Nothing of the product serves on the side that recomputes: files are read as text.
"""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.diagnostic.chapters.book import chapter_layers
from geotools.diagnostic.pipeline import OPEN_FORMATS

THRESHOLD = 11
COMPARED: dict[str, int] = {}


def read(out, name):
    return pd.read_csv(out / "donnees" / name, sep=";", dtype=str)


def layer(out, name):
    table = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer=name)
    return pd.DataFrame(table.drop(columns="geometry", errors="ignore")).set_index("code")


def compare(what, found, expected):
    """Compare two aligned series; figures that are withheld are not compared."""
    both = pd.DataFrame({"found": found, "expected": expected}).astype(float)
    known = both.dropna(subset="found")
    COMPARED[what] = COMPARED.get(what, 0) + len(known)
    assert len(known), f"{what} : tout est retenu"
    np.testing.assert_allclose(known["found"], known["expected"], rtol=1e-9, err_msg=what)


@pytest.fixture(scope="module")
def out(demo):
    return demo[0]


def test_the_stock_of_each_commune_is_the_registers(out):
    raw, found = read(out, "rpls2024.csv"), layer(out, "parc")
    year, rooms = raw["CONSTRUCT"].astype(int), raw["NBPIECE"].astype(int)
    # The « loyer » columns are absent from the open file: rents are not told.
    counts = pd.DataFrame(
        {
            "logements": 1,
            "logements_plai": raw["FINAN_CODE"].isin(["10", "11"]),
            "logements_av1977": year < 1977,
            "logements_ge2000": year >= 2000,
            "logements_t1_t2": rooms <= 2,
            "logements_t5p": rooms >= 5,
            "logements_dpe": raw["DPEENERGIE"].isin(list("ABCDEFG")),
        }
    ).astype(int)
    by = counts.groupby(raw["DEPCOM"]).sum()
    by.loc["territoire"] = counts.sum()
    for column in counts:
        compare("parc", found[column].reindex(by.index), by[column])
    share = by["logements_av1977"] / by["logements"]
    compare("parc", found["parc_av1977"].reindex(by.index), share)


def test_recent_movers_of_the_territory_are_those_of_the_survey(out):
    raw, found = read(out, "menages_2024.csv"), layer(out, "occupation_territoire")
    moved, asked = (pd.to_datetime(raw[c]) for c in ("date_emmenagement", "date_enquete"))
    months = (asked.dt.year - moved.dt.year) * 12 + asked.dt.month - moved.dt.month
    months -= asked.dt.day < moved.dt.day
    recent, kind = months < 36, raw["type_menage"]
    children = raw["enfants"].astype(float)
    single = kind == "monoparentale"
    expected = {
        "menages_mono": single.sum(),
        "menages_seuls": (kind == "seule").sum(),
        "menages_fam3p": (kind.notna() & (children >= 3)).sum(),
        "recents_composition": (recent & kind.notna()).sum(),
        "recents_mono": (recent & single).sum(),
        "recents_seuls": (recent & (kind == "seule")).sum(),
        "recents_mono3p": (recent & single & (children >= 3)).sum(),
        "recents_fam3p": (recent & kind.notna() & (children >= 3)).sum(),
    }
    row = found.iloc[0]
    compare("occupation", row[list(expected)], pd.Series(expected))
    compare(
        "occupation",
        row[["er_mono"]],
        pd.Series({"er_mono": expected["recents_mono"] / expected["recents_composition"]}),
    )


def demands(out):
    raw = read(out, "demandes.csv")
    asked, met = (pd.to_datetime(raw[c]) for c in ("date_demande", "date_satisfaction"))
    end = pd.Timestamp("2024-12-31")
    active, done = (asked <= end) & ~(met <= end), met.dt.year == 2024
    priority = (raw["prioritaire"] == "oui") | (raw["dalo"] == "oui")
    counts = pd.DataFrame(
        {
            "demandes": active,
            "demandes_mutation": active & (raw["mutation"] == "oui"),
            "demandes_prioritaires": active & priority,
            "demandes_q1": active & (raw["quartile"] == "1"),
            "satisfaites": done,
            "satisfaites_prioritaires": done & priority,
        }
    ).astype(int)
    return raw, counts


def test_the_moves_of_each_year_are_those_of_the_file(out):
    raw, found = read(out, "mouvements.csv"), layer(out, "flux_annees")
    year = raw["date"].str[:4]
    for column, nature in (("entrees", "entree"), ("mutations", "mutation"), ("sorties", "sortie")):
        expected = raw["nature"].eq(nature).groupby(year).sum().astype(int)
        compare("flux", found[f"flux_{column}"], expected.reindex(found.index))
    moved = raw[raw["nature"].isin(["entree", "mutation"])]
    share = moved["nature"].eq("mutation").groupby(moved["date"].str[:4]).mean()
    compare("flux", found["part_mutations"], share.reindex(found.index))


def test_the_rent_that_each_quartile_accepts_is_set_beside_the_median_rent_of_its_type(out):
    raw, counts = demands(out)
    homes = read(out, "menages_2024.csv")
    of_type = homes["pieces"].astype(float).clip(upper=5)
    median = homes["loyer"].astype(float).groupby(of_type).median().round()
    usual = raw["pieces"].astype(float).clip(upper=5).map(median)
    asked = raw["loyer_maximum"].astype(float)
    known = counts["demandes"].eq(1) & asked.notna() & usual.notna() & raw["quartile"].notna()
    names = raw["quartile"].map({"1": "1er", "2": "2e", "3": "3e", "4": "4e"}) + " quartile"
    found = layer(out, "loyers_quartiles")
    by = known.groupby(names).sum()
    enough = (known & (asked >= usual)).groupby(names).sum()
    compare("loyers", found["loyers_connus"], by.reindex(found.index))
    compare("loyers", found["loyers_couverts"], enough.reindex(found.index))


def test_the_resemblance_of_neighbours_is_the_mean_of_their_local_indices(out):
    groups = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer="groupes")
    known = groups[groups["moran_i"].notna()]
    found = layer(out, "moran_indicateurs").loc["indice_precarite"]
    assert found["groupes"] == len(known)
    local = known["moran_i"].sum() / (len(known) - 1)  # local indices are divided so
    assert found["moran_i"] == pytest.approx(local, rel=1e-6)
    assert found["p_valeur"] < 0.01


def test_the_smoothed_surface_is_made_of_bands_that_do_not_overlap(out):
    bands = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer="surface_lissee")
    assert bands.area.sum() == pytest.approx(bands.union_all().area, rel=1e-9)
    assert (bands["km2"] - bands.area / 1e6).abs().max() < 0.006
    groups = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer="groupes")
    assert bands.union_all().within(groups.buffer(1_500).union_all().buffer(1))


def test_the_demand_of_each_commune_and_type_is_that_of_the_file(out):
    raw, counts = demands(out)
    by = counts.groupby(raw["commune"]).sum()
    found = layer(out, "demandes_communes")
    rooms = raw["pieces"].astype(int).clip(upper=5)
    types = counts.groupby("T" + rooms.astype(str).replace("5", "5+")).sum()
    kinds = layer(out, "demandes_types")
    for column in counts:
        compare("demande", found[column], by[column].reindex(found.index))
        compare("demande", kinds[column], types[column].reindex(kinds.index))
    pressure = by["demandes"] / by["satisfaites"]
    compare("demande", found["pression"], pressure.reindex(found.index))


def test_the_shared_effort_keeps_its_total_and_its_gaps_sum_to_zero(out):
    raw, counts = demands(out)
    found = layer(out, "effort_partage")
    assert found["objectif"].sum() == found["attributions_prioritaires"].sum()
    assert found["ecart"].sum() == pytest.approx(0, abs=1e-9)
    asked = counts["demandes_prioritaires"].groupby(raw["commune"]).sum()
    share = 100 * asked / asked.sum()
    known = found.index.drop("autres", errors="ignore")
    compare("effort", found.loc[known, "pression"], share.reindex(known))


def priority(out):
    raw = read(out, "attributions.csv")
    when = pd.to_datetime(raw["date_decision"])
    return raw, when, (raw["prioritaire"] == "oui") | (raw["dalo"] == "oui")


@pytest.mark.parametrize(
    ("name", "column"), [("objectifs_communes", "commune"), ("objectifs_bailleurs", "bailleur")]
)
def test_the_objective_of_priority_households_is_counted_by_unit(out, name, column):
    raw, when, served = priority(out)
    now, found = when.dt.year == 2024, layer(out, name)
    base = now.groupby(raw[column]).sum()
    part = (now & served).groupby(raw[column]).sum()
    compare("objectifs", found["prioritaires_base"], base.reindex(found.index))
    compare("objectifs", found["prioritaires"], part.reindex(found.index))
    compare("objectifs", found["taux_prioritaires"], (part / base).reindex(found.index))


def test_quarters_and_years_count_the_day_of_the_decision(out):
    _, when, served = priority(out)
    quarters = layer(out, "objectifs_trimestres")
    name = when.dt.year.astype(str) + "-T" + when.dt.quarter.astype(str)
    part = served.groupby(name).sum()
    compare("objectifs", quarters["prioritaires"], part.reindex(quarters.index))
    years = layer(out, "objectifs_annees")
    by = served.groupby(when.dt.year.astype(str)).sum()
    compare("objectifs", years["prioritaires"], by.reindex(years.index))
    balance = layer(out, "bilan_objectifs").loc["prioritaires"]
    compare(
        "bilan",
        balance[["obtenu_annee", "obtenu_precedente"]],
        pd.Series({"obtenu_annee": by["2024"], "obtenu_precedente": by["2023"]}),
    )


def test_the_programme_is_set_beside_what_each_commune_owes(out):
    sru, raw = read(out, "sru.csv").set_index("commune"), read(out, "programme.csv")
    found = layer(out, "programme_communes")
    social, homes = (sru[c].astype(float) for c in ("logements_sociaux", "residences_principales"))
    kinds = raw[["plai", "plus", "pls"]].astype(float)
    live = raw["statut"] != "abandonne"
    built = kinds[live].sum(axis=1).groupby(raw["commune"][live]).sum().reindex(sru.index).fillna(0)
    plai = kinds["plai"][live].groupby(raw["commune"][live]).sum().reindex(sru.index).fillna(0)
    due = np.ceil((sru["taux_cible"].astype(float) * homes - social).clip(lower=0))
    compare("programme", found["taux"], social / homes)
    compare("programme", found["programme"], built)
    compare("programme", found["plai"], plai)
    compare("programme", found["manquants"], due.reindex(found.index))
    compare("programme", found["taux_apres"], (social + built) / (homes + built))
    private = homes - social
    before = 0.5 * (social / social.sum() - private / private.sum()).abs().sum()
    effect = layer(out, "programme_effet")["dissimilarite"]
    compare("programme", effect[["avant"]], pd.Series({"avant": before}))


def test_all_six_rules_of_the_programme_are_verified(out):
    rules = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer="programme_regles")
    assert len(rules) == 6
    assert set(rules["verifiee"].astype(str)) <= {"True", "1", "oui"}


def test_sheets_say_what_was_decided_obtained_and_what_was_not_collected(out):
    raw, found = read(out, "suivi.csv"), layer(out, "suivi_fiches")
    now = raw[raw["annee"] == "2024"].set_index("indicateur")
    shown = found.set_index("indicateur")
    for column, given in (("decide", "cible"), ("obtenu", "valeur")):
        compare("suivi", shown[column], now[given].astype(float).reindex(shown.index))
    assert (shown["etat"] == "non collecté").sum() == now["valeur"].isna().sum() == 1


def test_refusals_and_their_reasons_are_counted(out):
    raw, found = read(out, "refus.csv"), layer(out, "refus_territoire").iloc[0]
    reasons = raw["motif"].value_counts().add_prefix("motif_")
    compare("refus", found[list(reasons.index)], reasons)
    assert found["refus_motives"] == len(raw)


def test_the_private_stock_is_weighted_by_the_census(out):
    raw, found = read(out, "recensement_2021.csv"), layer(out, "parc_social_prive")
    tenure = np.select(
        [raw["HLML"] == "1", raw["STOCD"] == "10"], ["hlm", "proprietaires"], "locataires_prives"
    )
    weight = raw["IPONDL"].astype(float).groupby([raw["IRIS"], tenure]).sum().unstack().fillna(0)
    for name in ("hlm", "proprietaires", "locataires_prives"):
        compare("prive", found[f"menages_{name}"], weight[name].round().reindex(found.index))


def test_entrants_are_the_identifiers_that_the_earlier_vintage_lacks(out):
    before, after = read(out, "menages_2022.csv"), read(out, "menages_2024.csv")
    merged = after.merge(before[["menage", "residence"]], on="menage", how="left")
    new = merged["residence_y"].isna().sum()
    stayed = (merged["residence_y"] == merged["residence_x"]).sum()
    row = layer(out, "parcours_territoire").iloc[0]
    compare(
        "parcours",
        row[["parcours_menages", "parcours_entrants", "parcours_restes"]],
        pd.Series(
            {
                "parcours_menages": len(after),
                "parcours_entrants": new,
                "parcours_restes": stayed,
            }
        ),
    )


def test_the_index_keeps_the_base_of_the_earlier_vintage(out):
    found = layer(out, "trajectoire_territoire").iloc[0]
    assert found["indice_precarite_avant"] == pytest.approx(100)
    weights = {"rev_lt40": 2, "apl": 1, "chomeurs": 1, "sans_emploi": 1}
    terms = [w * found[f"{n}_apres"] / found[f"{n}_avant"] for n, w in weights.items()]
    assert found["indice_precarite_apres"] == pytest.approx(100 * sum(terms) / 5)


def test_coverage_bounds_what_the_missing_households_could_change(out):
    found = layer(out, "couverture")
    raw = read(out, "rpls2024.csv")
    assert found.loc["territoire", "logements"] == len(raw)
    # Dwellings without any household count too: a landlord who is missing lowers the coverage.
    assert found.drop("territoire")["logements"].sum() == len(raw)
    assert (found["taux_bas"] <= found["taux"]).all()
    assert (found["taux"] <= found["taux_haut"]).all()


def test_no_count_of_a_protected_chapter_is_under_the_threshold(out):
    certificate = json.loads((out / "interne" / "tables_auditees.json").read_text("utf-8"))
    text = json.dumps(certificate)
    names = [f"{p}_{z}" for p in ("occupation", "refus", "valophis") for z in ("communes", "qpv")]
    names += ["objectifs_communes", "demandes_communes", "parcours_qpv", "grille_qpv"]
    for name in names:
        assert f'"{name}"' in text
        table = layer(out, name)
        counts = [
            c
            for c in table
            if c.startswith(("menages", "recents", "refus_m", "motif", "fragiles", "demandes"))
        ]
        values = table[counts].to_numpy(dtype=float)
        assert not (np.isfinite(values) & (values < THRESHOLD)).any(), name


def test_units_are_named_and_none_is_nowhere(out):
    for name in ("refus_qpv", "fonctionnement_qpv", "demandes_types", "objectifs_trimestres"):
        index = layer(out, name).index
        assert index.notna().all()
        assert (index.str.len() > 0).all()
        assert "@nulle-part" not in set(index)


def test_enough_figures_were_compared(out):
    assert sum(COMPARED.values()) >= 150, COMPARED


def test_chapters_are_functions_of_what_was_released(watched):
    """Other households, demands and leases behind the same release: the same tables."""
    _, _, study, published = watched
    rng = np.random.default_rng(3)
    open_ones = OPEN_FORMATS | {"residences", "suivi"}
    declared, material = study.material.configuration.sources, study.material
    sources, changed = {}, []
    for name, reading in material.sources.items():
        sources[name] = reading
        if name in declared and declared[name].format not in open_ones:
            order = rng.integers(0, len(reading.frame), len(reading.frame))
            others = reading.frame.iloc[order].set_axis(reading.frame.index)
            sources[name] = replace(reading, frame=others)
            changed.append(name)
    assert {"menages", "menages_2022", "attributions", "demandes", "mouvements"} <= set(changed)
    counts = study.measured.counts * 0 + rng.integers(0, 500, study.measured.counts.shape)
    other = replace(
        study,
        material=replace(material, sources=sources),
        measured=replace(study.measured, counts=counts),
    )
    first, again = chapter_layers(study, published), chapter_layers(other, published)
    assert [layer.name for layer in again] == [layer.name for layer in first]
    for before, after in zip(first, again, strict=True):
        if before.nature != "state":
            assert (before.aliases, before.description) == (after.aliases, after.description)
            pd.testing.assert_frame_equal(before.frame, after.frame, obj=before.name)


def test_the_certificate_says_where_each_layer_comes_from(out):
    statement = json.loads((out / "diffusion" / "certificat.json").read_text(encoding="utf-8"))
    nature = {item["nom"]: item["nature"] for item in statement["couches"]}
    tables = {item["nom"] for item in statement["tableaux"]}
    assert {name for name, kind in nature.items() if kind == "audited"} == tables
    assert nature["classes"] == nature["comparaison"] == "released"
    assert nature["parc"] == nature["filosofi"] == "open"
    assert nature["programme"] == nature["suivi_fiches"] == "declared"
    page = (out / "diffusion" / "certificat.html").read_text(encoding="utf-8")
    assert "Calculé des seuls chiffres audités" in page
