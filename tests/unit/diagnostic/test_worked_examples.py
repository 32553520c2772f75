"""The worked examples of the sources, found in the run of a small territory built for them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.diagnostic import run_diagnostic

SHARES = {
    # rev_lt40, apl, stable, precarious, unemployed, without a job (001:546-570). The activities of
    # residence A add up to 99 in the source: one more adult has a stable job here.
    "A": (50, 65, 32, 8, 30, 30),
    "B": (39, 50, 35, 8, 26, 31),
    "C": (22, 40, 54, 5, 15, 26),
}
EXPECTED = {"A": 118.1818181818, "B": 98.6853146853, "C": 65.6421911422}
"""The source prints 149 for A: an erratum, since its own formula gives 118.18."""

HOUSEHOLDS = 400
TRAIT = {"A": 120, "B": 160, "C": 120}
"""Single parents: 120 of 400 in A."""

STOCK = {"A": 1000, "B": 2000, "C": 2000}
"""Dwellings: 1 000 of 5 000 in A, so that its weighting is 0.30 / 0.20 = 1.5."""


def households(commune, code):
    """Return four hundred households with one adult each, in the exact shares of the source."""
    low, apl, stable, precarious, unemployed, without = SHARES[commune]
    n, position = HOUSEHOLDS, np.arange(HOUSEHOLDS)
    steps = np.cumsum([stable, precarious, unemployed, without]) * n // 100
    activity = np.searchsorted(steps, position, side="right")
    classes = ("stables", "precaires", "chomeurs", "sans_emploi")
    table = pd.DataFrame(
        {
            "menage": [f"{commune}{k:04d}" for k in position],
            "residence": f"R{commune}",
            "commune": code,
            "bailleur": "Bailleur d’essai",
            "date_enquete": "2024-01-01",
            "pieces": 3,
            "occupants": 1,
            "majeurs": 1,
            "mineurs": 0,
            "enfants": 0,
            "type_menage": np.where(position < TRAIT[commune], "monoparentale", "seule"),
            "revenu_pct_plus": np.where(position < low * n // 100, 20.0, 70.0),
            "plafond": "plus",
            "apl": np.where(position < apl * n // 100, "oui", "non"),
            "date_emmenagement": np.where(position % 2 == 0, "2023-01-01", "2010-01-01"),
        }
    )
    for number, name in enumerate(classes):
        table[f"majeurs_{name}"] = (activity == number).astype(int)
    return table


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    home = tmp_path_factory.mktemp("exemples")
    codes = {"A": "99901", "B": "99902", "C": "99903"}
    boxes = [
        shapely.box(600_000 + 5000 * k, 6_700_000, 605_000 + 5000 * k, 6_705_000) for k in range(3)
    ]
    communes = gpd.GeoDataFrame(
        {"INSEE_COM": list(codes.values()), "NOM": [f"Commune {k}" for k in codes]},
        geometry=boxes,
        crs=2154,
    )
    communes.to_file(home / "communes.gpkg")
    rows = []
    for number, (name, code) in enumerate(codes.items()):
        size = STOCK[name]
        rows.append(
            pd.DataFrame(
                {
                    "DEPCOM": code,
                    "LIBCOM": f"Commune {name}",
                    "CODSEGPATRIM": f"R{name}",
                    "LIBSEGPATRIM": f"Résidence {name}",
                    "NBPIECE": "3",
                    "SURFHAB": "60",
                    "CONSTRUCT": np.where(np.arange(size) % 4 == 0, "1970", "1990"),
                    "FINAN_CODE": "13",
                    "DPEENERGIE": "D",
                    "EPSG": "2154",
                    "X": 602_500.0 + 5000 * number,
                    "Y": 6_702_500.0,
                    "QUALITE_XY": "11",
                }
            )
        )
    pd.concat(rows).to_csv(home / "rpls2024.csv", sep=";", index=False)
    people = pd.concat([households(name, code) for name, code in codes.items()])
    people.to_csv(home / "menages_2024.csv", sep=";", index=False)
    (home / "territoire.toml").write_text(
        """
[territoire]
nom = "Exemples des sources"
millesime = 2024
[sources.logements]
format = "rpls"
fichier = "rpls2024.csv"
echelle = "segment"
[sources.menages]
format = "ops"
fichier = "menages_2024.csv"
[zonages.communes]
fichier = "communes.gpkg"
[precarite]
reference = { rev_lt40 = 0.40, apl = 0.52, chomeurs = 0.24, sans_emploi = 0.33 }
[grappes]
poids = "knn:2"
permutations = 99
""",
        encoding="utf-8",
    )
    run_diagnostic(home / "territoire.toml", home / "out")
    return home / "out", codes


def layer(out, name):
    table = gpd.read_file(out / "diffusion" / "diagnostic.gpkg", layer=name)
    return pd.DataFrame(table.drop(columns="geometry", errors="ignore")).set_index("code")


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_the_precarity_index_of_the_source_is_found(examples, name):
    out, codes = examples
    found = layer(out, "communes").loc[codes[name], "indice_precarite"]
    assert found == pytest.approx(EXPECTED[name], rel=1e-9)
    interval = layer(out, "indices").loc[codes[name]]
    assert interval["indice"] == pytest.approx(EXPECTED[name], rel=1e-9)
    assert interval["bas"] < EXPECTED[name] < interval["haut"]


def test_b_and_c_are_printed_as_the_source_prints_them_and_a_is_not_forced(examples):
    out, codes = examples
    index = layer(out, "communes")["indice_precarite"].round()
    assert index[codes["B"]] == 99
    assert index[codes["C"]] == 66
    assert index[codes["A"]] == 118


def test_the_weighting_of_basse_normandie_is_one_and_a_half(examples):
    """Single parents: 120 of 400 with the trait, 1 000 of 5 000 dwellings."""
    out, codes = examples
    counts = layer(out, "occupation_communes").loc[codes["A"], "menages_mono"]
    total = layer(out, "occupation_territoire")["menages_mono"].iloc[0]
    stock = layer(out, "parc")["logements"]
    weighting = (counts / total) / (stock[codes["A"]] / stock["territoire"])
    assert weighting == pytest.approx(1.5)


def test_the_published_specialisation_follows_the_same_formula(examples):
    out, codes = examples
    found = layer(out, "specialisation").loc[codes["A"], "rev_lt40"]
    assert found == pytest.approx((100 / 222) / 0.2)


def test_the_rule_of_tours_reads_strictly_more_than_65_percent(examples):
    """Residence A has exactly 65 % of APL households: the derogation asks for more."""
    out, codes = examples
    share = layer(out, "communes").loc[codes["A"], "apl"]
    assert share == pytest.approx(0.65)
    assert not share > 0.65
