"""One definition of HLM, and a share of it in every main residence: recomputed from the file."""

import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.location import locate
from geotools.diagnostic.material import read_material
from geotools.diagnostic.measures import measure
from geotools.progress import SILENT

CONFIGURATION = """
[territoire]
nom = "Essai"
millesime = 2021
[sources.recensement]
format = "recensement"
fichier = "recensement_2021.csv"
[zonages.iris]
fichier = "iris.gpkg"
[secret]
profil = "recensement"
[indicateurs]
publies = ["part_hlm", "seules"]
"""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    folder = fictitious_territory(tmp_path_factory.mktemp("fiction")).parent
    path = folder / "hlm.toml"
    path.write_text(CONFIGURATION, encoding="utf-8")
    material = read_material(load_configuration(path), SILENT)
    measured = measure(material, locate(material, SILENT), SILENT)
    raw = pd.read_csv(folder / "recensement_2021.csv", sep=None, engine="python", dtype=str)
    raw.columns = [name.lower() for name in raw.columns]
    raw = raw.assign(weight=raw["ipondl"].str.replace(",", ".").astype(float))
    return measured, raw, folder


def test_the_share_of_hlm_is_in_every_main_residence(counted):
    measured, raw, _ = counted
    main = raw[raw["catl"] == "1"]
    whole = main.groupby("iris")["weight"].sum()
    social = main[main["hlml"] == "1"].groupby("iris")["weight"].sum()
    shares = measured.figures(measured.counts)["part_hlm"].dropna()
    right = (social / whole).reindex(shares.index).fillna(0)
    pd.testing.assert_series_equal(shares, right, check_names=False, check_dtype=False)
    assert shares.nunique() > 10 and shares.max() < 1


def test_the_summary_tells_weighted_numbers(counted):
    measured, raw, _ = counted
    social = raw[(raw["catl"] == "1") & (raw["hlml"] == "1")]
    told = measured.summary
    assert told["résidences principales HLM : lignes du fichier"] == len(social)
    weighted = told["résidences principales HLM : effectif pondéré"]
    assert weighted == round(social["weight"].sum()) != len(social)


@pytest.mark.parametrize("masked", ["ZZZZZZZZZ", "absent"])
def test_a_dwelling_of_no_known_iris_counts_in_its_commune(counted, masked):
    folder, raw = counted[2], counted[1]
    divided = raw[raw["iris"].str[5:] != "0000"].index[:40]
    text = pd.read_csv(folder / "recensement_2021.csv", sep=";", dtype=str)
    name = next(column for column in text if column.lower() == "iris")
    text.loc[divided, name] = (
        text.loc[divided, name].str[:5] + "9999" if masked == "absent" else masked
    )
    text.to_csv(folder / "masque.csv", sep=";", index=False)
    communes = '\n[zonages.communes]\nfichier = "communes.gpkg"\n'
    path = folder / "masque.toml"
    path.write_text(CONFIGURATION.replace("recensement_2021", "masque") + communes)
    material = read_material(load_configuration(path), SILENT)
    located = locate(material, SILENT)
    measured = measure(material, located, SILENT)
    assert located.counts["logements recensés comptés dans leur commune seule"] == len(divided)
    zones = located.zones["communes"].reindex(measured.counts.index)
    found = measured.counts["residences_principales"].groupby(zones).sum()
    main = raw[raw["catl"] == "1"]
    right = main.groupby(main["iris"].str[:5])["weight"].sum()
    assert found.to_dict() == pytest.approx(right[found.index].to_dict())
    assert located.atoms.geometry.isna().sum() == raw.loc[divided, "iris"].str[:5].nunique()
