"""Real commands chained file to file: what one writes, the next reads, in every format."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geotools.datasets import fictitious_territory
from geotools.sources import read_plain_table
from geotools.sources.reading import Notes
from tests.hostile import answer

FIELD_CASES = Path(__file__).resolve().parents[4] / "shared" / "field-cases"
TABLES = ("csv", "xlsx", "gpkg", "parquet")
LAYERS = ("gpkg", "parquet")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chaines") / "donnees"
    fictitious_territory(folder, residences=150)
    return folder


def run(*words):
    code, told = answer([str(word) for word in words])
    assert code == 0, told
    return told


def read(path):
    return pyogrio.read_dataframe(path, layer=path.stem)


@pytest.mark.parametrize("form", LAYERS)
def test_a_register_joined_twice_keeps_what_it_declares(data, tmp_path, form):
    dwellings, once, twice = (tmp_path / f"{name}.{form}" for name in "abc")
    run("read-rpls", "--path", data / "rpls2024.csv", "--output", dwellings)
    join = ("join-zonings", "--zonings", f"qpv={data / 'qpv2024.gpkg'}")
    run(*join, "--residences", dwellings, "--output", once)
    run(*join, "--residences", once, "--output", twice)
    last = tmp_path / "d.gpkg"
    run("add-tile-ids", "--features", twice, "--output", last)
    found = read(last)
    assert found["qpv_code"].equals(found["qpv_code_source2"])
    assert "qpv_code_source" in found.columns
    assert len(found) == len(pd.read_csv(data / "rpls2024.csv", sep=";", dtype=str))


@pytest.mark.parametrize("form", TABLES)
def test_moves_are_counted_then_drawn(data, tmp_path, form):
    flows, lines = tmp_path / f"flux.{form}", tmp_path / "lignes.gpkg"
    run(
        *("residential-flows", "--moves", data / "mouvements.csv", "--level", "commune"),
        *("--output", flows),
    )
    run("flow-lines", "--flows", flows, "--zones", data / "communes.gpkg", "--output", lines)
    found = read(lines)
    assert set(found["zone_a"]) <= set(read_codes(data))
    assert len(found) > 3


def read_codes(data):
    return pyogrio.read_dataframe(data / "communes.gpkg", read_geometry=False)["INSEE_COM"]


@pytest.mark.parametrize("form", TABLES)
def test_households_are_counted_then_described(data, tmp_path, form):
    counts, described = tmp_path / f"comptes.{form}", tmp_path / "indicateurs.gpkg"
    run(
        *("count-households", "--households", data / "menages_2024.csv", "--unit", "commune"),
        *("--output", counts),
    )
    key = "Code" if form in ("csv", "xlsx") else "commune"
    run(
        *("indicators", "--features", data / "communes.gpkg", "--code", "INSEE_COM"),
        *("--counts", counts, "--table-code", key, "--ids", "apl", "--output", described),
    )
    households = pd.read_csv(data / "menages_2024.csv", sep=";", dtype=str)
    known = households[households["apl"].isin(["oui", "non"])]
    share = known["apl"].eq("oui").groupby(known["commune"]).mean()
    found = read(described).set_index("INSEE_COM")["apl"].dropna()
    pd.testing.assert_series_equal(
        found.sort_index(), share[found.index].sort_index(), check_names=False
    )


@pytest.mark.parametrize("form", TABLES)
def test_a_profile_of_movers_by_commune_is_written_in_every_format(data, tmp_path, form):
    run(
        *("movers-profile", "--before", data / "menages_2022.csv", "--unit", "commune"),
        *("--after", data / "menages_2024.csv", "--output", tmp_path / f"profil.{form}"),
    )


@pytest.mark.parametrize("form", LAYERS)
def test_points_keep_their_position_as_numbers(data, tmp_path, form):
    points = tmp_path / f"points.{form}"
    run("read-points", "--path", data / "residences_2024.csv", "--output", points)
    last = tmp_path / "carreaux.gpkg"
    run("add-tile-ids", "--features", points, "--output", last)
    found, source = read(last), pd.read_csv(data / "residences_2024.csv", sep=";")
    merged = source.merge(found, on="residence", suffixes=("", "_lu"))
    assert len(merged) == len(found)
    assert (merged["x"] - merged["x_lu"]).abs().max() < 0.01
    assert (merged["y"] - merged["y_lu"]).abs().max() < 0.01


def test_a_product_of_ours_is_one_layer_for_every_reader(tmp_path):
    case = FIELD_CASES / "gpkg_du_produit_relu"
    if not case.is_dir():
        pytest.skip("les cas de terrain (../shared/field-cases) ne sont pas là")
    again, links = tmp_path / "encore.gpkg", tmp_path / "liens.gpkg"
    run("read-zoning", "--path", case / "qpv_lu.gpkg", "--kind", "qpv", "--output", again)
    for layer in (again, case / "qpv_lu.gpkg"):
        run(
            "neighbour-links",
            "--features",
            layer,
            "--weights",
            "queen",
            "--overwrite",
            "--output",
            links,
        )
        assert len(read(links)) == 2


def test_the_field_case_of_a_repeated_fid(tmp_path):
    case = FIELD_CASES / "champ_fid"
    if not case.is_dir():
        pytest.skip("les cas de terrain (../shared/field-cases) ne sont pas là")
    for name in ("pts_fid.geojson", "pts_fidtxt.parquet"):
        target = tmp_path / f"{Path(name).stem}.gpkg"
        run(
            "join-zonings",
            "--residences",
            case / name,
            "--zonings",
            f"qpv={case / 'zones.gpkg'}",
            "--output",
            target,
        )
        found = read(target)
        assert found["qpv_n"].tolist() == [1, 2, 1, 0]
        assert found["qpv_code"].tolist()[:3] == ["QN06901N", "QN06901N", "QN06902N"]


@pytest.mark.parametrize("form", TABLES)
def test_the_sheet_of_sectors_keeps_their_names(tmp_path, form):
    source, sheet = tmp_path / "secteurs.csv", tmp_path / f"fiches.{form}"
    source.write_text("secteur;logements\nNord;60\nSud;40\n", encoding="utf-8")
    run("sector-sheet", "--sectors", source, "--output", sheet)
    found = read_plain_table(sheet, Notes())
    assert found["secteur"].tolist() == ["Nord", "Sud"]
    assert found["part_parc_ville"].tolist() == [0.6, 0.4]


@pytest.mark.parametrize("form", TABLES)
def test_indices_by_sector_are_rows_of_one_table(data, tmp_path, form):
    counts, target = tmp_path / "comptes.gpkg", tmp_path / f"segregation.{form}"
    iris = pyogrio.read_dataframe(data / "iris.gpkg").head(40)
    iris = iris.assign(seules=range(40), tous=90, secteur=["Nord", "Sud"] * 20)
    iris.to_file(counts)
    run(
        *("segregation", "--features", counts, "--group", "seules", "--population", "tous"),
        *("--by", "secteur", "--output", target),
    )
    found = read_plain_table(target, Notes())
    names = [name for name in found.columns if (found[name] == "dissimilarite").any()]
    assert len(names) == 1 and found[names[0]].eq("dissimilarite").sum() == 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_unknown_is_blank_and_no_header_comes_twice(tmp_path, form):
    source, target = tmp_path / "secteurs.csv", tmp_path / f"fiches.{form}"
    source.write_text("code;logements\n1A;60\n1B;40\n", encoding="utf-8")
    run("sector-sheet", "--sectors", source, "--output", target)
    found = read_plain_table(target, Notes())
    assert len(set(map(str.lower, found.columns))) == len(found.columns)
    assert found["code"].tolist() == ["1A", "1B"] and found["part_hlm"].isna().all()
    if form == "csv":
        first = target.read_text(encoding="utf-8-sig").splitlines()[1].split(";")
        assert "" in first and not {"s", "sans objet"} & set(first)


@pytest.mark.parametrize("form", LAYERS)
def test_a_text_called_geometry_and_an_odd_layer_name_are_kept(tmp_path, form):
    points = gpd.GeoDataFrame(
        {"n": [1, 2]}, geometry=gpd.points_from_xy([842e3, 843e3], [6519e3] * 2)
    )
    table = points.set_crs(2154).rename_geometry("shape").assign(geometry=["a", "b"])
    source, target = tmp_path / "s.parquet", tmp_path / f"-a b.{form}"
    table.to_parquet(source)
    run("add-tile-ids", "--features", source, "--output", target)
    found = pyogrio.read_dataframe(target) if form == "gpkg" else gpd.read_parquet(target)
    texts = [name for name in found if found[name].astype(str).tolist() == ["a", "b"]]
    assert len(texts) == 1 and found.geometry.notna().all()
