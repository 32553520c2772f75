"""National files of three small territories, written as producers do."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

TERRITORIES = {"200000001": "Vallée", "200000002": "Plateau", "200000003": "Côte"}


def national_rpls(rng, communes):
    """Dwellings of 12 buildings in each commune; the columns of the open RPLS that are counted."""
    rows = []
    for rank, commune in enumerate(communes):
        for building in range(12):
            x = 600_000 + 4_000 * rank + rng.uniform(0, 3_000)
            y = 6_800_000 + rng.uniform(0, 3_000)
            for flat in range(int(rng.integers(12, 40))):
                rows.append(
                    {
                        "DEP_CODE": commune[:2],
                        "DEPCOM": commune,
                        "LIBCOM": f"Commune {commune}",
                        "NUMVOIE": str(building + 1),
                        "TYPVOIE": "RUE",
                        "NOMVOIE": "DES LILAS",
                        "NBPIECE": str(int(rng.integers(1, 6))),
                        "SURFHAB": str(int(rng.integers(20, 100))),
                        "CONSTRUCT": str(int(rng.choice([1965, 1985, 2005]))),
                        "FINAN_CODE": str(int(rng.choice([10, 13, 14, 51]))),
                        "CODSEGPATRIM": f"S{building}",
                        "EPSG": "2154",
                        "X": f"{x:.1f}",
                        "Y": f"{y:.1f}",
                        "QUALITE_XY": "11",
                        "IDENT_REP": f"{commune}{building:03d}{flat:03d}",
                    }
                )
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def national(tmp_path_factory):
    """``campagne.toml`` over a CSV of dwellings and a GeoPackage of communes."""
    folder = tmp_path_factory.mktemp("nation")
    communes = [f"{38 + k}{n:03d}" for k in range(3) for n in (1, 2)]
    rng = np.random.default_rng(11)
    national_rpls(rng, communes).to_csv(folder / "rpls.csv", sep=";", index=False)
    boxes = [
        shapely.box(600_000 + 4_000 * k, 6_800_000, 603_000 + 4_000 * k, 6_803_000)
        for k in range(len(communes))
    ]
    layer = gpd.GeoDataFrame(
        {"INSEE_COM": communes, "NOM": [f"Commune {c}" for c in communes]},
        geometry=boxes,
        crs=2154,
    )
    layer.to_file(folder / "communes.gpkg", layer="communes")
    owners = [code for code in TERRITORIES for _ in range(2)]
    pd.DataFrame(
        {"CODGEO": communes, "EPCI": owners, "LIBEPCI": [TERRITORIES[o] for o in owners]}
    ).to_csv(folder / "epci.csv", sep=";", index=False)
    (folder / "campagne.toml").write_text(
        """
[campagne]
nom = "Trois territoires"
millesime = 2024
territoires = "epci.csv"

[sources.logements]
format = "rpls"
fichier = "rpls.csv"

[zonages.communes]
fichier = "communes.gpkg"

[secret]
profil = "rpls"

[grappes]
poids = "knn:4"
permutations = 999
""",
        encoding="utf-8",
    )
    return folder / "campagne.toml"
