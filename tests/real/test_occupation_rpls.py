"""Seine-Saint-Denis, RPLS 2020: the stock's indicators against a direct computation."""

import numpy as np
import pandas as pd
import pytest

from geotools.occupation import aggregate, count, indicators
from geotools.sources import read_rpls

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def rows(real_data):
    return read_rpls(real_data / "seine-saint-denis" / "rpls2020_bondy.csv").frame


def test_bondy_against_a_direct_computation(rows, real_data):
    raw = pd.read_csv(
        real_data / "seine-saint-denis" / "rpls2020_bondy.csv",
        sep=";",
        dtype=str,
        encoding_errors="replace",
    )
    raw = raw.rename(columns=str.upper)
    counts = count(rows, "depcom", source="rpls")
    rooms, year = pd.to_numeric(raw["NBPIECE"]), pd.to_numeric(raw["CONSTRUCT"])
    finan = raw["FINAN"].str.zfill(2)
    assert counts.loc["93010", "logements"] == len(raw) == 9627
    assert counts.loc["93010", "logements_t1_t2"] == (rooms <= 2).sum()
    assert counts.loc["93010", "logements_t5p"] == (rooms >= 5).sum()
    assert counts.loc["93010", "logements_av1977"] == (year < 1977).sum()
    assert counts.loc["93010", "logements_plai"] == finan.isin(["10", "11"]).sum()
    assert counts.loc["93010", "logements_pls"] == finan.isin(["14", "16"]).sum()


def test_types_and_finances_are_exclusive(rows):
    table = indicators(count(rows, "codsegpatrim", source="rpls"))
    typed = table[["typo_t1_t2_n", "typo_t3_t4_n", "typo_t5p_n"]].sum(axis=1)
    np.testing.assert_array_equal(typed, table["typo_t1_t2_base"])
    financed = table[["finan_plai_n", "finan_plus_n", "finan_pls_n", "finan_av77_n"]].sum(axis=1)
    assert (financed <= table["finan_plai_base"]).all()


def test_segments_add_up_to_the_commune(rows):
    unit = rows["codsegpatrim"].fillna("sans segment")
    segments = count(rows, unit, source="rpls").drop(columns=["entrees", "immeubles"])
    town = rows.groupby(unit)["depcom"].first()
    added = aggregate(segments, town.reindex(segments.index))
    direct = count(rows, "depcom", source="rpls")[list(segments)]
    pd.testing.assert_frame_equal(added, direct, check_names=False)
