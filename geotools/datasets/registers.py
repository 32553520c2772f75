"""The fictitious registers: dwellings (RPLS), households (OPS) and residences as tables.

Each function returns a table in the layout of the official file or of our template, columns in
its order, texts and numbers as the file holds them.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geotools.datasets.geography import FictitiousGeography
from geotools.datasets.people import Population
from geotools.datasets.stock import Stock

_FINANCING = {
    "10": "PLAI",
    "12": "PLA",
    "13": "PLUS",
    "14": "PLS/PPLS",
    "50": "HBM",
    "51": "PLR/PSR",
    "52": "HLM/O",
}
_RANDOM_POSITION, _NO_POSITION = 0.012, 0.010
"""Shares of the addresses that the official geocoder placed at random, or not at all."""


def rpls_table(
    stock: Stock,
    geography: FictitiousGeography,
    geocoded: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    year: int,
) -> pd.DataFrame:
    """Lay dwellings out as RPLS open data: as in 2024, or as in the years before it."""
    homes = stock.dwellings
    # Residences under one code bear one name, that of the first.
    names = stock.residences.groupby(f"code_{year}")["label"].transform("first")
    named = stock.residences.assign(label=names)
    residences = named.iloc[homes["residence"]].reset_index(drop=True)
    code = residences[f"code_{year}"]
    stands = (code != "").to_numpy()
    located = _zoned(stock, geocoded, districts)
    place = located.iloc[homes["address"]].reset_index(drop=True)
    address = stock.addresses.drop(columns="geometry").iloc[homes["address"]].reset_index(drop=True)
    blocks = [
        _postal(geography, homes, residences, address),
        _physical(homes, residences["label"], place, code, year),
        _geocoding(place),
    ]
    table = pd.concat([pd.DataFrame(block) for block in blocks], axis=1)
    if year < 2024:
        table = table.rename(
            columns={
                "PLG_QP24": "PLG_QP",
                "PLG_IRIS2024_CODE": f"PLG_IRIS{year}_CODE",
                "QUALITE_QP24": "QUALITE_QP",
            }
        ).drop(columns="PLG_QP15")
    return table[stands].reset_index(drop=True)


def _postal(
    geography: FictitiousGeography,
    homes: pd.DataFrame,
    residences: pd.DataFrame,
    address: pd.DataFrame,
) -> dict[str, Any]:
    """Return the first columns of the file: where the dwelling is, as the post writes it."""
    towns = geography.communes["NOM"]
    settings = geography.settings["territoire"]
    return {
        "REG_CODE": settings["region"],
        "DEP_CODE": settings["departement"],
        "EPCI_CODE": settings["epci"],
        "DEPCOM": address["commune"],
        "CODEPOSTAL": "99" + address["commune"].str[2:],
        "LIBCOM": address["commune"].map(towns),
        "NUMVOIE": address["number"],
        "INDREP": "",
        "TYPVOIE": address["street_kind"],
        "NOMVOIE": _capitals(address["street"]),
        "ETAGE": homes["floor"],
        "COMPLGEO": _capitals(residences["label"]),
        "LIEUDIT": "",
    }


def _physical(
    homes: pd.DataFrame, label: pd.Series, place: pd.DataFrame, code: pd.Series, year: int
) -> dict[str, Any]:
    """Return the middle columns: what the dwelling is, from its type to its estate."""
    audited = np.arange(len(homes)) % 5 > 0  # a fifth have no energy certificate
    return {
        "QPV_CODE": np.where(place["true_qp"] == "HZ", "2", "1"),
        "QPV_LIBELLE": np.where(place["true_qp"] == "HZ", "Hors QPV", "En QPV"),
        "DROIT_CODE": "1",
        "TYPECONST_CODE": np.where(homes["houses"], "I", "C"),
        "NBPIECE": homes["rooms"],
        "SURFHAB": homes["surface"],
        "CONSTRUCT": homes["year"],
        "LOCAT": homes["year"],
        "PATRIMOINE": homes["year"],
        "ORIGINE": "1",
        "FINAN_CODE": homes["finance"],
        "FINAN_LIBELLE": homes["finance"].map(_FINANCING),
        "CONV": "1",
        "DATCONV": "01/07/" + homes["year"].clip(lower=1978).astype(str),
        "NEWLOGT_CODE": np.where(homes["year"] >= year - 2, "1", ""),
        "CUS": "",
        "DPEDATE": "",
        "DPEENERGIE": homes["energy"].where(audited, ""),
        "DPESERRE": homes["energy"].where(audited, ""),
        "SRU_EXPIR": "",
        "SRU_ALINEA": "1",
        "CODSEGPATRIM": code,
        "LIBSEGPATRIM": label,
        "PMR_CODE": homes["accessible"],
    }


def _geocoding(place: pd.DataFrame) -> dict[str, Any]:
    """Return the last columns: what the official geocoder added."""
    grade = place["quality"].map({"11": "1", "12": "1", "33": "3", "": ""})
    return {
        "PLG_VOIE": pd.Series("", index=place.index),
        "EPSG": "2154",
        "X": place["x"],
        "Y": place["y"],
        "PLG_QP24": place["qp"],
        "PLG_QP15": "",
        "PLG_IRIS2024_CODE": place["iris"],
        "PLG_ZUS": "",
        "PLG_QVA": "",
        "QUALITE_VOIE": place["quality"].str[:1],
        "QUALITE_NUMERO": place["quality"].str[:1],
        "QUALITE_XY": place["quality"],
        "DISTANCE_PRECISION": "",
        "QUALITE_QP24": grade,
        "QUALITE_IRIS": grade,
        "QUALITE_QVA": "",
        "COMAQP": np.where(place["quality"] == "", "", "1"),
        "UU2020": "",
        "AAV2020": "",
        "ZE2020": "",
    }


def _capitals(texts: pd.Series) -> pd.Series:
    """Capitals without accents, as RPLS writes addresses."""
    plain = texts.str.upper().str.normalize("NFD").str.encode("ascii", "ignore")
    return plain.str.decode("ascii")


def draw_qualities(
    rng: np.random.Generator, stock: Stock, geography: FictitiousGeography
) -> pd.DataFrame:
    """Draw what the official geocoder made of each address: position and quality."""
    addresses = stock.addresses
    draw = rng.random(len(addresses))
    quality = np.select(
        [draw < _NO_POSITION, draw < _NO_POSITION + _RANDOM_POSITION, draw < 0.05],
        ["", "33", "12"],
        "11",
    )
    middle = geography.communes.geometry.representative_point().reindex(addresses["commune"])
    anywhere = shapely.get_coordinates(middle.to_numpy()) + rng.normal(0, 350, (len(addresses), 2))
    true = shapely.get_coordinates(addresses.geometry)
    xy = np.where((quality == "33")[:, None], np.round(anywhere, 1), true)
    xy[quality == ""] = np.nan
    return pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "quality": quality})


def _zoned(stock: Stock, geocoded: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the zone codes that the geocoder gives, and the true QPV that the landlord declares."""
    true_qp = _codes(stock.addresses.geometry, districts, "HZ")
    missing, random = geocoded["quality"] == "", geocoded["quality"] == "33"
    return geocoded.assign(
        true_qp=true_qp,
        qp=np.where(missing, "", np.where(random, "HZ", true_qp)),
        iris=np.where(missing, "", stock.addresses["iris"]),
    )


def _codes(points: gpd.GeoSeries, zones: gpd.GeoDataFrame, outside: str) -> NDArray[np.object_]:
    codes = np.full(len(points), outside, dtype=object)
    point, zone = zones.sindex.query(points, predicate="within")
    codes[point] = zones.index.to_numpy()[zone]
    return codes


def households_table(population: Population, stock: Stock, year: int) -> pd.DataFrame:
    """Households in the layout of the template « menages »."""
    frame = population.households
    residences = stock.residences.iloc[frame["residence"]].reset_index(drop=True)
    yes_no = {True: "oui", False: "non"}
    address = stock.dwellings["address"].to_numpy()[frame["dwelling"]]
    return pd.DataFrame(
        {
            "menage": frame["id"],
            "residence": residences[f"code_{year}"],
            "bailleur": residences["landlord"],
            "commune": stock.addresses["commune"].to_numpy()[address],
            "date_enquete": population.date.date().isoformat(),
            "pieces": frame["rooms"],
            "occupants": frame["occupants"],
            "majeurs": frame["adults"],
            "mineurs": frame["minors"],
            "enfants": frame["children"],
            "majeurs_stables": frame["stable"],
            "majeurs_precaires": frame["precarious"],
            "majeurs_chomeurs": frame["jobless"],
            "majeurs_sans_emploi": frame["away"],
            "occ_moins20": frame["under_20"],
            "occ_moins25": frame["under_25"],
            "occ_60plus": frame["over_60"],
            "occ_65plus": frame["over_65"],
            "type_menage": frame["kind"],
            "naissance_titulaire": frame["born"],
            "revenu_pct_plus": frame["income"],
            "tranche_revenu": frame["band"],
            "plafond": frame["ceiling"],
            "apl": frame["aid"].map(yes_no),
            "ressources": frame["resource"],
            "date_emmenagement": frame["moved_in"].dt.strftime("%Y-%m-%d"),
            "impayes_mois": frame["arrears"],
            "demande_mutation": frame["transfer"].map(yes_no),
            "date_demande_mutation": frame["transfer_date"].dt.strftime("%Y-%m-%d"),
            "finan_code": frame["finance"],
            "loyer": frame["rent"],
            "charges": frame["charges"],
        }
    )


def residences_table(
    rng: np.random.Generator,
    stock: Stock,
    population: Population,
    rpls: pd.DataFrame,
) -> pd.DataFrame:
    """Residences of 2024 with their management counts, in the layout of the template."""
    homes, frame = stock.dwellings, population.households
    residences = stock.residences
    code = residences["code_2024"].to_numpy()
    counted = pd.DataFrame({"residence": code[homes["residence"]]}).groupby("residence").size()
    by = frame.assign(
        code=code[frame["residence"]],
        late=frame["arrears"] > 3,
        recent=frame["moved_in"] >= population.date - pd.Timedelta(days=365),
    ).groupby("code")
    placed = rpls.assign(x=rpls["X"].astype(float), y=rpls["Y"].astype(float))
    known = placed[placed["QUALITE_XY"].isin(["11", "12"])]
    middle = known.groupby("CODSEGPATRIM")[["x", "y"]].mean().add_suffix("_rpls")
    table = residences[code != ""].groupby("code_2024").first().join(middle)
    table = table[table["x_rpls"].notna()]
    total = counted.reindex(table.index)
    occupied = by.size().reindex(table.index).fillna(0).astype(int)
    recent = by["recent"].sum()
    recent = recent.reindex(table.index).fillna(0).astype(int)
    empty = total - occupied
    return pd.DataFrame(
        {
            "residence": table.index,
            "libelle": table["label"],
            "commune": table["commune"],
            "bailleur": table["landlord"],
            "x": np.round(table["x_rpls"], 1),
            "y": np.round(table["y_rpls"], 1),
            "logements": total,
            "logements_occupes": occupied,
            "vacants_3mois": rng.binomial(empty, 0.55),
            "departs": recent,
            "departs_mutation": rng.binomial(recent, 0.22),
            "attributions": recent,
            "refus": rng.poisson(recent * np.exp(0.25 * table["z"]) * 0.5),
            "demandes_mutation": by["transfer"].sum().reindex(table.index).fillna(0).astype(int),
            "impayes_3mois": by["late"].sum().reindex(table.index).fillna(0).astype(int),
            "annee_construction": table["year"],
        }
    ).reset_index(drop=True)
