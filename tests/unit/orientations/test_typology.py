"""Classes by hand: each residence lands where its figures put it, and says so."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.orientations import (
    apl_rule,
    orientation_classes,
    qualitative_grid,
    residence_categories,
    stock_flow_quadrant,
)


def layer(**columns):
    size = len(next(iter(columns.values())))
    index = [f"R{i + 1}" for i in range(size)]
    points = gpd.points_from_xy(range(size), range(size))
    return gpd.GeoDataFrame(columns, index=index, geometry=points, crs=2154)


def test_categories_follow_the_number_of_signs():
    table = layer(
        vac3=[0.0, 0.05, 0.05, 0.05, None],
        rotation=[0.1, 0.1, 0.2, 0.2, None],
        impayes3=[0.0, 0.0, 0.0, 0.09, None],
        mutation=[0.0, 0.0, 0.0, 0.13, None],
    )
    limits = {"vac3": 0.04, "rotation": 0.15, "impayes3": 0.08, "mutation": 0.12}
    result = residence_categories(table, limits)
    assert result["categorie"].tolist()[:4] == [1, 2, 3, 4]
    assert pd.isna(result["categorie"].iloc[4])
    assert result.loc["R2", "motifs"] == "vac3 0,05 ≥ 0,04"
    assert "exclusion automatique" in result.loc["R4", "precaution"]
    assert result.loc["R1", "precaution"] == ""


def test_a_threshold_itself_is_reached():
    assert residence_categories(layer(vac3=[0.04]), {"vac3": 0.04})["categorie"].iloc[0] == 2


def test_categories_need_a_criterion_and_growing_signs():
    with pytest.raises(ConfigurationError, match="au moins un critère"):
        residence_categories(layer(autre=[1.0]))
    with pytest.raises(ConfigurationError, match="croissants"):
        residence_categories(layer(vac3=[0.1]), {"vac3": 0.04}, signs={"2": 2, "3": 2, "4": 3})
    with pytest.raises(MissingColumnError, match="vac3"):
        residence_categories(layer(vac_3=[0.1]), {"vac3": 0.04})


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
    st.integers(0, 3),
    st.floats(0, 1),
)
def test_worse_figures_never_improve_a_category(figures, place, rise):
    names = ["vac3", "rotation", "impayes3", "mutation"]
    worse = figures.copy()
    worse[place] += rise
    tables = [
        layer(**{n: [v] for n, v in zip(names, row, strict=True)}) for row in (figures, worse)
    ]
    before, after = (residence_categories(t)["categorie"].iloc[0] for t in tables)
    assert after >= before


def test_the_four_quadrants_and_the_two_ways_of_not_concluding():
    table = layer(
        rev_lt40=[0.5, 0.5, 0.3, 0.3, 0.4, 0.5],
        er_lt40=[0.6, 0.4, 0.6, 0.4, 0.5, 0.9],
        er_lt40_base=[20, 20, 20, 20, 20, 10],
    )
    result = stock_flow_quadrant(
        table, stock_reference=0.4, flow_reference=0.5, tolerance=0.01, minimum_base=11
    )
    assert result["quadrant"].tolist() == [
        "fragile_fragilise",
        "fragile_reequilibre",
        "preserve_fragilise",
        "preserve_stable",
        "proche",
        "indetermine",
    ]
    assert result.loc["R1", "motifs"].startswith("occupants 0,50 contre 0,40")


def test_the_default_reference_is_the_mean_weighted_by_the_bases():
    table = layer(
        rev_lt40=[0.2, 0.6], rev_lt40_base=[30, 10], er_lt40=[0.5, 0.5], er_lt40_base=[20, 20]
    )
    result = stock_flow_quadrant(table)
    assert result.attrs["reference"]["rev_lt40"] == pytest.approx(0.3)


def test_four_classes_from_the_worst_to_the_best():
    table = layer(
        indice_precarite=[90.0, 90.0, 110.0, 140.0, 90.0, None],
        avant=[90.0, 80.0, 110.0, 140.0, 90.0, None],
        vac3=[0, 0, 0, 0, 0.1, 0],
        rotation=[0, 0, 0, 0, 0.2, 0],
        impayes3=[0, 0, 0, 0, 0.2, 0],
    )
    result = orientation_classes(table, previous="avant")
    assert result["classe"].tolist()[:5] == [
        "accueil",
        "intermediaire",
        "intermediaire",
        "reequilibrage",
        "intervention",
    ]
    assert pd.isna(result["classe"].iloc[5])
    assert "hausse de 10,0 points" in result.loc["R2", "motifs"]
    assert "vac3 0,10 ≥ 0,05" in result.loc["R5", "motifs"]
    for column in ("attribution", "qualification", "cadre_de_vie", "accompagnement"):
        assert result[column].iloc[:5].str.len().gt(20).all()
    assert result["attribution"].iloc[[0, 1, 3, 4]].is_unique


def test_more_than_65_percent_is_strict():
    table = layer(apl_n=[65, 66, 13, 131, 0], apl_base=[100, 100, 20, 200, 0])
    result = apl_rule(table)
    assert result["derogation"].tolist() == [False, True, False, True, False]
    with pytest.raises(InputError, match="R1"):
        apl_rule(layer(apl_n=[5], apl_base=[4]))


@given(st.integers(1, 100_000))
def test_exactly_65_percent_is_never_above(k):
    table = layer(apl_n=[13 * k, 13 * k + 1], apl_base=[20 * k, 20 * k])
    assert apl_rule(table)["derogation"].tolist() == [False, True]


def test_marks_are_turned_to_the_same_meaning():
    grid = pd.DataFrame(
        {
            "sens": ["4_favorable", "1_favorable"],
            "services": [4, 4],
            "vie_sociale": [2, 2],
            "parties_communes": [None, 3],
            "tranquillite": [1, 1],
        },
        index=["A", "B"],
    )
    result = qualitative_grid(grid)
    assert result.loc["A", "note"] == pytest.approx(7 / 3)
    assert result.loc["B", ["services", "vie_sociale", "parties_communes"]].tolist() == [1, 3, 2]
    assert result["point_faible"].tolist() == ["tranquillite", "services"]
    assert result["notes_connues"].tolist() == [3, 4]


def test_a_grid_without_meaning_or_out_of_range_is_refused():
    with pytest.raises(MissingColumnError, match="sens"):
        qualitative_grid(pd.DataFrame({"services": [1]}))
    with pytest.raises(InputError, match="1 à 4"):
        qualitative_grid(pd.DataFrame({"services": [5]}), polarity="4_favorable")
    with pytest.raises(InputError, match="sens des notes"):
        qualitative_grid(pd.DataFrame({"services": [1], "sens": ["?"]}))
