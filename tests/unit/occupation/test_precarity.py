"""The precarity index: the published oracle, its erratum, and what must always hold."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely.geometry import Point

from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.occupation import components_used, composite_index, precarity_index
from geotools.operations import get_operation

NAMES = ["rev_lt40", "apl", "chomeurs", "sans_emploi"]
# Repères n° 17, 001:561-570: the published table, in percent.
PUBLISHED = pd.DataFrame(
    [[50, 65, 30, 30], [39, 50, 26, 31], [22, 40, 15, 26]], index=list("ABC"), columns=NAMES
)
AGGLOMERATION = pd.Series([40, 52, 24, 33], index=NAMES)


def test_the_published_oracle_and_its_erratum():
    index = precarity_index(PUBLISHED, AGGLOMERATION)
    assert index["B"] == pytest.approx(98.6853146853)
    assert index["C"] == pytest.approx(65.6421911)
    assert round(index["B"]) == 99
    assert round(index["C"]) == 66
    assert index["A"] == pytest.approx(118.181818, abs=5e-7)  # the source prints 149
    assert index.name == "indice_precarite"


def test_no_rounding_of_the_inputs_gives_the_printed_149():
    highest = precarity_index(PUBLISHED.loc[["A"]] + 0.5, AGGLOMERATION - 0.5)["A"]
    lowest = precarity_index(PUBLISHED.loc[["A"]] - 0.5, AGGLOMERATION + 0.5)["A"]
    assert (round(lowest, 1), round(highest, 1)) == (115.2, 121.3)


def test_fractions_and_percentages_give_the_same():
    pd.testing.assert_series_equal(
        precarity_index(PUBLISHED / 100, AGGLOMERATION / 100),
        precarity_index(PUBLISHED, AGGLOMERATION),
    )


def test_mixed_units_are_refused_both_ways():
    with pytest.raises(InputError, match="pourcentage et la référence en fraction"):
        precarity_index(PUBLISHED, AGGLOMERATION / 100)
    with pytest.raises(InputError, match="pourcentage et les parts en fraction"):
        precarity_index(PUBLISHED / 100, AGGLOMERATION)


def test_the_reference_is_100_whatever_its_values_and_weights():
    weights = {"rev_lt40": 3, "apl": 0.5, "chomeurs": 0, "sans_emploi": 1}
    index = precarity_index(AGGLOMERATION.to_frame("ref").T, AGGLOMERATION, weights=weights)
    assert index["ref"] == pytest.approx(100)
    assert "chomeurs" not in index.attrs["composantes"]


@given(
    arrays(float, (5, 4), elements=st.floats(0.01, 1)), arrays(float, 4, elements=st.floats(1, 9))
)
def test_the_index_is_homogeneous_and_monotone(values, weights):
    shares = pd.DataFrame(values, columns=NAMES)
    reference = shares.iloc[0]
    chosen = dict(zip(NAMES, weights, strict=True))
    index = precarity_index(shares, reference, weights=chosen)
    assert index.iloc[0] == pytest.approx(100)
    half = precarity_index(shares / 2, reference, weights=chosen)
    np.testing.assert_allclose(half, index / 2)
    more = precarity_index(shares.assign(apl=shares["apl"] + 0.1), reference, weights=chosen)
    assert (more > index).all()


def test_an_absent_component_leaves_the_sum_and_is_stated():
    index = precarity_index(PUBLISHED[["rev_lt40", "apl"]], AGGLOMERATION)
    assert index["B"] == pytest.approx(100 * (2 * 39 / 40 + 50 / 52) / 3)
    assert index.attrs["composantes"] == {"rev_lt40": 2, "apl": 1}
    assert index.attrs["absentes"] == ["chomeurs", "sans_emploi"]


def test_a_component_unknown_for_one_unit_is_stated_there():
    shares = PUBLISHED.astype(float)
    shares.loc["C", "rev_lt40"] = np.nan
    index = precarity_index(shares, AGGLOMERATION)
    assert index["C"] == pytest.approx(100 * (40 / 52 + 15 / 24 + 26 / 33) / 3)
    used = components_used(shares, index.attrs["composantes"])
    assert used["A"] == "rev_lt40×2, apl×1, chomeurs×1, sans_emploi×1"
    assert used["C"] == "apl×1, chomeurs×1, sans_emploi×1"


def test_a_unit_without_any_component_has_no_index():
    shares = PUBLISHED.astype(float)
    shares.loc["A"] = np.nan
    assert np.isnan(precarity_index(shares, AGGLOMERATION)["A"])


@pytest.mark.parametrize("value", [0, np.nan, None])
def test_a_reference_that_is_zero_or_missing_is_refused(value):
    reference = {**AGGLOMERATION.to_dict(), "apl": value}
    with pytest.raises(InputError, match="manquante ou nulle : apl"):
        precarity_index(PUBLISHED, reference)


def test_other_refusals_name_what_is_wrong():
    with pytest.raises(MissingColumnError, match="Aucune composante"):
        precarity_index(PUBLISHED[[]], AGGLOMERATION)
    with pytest.raises(ConfigurationError, match="à corriger : apl"):
        precarity_index(PUBLISHED, AGGLOMERATION, weights={"apl": -1})
    with pytest.raises(ConfigurationError, match="l’un au moins positif"):
        precarity_index(PUBLISHED, AGGLOMERATION, weights={"apl": 0})
    with pytest.raises(InputError, match=r"négative.*: A"):
        precarity_index(PUBLISHED.assign(apl=[-1, 50, 40]), AGGLOMERATION)


def test_any_components_make_an_index():
    shares = pd.DataFrame({"vac3": [0.02, 0.04], "rotation": [0.1, 0.1]})
    index = composite_index(
        shares, {"vac3": 0.02, "rotation": 0.1}, weights={"vac3": 3, "rotation": 1}, name="fragile"
    )
    assert index.tolist() == [100, pytest.approx(175)]
    assert index.name == "fragile"


# --- The operation, as the command line and QGIS run it -----------------------------------------


def layer(**columns):
    points = [Point(i, 0) for i in range(len(next(iter(columns.values()))))]
    return gpd.GeoDataFrame(columns, geometry=points, crs=2154, index=list("ABC")[: len(points)])


def run(**values):
    return get_operation("precarityindex").run(values)[0]


def test_the_operation_finds_counts_by_name_and_takes_the_layer_as_reference():
    result = run(
        features=layer(
            menages_tbr=[50, 30],
            menages_plus=[100, 100],
            menages_apl=[60, 44],
            menages=[100, 100],
        )
    )
    assert result["rev_lt40_ref"].tolist() == [0.4, 0.4]
    assert result.loc["A", "indice_precarite"] == pytest.approx(
        100 * (2 * 0.5 / 0.4 + 0.6 / 0.52) / 3
    )
    assert result["composantes"].eq("rev_lt40×2, apl×1").all()
    assert result["apl_base"].tolist() == [100, 100]
    assert result.crs == 2154


def test_the_operation_takes_share_fields_and_a_typed_reference():
    features = layer(p=[50, 39, 22], a=[65, 50, 40], c=[30, 26, 15], s=[30, 31, 26])
    result = run(
        features=features,
        rev_lt40="p",
        apl="a",
        chomeurs="c",
        sans_emploi="s",
        reference={"rev_lt40": 40, "apl": 52, "chomeurs": 24, "sans_emploi": 33},
    )
    assert result["indice_precarite"].round(4).tolist() == [118.1818, 98.6853, 65.6422]


def test_the_operation_extends_the_index_with_an_indicator_of_the_catalogue():
    features = layer(menages_apl=[50, 50], menages=[100, 100], menages_impayes=[10, 30])
    result = run(features=features, weights={"apl": 1, "impayes3": 1})
    assert result["indice_precarite"].tolist() == pytest.approx([75, 125])


def test_the_operation_says_what_lacks():
    with pytest.raises(InputError, match="Sans base"):
        run(features=layer(apl=[0.5, 0.6]))
    with pytest.raises(MissingColumnError, match="Aucune composante"):
        run(features=layer(x=[1, 2]))
    with pytest.raises(InputError, match=r"dépasser sa base.*: B"):
        run(features=layer(menages_apl=[5, 12], menages=[10, 10]))
