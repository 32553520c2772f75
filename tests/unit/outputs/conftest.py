"""A small invented territory: six units of 200 m, two withheld."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geotools.outputs import LayerSpec, Proof

CODES = ["01004", "2A004", "75101", "93010", "97209", "99001"]


@pytest.fixture
def proof():
    return Proof(
        territory="Val-d’Essai",
        vintage="2024",
        sources=("RPLS 2024 (SDES, Licence Ouverte)", "Enquête OPS 2024"),
        base="ménages locataires",
        rule="chaque effectif publié compte au moins 11 ménages",
        threshold=11,
        seed=2026,
        day=date(2026, 11, 20),
        fictitious=True,
        version="0.0.test",
    )


@pytest.fixture
def units():
    squares = [
        box(x, y, x + 200, y + 200)
        for y in (6_700_000, 6_700_200)
        for x in (500_000, 500_200, 500_400)
    ]
    return gpd.GeoDataFrame(
        {
            "libelle": ["Les Tilleuls", "=Bellevue", "L’Île", "Clos & Cie", "<Nord>", "Gare"],
            "menages": [120.0, 45.0, None, 11.0, None, 300.0],
            "apl": [0.5, 0.389, None, 1.0, None, 0.25],
            "indice_precarite": [118.18, 98.69, None, 65.64, None, 100.0],
            "grappe": ["HH", "LL", None, "ns", None, "isole"],
        },
        index=pd.Index(CODES, name="code"),
        geometry=squares,
        crs=2154,
    )


@pytest.fixture
def layer(units):
    return LayerSpec(
        name="groupes",
        title="Groupes de résidences",
        frame=units,
        style="precarite",
        aliases={
            "libelle": "Libellé",
            "menages": "Ménages",
            "apl": "Ménages bénéficiaires de l’APL",
            "indice_precarite": "Indice de précarité",
            "grappe": "Grappe",
        },
        units={"apl": "%"},
        description="Chaque ligne est un groupe de résidences voisines.",
        themes={"apl": "", "grappe": "lisa"},
        depends={
            "libelle": (),
            "apl": ("menages", "menages_apl"),
            "indice_precarite": ("menages", "menages_apl"),
            "grappe": ("menages",),
        },
    )
