"""The fictitious territory: deterministic, consistent between files, and with planted truths."""

import hashlib
from importlib.resources import files

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from geotools._compat import read_toml
from geotools.datasets import draw_fiction, fictitious_territory
from geotools.diagnostic.configuration import load_configuration
from geotools.errors import CancelledError, InputError
from geotools.progress import Progress


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("fiction")
    fictitious_territory(path)
    return path


@pytest.fixture(scope="module")
def fiction():
    return draw_fiction()


def table(folder, name, sep=";"):
    return pd.read_csv(folder / f"{name}.csv", sep=sep, dtype=str, keep_default_na=False)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    digests = []
    for name in ("a", "b"):
        fictitious_territory(tmp_path / name, seed=7, residences=150)
        digests.append(
            {
                p.name: hashlib.sha256(p.read_bytes()).hexdigest()
                for p in sorted((tmp_path / name).iterdir())
            }
        )
    assert digests[0] == digests[1]
    fictitious_territory(tmp_path / "c", seed=8, residences=150)
    assert (tmp_path / "a" / "rpls2024.csv").read_bytes() != (
        tmp_path / "c" / "rpls2024.csv"
    ).read_bytes()


def test_the_configuration_is_accepted_and_says_that_it_is_fictitious(folder):
    configuration = load_configuration(folder / "territoire.toml")
    assert configuration.territoire.fictif
    assert "fictif" in configuration.territoire.nom
    assert configuration.sources["logements"].fichier.is_file()


def test_an_existing_territory_is_not_overwritten(folder):
    with pytest.raises(InputError, match="contient déjà"):
        fictitious_territory(folder)


def test_a_cancelled_run_leaves_no_file(tmp_path):
    class Stop(Progress):
        def is_cancelled(self):
            return self.late

        late = False

        def show(self, fraction, label):
            self.late = fraction > 0.7

    with pytest.raises(CancelledError):
        fictitious_territory(tmp_path, residences=150, progress=Stop())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [10, 10_000])
def test_sizes_that_do_not_fit_are_refused(count):
    with pytest.raises(InputError, match="150 à 5000"):
        draw_fiction(residences=count)


@pytest.mark.parametrize("seed", range(6))
def test_iris_tile_the_communes_without_gap_or_overlap(seed):
    geography = draw_fiction(seed=seed, residences=150).geography
    iris, communes = geography.iris, geography.communes
    assert iris.is_valid.all() and communes.is_valid.all()
    assert (communes.geom_type == "Polygon").all()
    assert iris.area.sum() == pytest.approx(
        shapely.union_all(iris.geometry.to_numpy()).area, rel=1e-9
    )
    parts = iris.dissolve("INSEE_COM")
    gap = parts.symmetric_difference(communes.loc[parts.index]).area
    assert gap.max() < 1e-3


def test_codes_belong_to_no_real_place(folder):
    communes = gpd.read_file(folder / "communes.gpkg")
    assert len(communes) == 14
    assert communes["INSEE_COM"].str.fullmatch(r"99\d{3}").all()
    iris = gpd.read_file(folder / "iris.gpkg")
    assert len(iris) == 60
    assert (iris["CODE_IRIS"] == iris["INSEE_COM"] + iris["IRIS"]).all()
    qpv = gpd.read_file(folder / "qpv2024.gpkg")
    assert qpv["code_qp"].str.fullmatch(r"QN099\d\d[NMI]").all()


def test_districts_cut_across_iris_and_one_spans_two_communes(folder):
    qpv = gpd.read_file(folder / "qpv2024.gpkg")
    iris = gpd.read_file(folder / "iris.gpkg")
    communes = gpd.read_file(folder / "communes.gpkg")
    assert qpv.is_valid.all()
    held = [int((iris.intersection(shape).area > 100).sum()) for shape in qpv.geometry]
    assert min(held) >= 2
    spans = [int((communes.intersection(shape).area > 1000).sum()) for shape in qpv.geometry]
    assert sorted(spans)[-1] == 2
    assert any("," in text for text in qpv["insee_com"])


def test_official_zone_codes_agree_with_the_polygons(folder):
    rpls = table(folder, "rpls2024")
    fine = rpls[rpls["QUALITE_XY"].isin(["11", "12"])]
    points = gpd.points_from_xy(fine["X"].astype(float), fine["Y"].astype(float))
    qpv = gpd.read_file(folder / "qpv2024.gpkg")
    pairs = shapely.STRtree(qpv.geometry.to_numpy()).query(points, predicate="within")
    found = np.full(len(fine), "HZ", dtype=object)
    found[pairs[0]] = qpv["code_qp"].to_numpy()[pairs[1]]
    assert (found == fine["PLG_QP24"].to_numpy()).all()
    iris = gpd.read_file(folder / "iris.gpkg")
    pairs = shapely.STRtree(iris.geometry.to_numpy()).query(points, predicate="within")
    assert (iris["CODE_IRIS"].to_numpy()[pairs[1]] == fine["PLG_IRIS2024_CODE"].to_numpy()).all()


def test_rpls_has_the_traps_of_the_real_register(folder):
    rpls = table(folder, "rpls2024")
    assert 12_000 <= len(rpls) <= 15_000
    missing = rpls["X"] == ""
    assert 0 < missing.mean() < 0.03
    assert (rpls.loc[missing, "QUALITE_XY"] == "").all()
    assert 0 < (rpls["QUALITE_XY"] == "33").mean() < 0.03
    points = rpls[~missing].groupby(["X", "Y"]).size()
    assert (points < 11).mean() > 0.5
    assert table(folder, "rpls2022").columns.isin(["PLG_QP", "PLG_IRIS2022_CODE"]).sum() == 2


def test_residences_are_new_demolished_merged_and_split_between_vintages(folder):
    codes = {y: set(table(folder, f"rpls{y}")["CODSEGPATRIM"]) for y in (2022, 2024)}
    assert len(codes[2024] - codes[2022]) == 12 + 2  # new, and those that a split created
    assert len(codes[2022] - codes[2024]) == 3 + 3  # demolished, and those merged into another


def test_households_obey_the_template(folder):
    template = read_toml(files("geotools.sources") / "templates" / "menages.toml")
    known = {column["nom"] for column in template["colonne"]}
    frame = table(folder, "menages_2024")
    assert set(frame.columns) <= known
    assert frame["menage"].is_unique
    number = frame[
        ["occupants", "majeurs", "mineurs", "occ_moins20", "occ_moins25", "occ_60plus"]
        + [f"majeurs_{kind}" for kind in ("stables", "precaires", "chomeurs", "sans_emploi")]
    ].astype(int)
    assert (number["majeurs"] + number["mineurs"] == number["occupants"]).all()
    assert (number.filter(like="majeurs_").sum(axis=1) == number["majeurs"]).all()
    assert (number["occ_moins20"] <= number["occ_moins25"]).all()
    assert (number["occ_moins20"] + number["occ_60plus"] <= number["occupants"]).all()
    assert (frame["date_emmenagement"] < "2024-01-01").all()
    assert set(frame["residence"]) <= set(table(folder, "rpls2024")["CODSEGPATRIM"])


@pytest.mark.parametrize(
    ("file", "template"),
    [
        ("attributions", "attributions"),
        ("demandes", "demandes"),
        ("mouvements", "mouvements"),
        ("programme", "programme"),
        ("bpe", "equipements"),
        ("grille", "grille"),
        ("residences_2024", "residences"),
    ],
)
def test_every_table_has_the_columns_and_values_of_its_template(folder, file, template):
    described = read_toml(files("geotools.sources") / "templates" / f"{template}.toml")
    frame = table(folder, file)
    columns = {column["nom"]: column for column in described["colonne"]}
    assert set(frame.columns) <= set(columns)
    assert {n for n, c in columns.items() if c.get("requis")} <= set(frame.columns)
    for name, column in columns.items():
        if name in frame and "valeurs" in column:
            assert set(frame[name]) - {""} <= set(column["valeurs"])
        if column.get("requis"):
            assert (frame[name] != "").all()


def test_tiles_count_every_social_household_where_it_lives(folder, fiction):
    tiles = table(folder, "filosofi_200m", sep=",")
    social = tiles["log_soc"].astype(float)
    households = fiction.populations[2024].households
    assert social.sum() == pytest.approx(len(households), abs=0.5)
    # On tiles that are not imputed the count is exact, computed here independently.
    address = fiction.stock.dwellings["address"].to_numpy()[households["dwelling"]]
    xy = shapely.get_coordinates(fiction.stock.addresses.geometry)[address]
    east, north = Transformer.from_crs(2154, 3035, always_xy=True).transform(*xy.T)
    ids = [
        f"CRS3035RES200mN{int(n // 200) * 200}E{int(e // 200) * 200}"
        for n, e in zip(north, east, strict=True)
    ]
    expected = pd.Series(ids).value_counts()
    exact = tiles[(tiles["i_est_200"] == "0") & (social > 0)].set_index("idcar_200m")["log_soc"]
    assert len(exact) > 100
    assert (exact.astype(float) == expected.reindex(exact.index)).all()
    men = tiles["men"].astype(float)
    assert ((men < 11) == (tiles["i_est_200"] == "1")).all()
    coll = tiles["men_coll"].astype(float) + tiles["men_mais"].astype(float)
    assert np.allclose(coll, men, atol=0.01)


def test_precarity_is_concentrated_in_the_large_estate_and_low_in_the_wealthy_commune(folder):
    households = table(folder, "menages_2024")
    poor = households["revenu_pct_plus"].astype(float) < 40
    rpls = table(folder, "rpls2024").groupby("CODSEGPATRIM")["PLG_QP24"].agg(lambda s: s.mode()[0])
    place = households["residence"].map(rpls)
    assert poor[place == "QN09901M"].mean() > poor.mean() + 0.2
    assert poor[households["commune"] == "99003"].mean() < poor.mean() - 0.1
    # Calibration on the national survey: 38.9 % of rev_lt40 and 52 % of APL.
    assert 0.33 < poor.mean() < 0.48
    assert 0.47 < (households["apl"] == "oui").mean() < 0.62


def test_outliers_stand_against_their_neighbours(fiction):
    residences = fiction.stock.residences
    assert (residences.loc[residences["commune"] == "99003", "z"] > 2).sum() == 2
    assert (residences.loc[residences["estate"] == 0, "z"] < -1).sum() == 3
