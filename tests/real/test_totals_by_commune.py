"""Dwellings of a real département: the totals by commune are those of the file."""

import pandas as pd
import pytest

from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.location import locate
from geotools.diagnostic.material import read_material
from geotools.progress import SILENT


@pytest.mark.parametrize(
    ("name", "scale", "total"),
    [
        ("rpls2020_bondy.csv", "adresse", 9_627),
        ("rpls2020_bondy.csv", "segment", 9_627),
        ("rpls2020.parquet", "adresse", 231_016),
        ("rpls2020.parquet", "segment", 231_016),
    ],
)
def test_every_dwelling_counts_in_the_commune_of_its_code(real_data, tmp_path, name, scale, total):
    path = real_data / "seine-saint-denis" / name
    configuration = tmp_path / "territoire.toml"
    configuration.write_text(
        f'''[territoire]
nom = "Essai"
millesime = 2020
[sources.logements]
format = "rpls"
fichier = "{path.as_posix()}"
echelle = "{scale}"
''',
        encoding="utf-8",
    )
    located = locate(read_material(load_configuration(configuration), SILENT), SILENT)
    read = (
        pd.read_parquet
        if path.suffix == ".parquet"
        else lambda f: pd.read_csv(f, sep=";", dtype=str)
    )
    raw = read(path)
    column = next(c for c in raw.columns if c.upper() in {"DEPCOM", "INSEE_COM"})
    found = located.dwellings.groupby(located.atoms["commune"]).sum()
    assert found.sum() == total == len(raw)
    assert found.to_dict() == raw[column].astype(str).value_counts().sort_index().to_dict()
