"""Origin-destination tables and lines; no small cell is readable in them."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import InputError
from geotools.orientations import flow_lines, residential_flows
from geotools.secrecy import PublishedTable, audit_release

ZONES = gpd.GeoDataFrame(
    index=["Nord", "Sud", "Est"],
    geometry=[shapely.box(x, 0, x + 10, 10) for x in (0, 20, 40)],
    crs=2154,
)


def moves(*rows):
    table = pd.DataFrame(
        rows, columns=["nature", "quartier_origine", "quartier_destination", "menages"]
    )
    return table.assign(date="2024-06-01", date_demande="2024-01-01")


MOVES = moves(
    ("mutation", "Nord", "Sud", 20),
    ("mutation", "Sud", "Nord", 12),
    ("mutation", "Nord", "Est", 10),
    ("mutation", "Nord", "Nord", 15),
    ("entree", None, "Sud", 30),
    ("sortie", "Sud", None, 11),
)


def audited(result, totals):
    """Audit what a reader holds: cells, totals of both ends and the grand total."""
    names = result.index.astype(str)
    tables = {
        "case": PublishedTable(
            result[["menages"]].astype(float).set_axis(names), atoms=pd.Series(names, index=names)
        ),
        "ensemble": PublishedTable(
            pd.DataFrame({"menages": [totals if totals >= 11 else float("nan")]}, index=["t"]),
            atoms=pd.Series("t", index=names),
        ),
    }
    for end in ("origine", "destination"):
        column = result.groupby(end)[f"menages_{end}"].first().astype(float)
        tables[end] = PublishedTable(
            column.rename("menages").to_frame(),
            atoms=pd.Series(result[end].to_numpy(), index=names),
        )
    return audit_release(tables, threshold=11)


def test_small_cells_are_withheld_with_those_that_would_give_them_away():
    result = residential_flows(MOVES)
    cells = result.set_index(["origine", "destination"])
    small = cells.loc[("Nord", "Est")]
    assert small["retenu"] and pd.isna(small["menages"]) and pd.isna(small["delai_mois"])
    assert cells["retenu"].sum() > 1  # 45 less the two other cells of the origin would be the 10
    assert (cells["cases_retenues"] == cells["retenu"].sum()).all()
    assert audited(result, 98).passed
    naive = residential_flows(MOVES, threshold=1)
    naive["menages"] = naive["menages"].mask(naive["menages"] < 11)
    assert not audited(naive, 98).passed


def test_totals_of_both_ends_and_shares_are_those_of_the_file():
    cells = residential_flows(MOVES, threshold=1).set_index(["origine", "destination"])
    assert cells.loc[("Nord", "Sud"), "menages_origine"] == 45
    assert cells.loc[("Nord", "Sud"), "menages_destination"] == 50
    assert cells.loc[("Sud", "Nord"), "part_origine"] == pytest.approx(12 / 23)
    assert (cells["cases_retenues"] == 0).all()


def test_internal_use_keeps_everything_and_totals_are_those_of_the_file():
    result = residential_flows(MOVES, threshold=1)
    assert result["menages"].sum() == 98
    assert not result["retenu"].any()


def test_delays_need_enough_known_moves():
    rows = [("mutation", "Nord", "Sud", 1)] * 11
    known = residential_flows(moves(*rows))
    assert known["delai_mois"].iloc[0] == pytest.approx(152 / 30.4375)
    partly = moves(*rows)
    partly.loc[0, "date_demande"] = ""
    assert pd.isna(residential_flows(partly)["delai_mois"].iloc[0])


def test_lines_join_the_zones_with_both_directions():
    lines = flow_lines(residential_flows(MOVES[MOVES["menages"] > 10], threshold=1), ZONES)
    assert len(lines) == 1
    line = lines.iloc[0]
    assert (line["zone_a"], line["zone_b"]) == ("Nord", "Sud")
    assert (line["menages_ab"], line["menages_ba"], line["solde_b"]) == (20, 12, 8)
    assert line.geometry.length == pytest.approx(20)
    assert lines.crs == ZONES.crs


def test_flows_between_districts_and_the_rest_follow_the_residences():
    table = MOVES.assign(
        residence_origine=["A", "B", "A", "A", None, "B"],
        residence_destination=["B", "A", "C", "A", "B", None],
    )
    residences = pd.DataFrame({"residence": ["A", "B"], "plg_qp": ["QN09901M", "HZ"]})
    result = residential_flows(table, "qpv", residences=residences, threshold=1)
    found = result.set_index(["origine", "destination"])["menages"]
    assert found[("en QPV", "hors QPV")] == 20
    assert found[("hors QPV", "en QPV")] == 12
    assert found[("en QPV", "en QPV")] == 15
    assert found[("en QPV", "non renseigné")] == 10  # C is not among the residences
    assert found[("hors parc social", "hors QPV")] == 30
    with pytest.raises(InputError, match="table des résidences"):
        residential_flows(table, "qpv")


def test_bad_moves_are_named():
    with pytest.raises(InputError, match="entree, sortie ou mutation"):
        residential_flows(moves(("départ", "Nord", None, 1)))
    with pytest.raises(InputError, match="suivre le mouvement"):
        residential_flows(MOVES.assign(date_demande="2025-01-01"))
    with pytest.raises(InputError, match="noms de la table"):
        flow_lines(residential_flows(MOVES), ZONES.set_axis(["a", "b", "c"]))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["entree", "sortie", "mutation"]),
            st.sampled_from(["Nord", "Sud"]),
            st.sampled_from(["Nord", "Sud"]),
            st.integers(1, 30),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_published_cell_is_under_the_threshold_or_deducible(rows):
    result = residential_flows(moves(*rows))
    assert audited(result, sum(row[3] for row in rows)).passed
    assert (result["menages"].dropna() >= 11).all()
    assert (result["retenu"] == result["menages"].isna()).all()
    everything = residential_flows(moves(*rows), threshold=1)
    assert everything["menages"].sum() == sum(row[3] for row in rows)


def test_a_withheld_direction_stays_blank_on_the_line():
    flows = pd.DataFrame(
        {
            "origine": ["Nord", "Sud", "Est"],
            "destination": ["Sud", "Nord", "Sud"],
            "menages": pd.array([20, None, 15], dtype="Int64"),
        }
    )
    lines = flow_lines(flows, ZONES).set_index(["zone_a", "zone_b"])
    assert lines.loc[("Nord", "Sud"), "menages_ab"] == 20
    assert lines.loc[("Nord", "Sud"), ["menages_ba", "menages", "solde_b"]].isna().all()
    assert lines.loc[("Est", "Sud"), "menages"] == 15  # no flow back is listed: none, not withheld
