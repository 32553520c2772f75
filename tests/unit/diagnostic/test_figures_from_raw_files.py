"""The figures of the publication, recomputed by plain pandas from the raw files.

Nothing of the product is used on the side that recomputes: the files are read as text, the counts
are written out again. A commune that was joined to others is the sum of them.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

COUNTED: dict[str, int] = {}
"""Figures compared by each test, so that the last one can say how many there are."""


def read(out, name, sep=";"):
    return pd.read_csv(out / "donnees" / name, sep=sep, dtype=str)


def layer(out, name):
    table = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer=name)
    return pd.DataFrame(table.drop(columns="geometry", errors="ignore"))


@pytest.fixture(scope="module")
def people(demo):
    """Households: the base and the numerator of each indicator, one column each."""
    raw = read(demo[0], "menages_2024.csv")
    number = {c: pd.to_numeric(raw[c]) for c in raw.columns if c.startswith(("majeurs", "revenu_"))}
    modest = raw["plafond"].isin(["plai", "plus"])
    income = number["revenu_pct_plus"]
    moved = pd.to_datetime(raw["date_emmenagement"])
    asked = pd.to_datetime(raw["date_enquete"])
    months = (asked.dt.year - moved.dt.year) * 12 + asked.dt.month - moved.dt.month
    months -= asked.dt.day < moved.dt.day
    adults = [number[f"majeurs_{c}"] for c in ("stables", "precaires", "chomeurs", "sans_emploi")]
    told = sum(adults).notna()
    table = pd.DataFrame(
        {
            "menages": 1,
            "menages_plus": modest & income.notna(),
            "menages_tbr": modest & (income < 40),
            "menages_apl_connu": raw["apl"].isin(["oui", "non"]),
            "menages_apl": raw["apl"] == "oui",
            "majeurs": sum(adults).where(told, 0),
            "majeurs_stables": adults[0].where(told, 0),
            "majeurs_precaires": adults[1].where(told, 0),
            "majeurs_chomeurs": adults[2].where(told, 0),
            "majeurs_sans_emploi": adults[3].where(told, 0),
            "menages_anciennete": moved.notna(),
            "menages_recents": moved.notna() & (months < 36),
            "menages_revenu": income.notna(),
            "menages_40_80": income.between(40, 80, inclusive="left"),
            "menages_ge80": income >= 80,
            "menages_ge100": income >= 100,
            "menages_mono": raw["type_menage"].str.startswith("mono"),
            "menages_seuls": raw["type_menage"] == "seule",
        }
    ).astype(float)
    return table.assign(commune=raw["commune"], key=raw["commune"] + ":" + raw["residence"])


SHARES = {
    "rev_lt40": ("menages_tbr", "menages_plus"),
    "apl": ("menages_apl", "menages_apl_connu"),
    "chomeurs": ("majeurs_chomeurs", "majeurs"),
    "sans_emploi": ("majeurs_sans_emploi", "majeurs"),
    "emp_stable": ("majeurs_stables", "majeurs"),
    "emp_precaire": ("majeurs_precaires", "majeurs"),
    "er_part": ("menages_recents", "menages_anciennete"),
    "rev_40_80": ("menages_40_80", "menages_revenu"),
    "rev_ge80": ("menages_ge80", "menages_revenu"),
    "rev_ge100": ("menages_ge100", "menages_revenu"),
}
WEIGHTS = {"rev_lt40": 2, "apl": 1, "chomeurs": 1, "sans_emploi": 1}


def expected_figures(counts, whole):
    """Return counts, shares and index from counts and those of the territory."""
    figures = counts.copy()
    reference = {}
    for name, (part, base) in SHARES.items():
        figures[name] = counts[part] / counts[base]
        reference[name] = whole[part] / whole[base]
    parts = [w * figures[name] / reference[name] for name, w in WEIGHTS.items()]
    figures["indice_precarite"] = 100 * sum(parts) / sum(WEIGHTS.values())
    return figures


def compare(test, published, expected, columns=None):
    """Compare every figure that both sides give; withheld ones are left out."""
    names = [c for c in published.columns if c in expected.columns] if columns is None else columns
    shown = published[names].apply(pd.to_numeric)
    known = shown.notna()
    right = expected.reindex(published.index)[names].astype(float)
    np.testing.assert_allclose(
        shown.to_numpy(float)[known.to_numpy()],
        right.to_numpy()[known.to_numpy()],
        rtol=1e-9,
        err_msg=test,
    )
    COUNTED[test] = int(known.to_numpy().sum())
    return COUNTED[test]


@pytest.mark.parametrize("name", ["territoire", "occupation_territoire"])
def test_the_territory(demo, people, name):
    whole = people.drop(columns=["commune", "key"]).sum()
    expected = expected_figures(whole.to_frame("territoire").T, whole)
    published = layer(demo[0], name).set_index("code")
    assert compare(name, published, expected) >= 9


@pytest.mark.parametrize("name", ["communes", "occupation_communes"])
def test_communes_alone_or_joined(demo, people, name):
    published = layer(demo[0], name).set_index("code")
    exact = published[published["qualite"] == "exacte"] if "qualite" in published else published
    if "qualite" not in published:
        real = layer(demo[0], "communes").set_index("code")
        exact = published[published.index.isin(real.index[real["qualite"] == "exacte"])]
    by_commune = people.drop(columns="key").groupby("commune").sum()
    sums = {code: by_commune.loc[code.split(" + ")].sum() for code in exact.index}
    whole = by_commune.sum()
    expected = expected_figures(pd.DataFrame(sums).T, whole)
    assert len(exact) >= 5
    assert compare(name, exact, expected) >= 50


def test_districts(demo, people):
    """A segment is where most of its located dwellings are said to be."""
    raw = read(demo[0], "rpls2024.csv")
    placed = raw[raw["X"].notna() & (raw["QUALITE_XY"] != "33")]
    key = placed["DEPCOM"] + ":" + placed["CODSEGPATRIM"]
    district = placed["PLG_QP24"].where(placed["PLG_QP24"].str.startswith("QN"))
    most = district.fillna("hors").groupby(key).agg(lambda s: s.value_counts().index[0])
    by_district = people.drop(columns="commune").assign(zone=people["key"].map(most))
    counts = by_district.drop(columns="key").groupby("zone").sum()
    whole = people.drop(columns=["commune", "key"]).sum()
    published = layer(demo[0], "qpv").set_index("code")
    expected = expected_figures(counts, whole)
    assert compare("qpv", published, expected) >= 60


def test_the_stock_by_commune_and_in_all(demo):
    raw = read(demo[0], "rpls2024.csv")
    built, rooms = pd.to_numeric(raw["CONSTRUCT"]), pd.to_numeric(raw["NBPIECE"])
    energy = raw["DPEENERGIE"]
    table = pd.DataFrame(
        {
            "logements": 1,
            "logements_construct": built.notna(),
            "logements_av1977": built < 1977,
            "logements_ge2000": built >= 2000,
            "logements_finan": raw["FINAN_CODE"].notna(),
            "logements_plai": raw["FINAN_CODE"].isin(["10", "11"]),
            "logements_finan_plus": raw["FINAN_CODE"].isin(["12", "13"]),
            "logements_pls": raw["FINAN_CODE"].isin(["14", "16"]),
            "logements_dpe": energy.notna(),
            "logements_dpe_ab": energy.isin(["A", "B"]),
            "logements_dpe_fg": energy.isin(["F", "G"]),
        }
    ).astype(float)
    by_commune = table.groupby(raw["DEPCOM"]).sum()
    by_commune.loc["territoire"] = table.sum()
    by_commune["finan_plai"] = by_commune["logements_plai"] / by_commune["logements_finan"]
    by_commune["parc_av1977"] = by_commune["logements_av1977"] / by_commune["logements_construct"]
    by_commune["dpe_ab"] = by_commune["logements_dpe_ab"] / by_commune["logements_dpe"]
    published = layer(demo[0], "parc")
    published = published[published["niveau"].isin(["Commune", "Territoire"])].set_index("code")
    published = published[published.index.isin(by_commune.index)]
    assert published.loc[["territoire", "99001", "99002"], "logements"].tolist() == [
        13_083,
        7_947,
        1_923,
    ]
    assert rooms.notna().any()
    assert compare("parc", published, by_commune) >= 60


def test_the_programme_by_commune_and_year(demo):
    raw = read(demo[0], "programme.csv")
    names = ["plai", "plus", "pls", "demolitions"]
    raw[names] = raw[names].apply(pd.to_numeric)
    raw = raw[raw["x"].notna()]
    summed = raw.groupby(["commune", "annee"])[names].sum()
    summed["logements"] = summed[["plai", "plus", "pls"]].sum(axis=1)
    summed["part_plai"] = summed["plai"] / summed["logements"].where(summed["logements"] > 0)
    summed["operations"] = raw.groupby(["commune", "annee"]).size()
    summed.index = [f"{commune} · {year}" for commune, year in summed.index]
    published = layer(demo[0], "programme_secteurs").set_index("secteur_annee")
    columns = [*names, "logements", "part_plai", "operations"]
    assert compare("programme", published, summed, columns) >= 60


def test_the_tiles_of_insee_and_what_is_imputed(demo):
    raw = read(demo[0], "filosofi_200m.csv", sep=",").set_index("idcar_200m")
    numbers = raw[["men", "men_pauv", "log_soc"]].apply(pd.to_numeric)
    numbers["part_pauvres"] = (numbers["men_pauv"] / numbers["men"]).clip(upper=1)
    published = layer(demo[0], "filosofi").set_index("idcar_200m")
    compare("filosofi", published, numbers, ["men", "men_pauv", "log_soc", "part_pauvres"])
    imputed = raw["i_est_200"].reindex(published.index) == "1"
    assert imputed.sum() == 2_704
    assert published.loc[imputed, ["moran_i", "p_valeur", "grappe"]].isna().all(axis=None)
    assert published.loc[~imputed, "grappe"].notna().mean() > 0.95


def test_more_than_one_hundred_and_fifty_figures_were_recomputed(demo):
    told = {"territoire", "occupation_territoire", "communes", "occupation_communes"}
    told |= {"qpv", "parc", "programme"}
    if not told <= set(COUNTED):
        pytest.skip("Les tests de ce fichier n’ont pas tous tourné.")
    assert sum(COUNTED[name] for name in told) >= 400
