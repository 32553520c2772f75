"""Counts and indicators of small tables worked out by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.catalogue import load_catalogue
from geotools.datasets import fictitious_territory
from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.occupation import aggregate, count, indicators, medians
from geotools.sources import read_ops

# Five households: three in A, two in B.
HOUSEHOLDS = pd.DataFrame(
    {
        "residence": ["A", "A", "A", "B", "B"],
        "commune": ["99001", "99001", "99001", "99002", None],
        "date_enquete": pd.Timestamp("2024-01-01"),
        "date_emmenagement": pd.to_datetime(
            ["2021-01-02", "2021-01-01", "1990-05-01", "2023-06-01", None]
        ),
        "revenu_pct_plus": [18.0, 39.9, 40.0, 95.0, np.nan],
        "tranche_revenu": ["0_20", "20_40", "40_60", "90_100", "20_40"],
        "plafond": ["plus", "plai", "pls", "plus", "plus"],
        "apl": pd.array([True, True, False, None, False], dtype="boolean"),
        "majeurs_stables": [1, 0, 0, 2, 0],
        "majeurs_precaires": [0, 1, 0, 0, 0],
        "majeurs_chomeurs": [1, 0, 0, 0, 1],
        "majeurs_sans_emploi": [0, 0, 2, 0, 0],
        "type_menage": ["couple_enfants", "monoparentale", "autre", "seule", "monoparentale"],
        "enfants": [3, 1, 0, 0, 4],
        "tranche_age": ["30_39", "moins_30", "75_plus", "65_74", None],
        "ressources": ["salaires", "rsa", "retraites", "aah", "salaires"],
        "pieces": [3, 3, 5, 4, 2],
        "occupants": [6, 2, 2, 1, 5],
        "occ_moins20": [3, 1, 0, 0, 4],
        "occ_60plus": [0, 0, 2, 1, 0],
        "impayes_mois": [4.0, 3.0, 0.0, np.nan, 12.0],
        "demande_mutation": pd.array([True, False, False, False, True], dtype="boolean"),
        "charges": [100.0, 140.0, np.nan, 80.0, 120.0],
    }
)

# numerator, base in A and in B, read off the table above.
BY_HAND = {
    "rev_lt40": ((2, 2), (1, 2)),
    "rev_40_80": ((1, 3), (0, 2)),
    "rev_ge80": ((0, 3), (1, 2)),
    "rev_80_90": ((0, 3), (0, 2)),
    "rev_90_100": ((0, 3), (1, 2)),
    "rev_100_110": ((0, 3), (0, 2)),
    "rev_ge100": ((0, 3), (0, 2)),
    "apl": ((2, 3), (0, 1)),
    "er_part": ((1, 3), (1, 1)),
    "er_lt40": ((1, 1), (0, 1)),
    "emp_stable": ((1, 5), (2, 3)),
    "emp_precaire": ((1, 5), (0, 3)),
    "chomeurs": ((1, 5), (1, 3)),
    "sans_emploi": ((2, 5), (0, 3)),
    "tx_actifs": ((3, 5), (3, 3)),
    "stable_actifs": ((1, 3), (2, 3)),
    "mono": ((1, 3), (1, 2)),
    "mono3p": ((0, 3), (1, 2)),
    "fam3p": ((1, 3), (1, 2)),
    "seules": ((0, 3), (1, 2)),
    "age_lt30": ((1, 3), (0, 1)),
    "age_30_39": ((1, 3), (0, 1)),
    "age_65_74": ((0, 3), (1, 1)),
    "age_75p": ((1, 3), (0, 1)),
    "age_65p": ((1, 3), (1, 1)),
    "ress_salaires": ((1, 3), (1, 2)),
    "ress_rsa": ((1, 3), (0, 2)),
    "ress_aah": ((0, 3), (1, 2)),
    "ress_transferts": ((1, 3), (1, 2)),
    "ind_jeunesse": ((4, 2), (4, 1)),
    "sousocc": ((1, 3), (1, 2)),
    "surocc": ((1, 3), (1, 2)),
    "impayes3": ((1, 3), (1, 1)),
    "mutation": ((1, 3), (1, 2)),
    "charges": ((240, 2), (200, 2)),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_each_household_indicator_by_hand(name):
    table = indicators(count(HOUSEHOLDS, "residence", source="ops"), ids=[name])
    for unit, (numerator, base) in zip("AB", BY_HAND[name], strict=True):
        assert table.loc[unit, f"{name}_n"] == numerator
        assert table.loc[unit, f"{name}_base"] == base
        assert table.loc[unit, name] == pytest.approx(numerator / base)


def test_the_income_threshold_and_the_room_gap_are_parameters():
    counts = count(
        HOUSEHOLDS,
        "residence",
        source="ops",
        parameters={"seuil_revenus": 20, "ecart_pieces": 1},
    )
    assert counts["menages_tbr"].tolist() == [1, 0]
    assert counts["menages_plus"].tolist() == [2, 2]  # a band 20_40 is decided at 20: not below
    assert counts["logements_sousocc"].tolist() == [1, 1]
    assert counts.attrs["parametres"]["seuil_revenus"] == 20


def test_the_band_serves_where_the_percentage_is_missing():
    without = HOUSEHOLDS.drop(columns="revenu_pct_plus")
    both = count(HOUSEHOLDS, "residence", source="ops")
    bands = count(without, "residence", source="ops")
    names = ["menages_tbr", "menages_40_80", "menages_ge80", "menages_90_100"]
    pd.testing.assert_frame_equal(bands[names], both[names])


def test_the_reference_date_stands_for_an_absent_survey_date():
    rows = HOUSEHOLDS.drop(columns="date_enquete")
    assert "menages_recents" not in count(rows, "residence", source="ops")
    dated = count(rows, "residence", source="ops", parameters={"date_reference": "2024-01-01"})
    assert dated["menages_recents"].tolist() == [1, 1]


def test_rows_without_a_unit_are_left_out_and_counted():
    counts = count(HOUSEHOLDS, "commune", source="ops")
    assert counts["menages"].to_dict() == {"99001": 3, "99002": 1}
    assert counts.attrs["sans_unite"] == 1
    assert counts.index.name == "commune"


def test_the_unit_may_be_a_series_in_another_order():
    unit = HOUSEHOLDS["residence"].iloc[::-1]
    pd.testing.assert_frame_equal(
        count(HOUSEHOLDS, unit, source="ops"), count(HOUSEHOLDS, "residence", source="ops")
    )


def test_from_rows_or_from_aggregated_counts_the_indicator_is_the_same():
    town = pd.Series({"A": "T", "B": "T"})
    summed = indicators(aggregate(count(HOUSEHOLDS, "residence", source="ops"), town))
    direct = indicators(count(HOUSEHOLDS.assign(t="T"), "t", source="ops"))
    pd.testing.assert_frame_equal(summed, direct, check_names=False)


DWELLINGS = pd.DataFrame(
    {
        "codsegpatrim": list("AAAABB"),
        "depcom": ["93010"] * 6,
        "typvoie": "RUE",
        "nomvoie": ["X", "X", "X", "Y", "Z", "Z"],
        "numvoie": ["1", "1", "3", "3", "5", "5"],
        "indrep": [None, None, None, "B", None, None],
        "construct": [1960, 1976, 1977, 2000, 2010, None],
        "finan_code": ["10", "13", "14", "52", "16", None],
        "nbpiece": [1, 2, 3, 4, 5, 3],
        "surfhab": [20.0, 40.0, 60.0, 80.0, 100.0, 0.0],
        "dpeenergie": ["A", "B", "F", "G", "D", None],
        "mode": ["1", "2", "2", "3", "1", "2"],
        "baildate": ["2023-05-01", None, None, None, "2021-05-01", None],
        "locat": [1960, 1976, 1977, 2000, 2010, 2010],
        "remlocdate": ["2023-01-01", "2023-10-01", "2023-06-15", "2020-01-01", None, "2023-09-30"],
        "loyerprinc": [100.0, 200.0, 330.0, 9999.0, 600.0, 400.0],
        "loyer_plafond_apl": [100.0, 199.0, 400.0, 500.0, None, 410.0],
    }
)


def test_each_dwelling_indicator_by_hand():
    counts = count(
        DWELLINGS, "codsegpatrim", source="rpls", parameters={"date_reference": "2024-01-01"}
    )
    table = indicators(counts)
    by_hand = {
        "parc_av1977": ((2, 4), (0, 1)),
        "parc_ge2000": ((1, 4), (1, 1)),
        "finan_plai": ((1, 4), (0, 1)),
        "finan_plus": ((1, 4), (0, 1)),
        "finan_pls": ((1, 4), (1, 1)),
        "finan_av77": ((1, 4), (0, 1)),
        "typo_t1_t2": ((2, 4), (0, 2)),
        "typo_t3_t4": ((2, 4), (1, 2)),
        "typo_t5p": ((0, 4), (1, 2)),
        "typo_t4p": ((1, 4), (1, 2)),
        "dpe_ab": ((2, 4), (0, 1)),
        "dpe_fg": ((2, 4), (0, 1)),
        "vac3": ((1, 3), (1, 2)),  # 3 months to the day is not more than 3 months
        "loyer_m2": ((630, 120), (600, 100)),
        "loyer_apl": ((2, 3), (1, 1)),
        "rotation": ((1, 4), (0, 2)),
        "densite_entree": ((4, 3), (2, 1)),
    }
    for name, pairs in by_hand.items():
        for unit, (numerator, base) in zip("AB", pairs, strict=True):
            found = table.loc[unit, [f"{name}_n", f"{name}_base"]].tolist()
            assert found == [numerator, base], (name, unit)


def test_a_median_comes_from_the_rows_with_its_base():
    rows = pd.DataFrame(
        {
            "u": list("AAAAB"),
            "nbpiece": [3, 3, 3, 2, 3],
            "loyerprinc": [300.0, 500.0, 320.0, 100.0, 9999.0],
        }
    )
    found = medians(rows, "u", source="rpls")
    assert found.loc["A"].tolist() == [320, 3]
    assert np.isnan(found.loc["B", "loyer_t3"])
    assert found.loc["B", "loyer_t3_base"] == 0


def test_landlord_counts_and_grids():
    managed = pd.DataFrame(
        {
            "residence": ["A", "B"],
            "logements": [84, 22],
            "logements_occupes": [80, 22],
            "vacants_3mois": [2, 0],
            "departs": [9, 1],
            "departs_mutation": [3, 0],
            "attributions": [8, 1],
            "refus": [4, 0],
            "demandes_mutation": [12, 2],
            "impayes_3mois": [5, 0],
        }
    )
    table = indicators(count(managed, "residence", source="residences"))
    assert table.loc["A", "rotation"] == pytest.approx(9 / 84)
    assert table.loc["A", "rotation_sortie"] == pytest.approx(6 / 84)
    assert table.loc["A", "vac3"] == pytest.approx(2 / 84)
    assert table.loc["A", "impayes3"] == pytest.approx(5 / 80)
    assert table.loc["A", "refus"] == pytest.approx(4 / 12)
    grid = pd.DataFrame(
        {
            "residence": ["A", "A", "B"],
            "sens": ["4_favorable", "1_favorable", "4_favorable"],
            "services": [3, 3, 1],
        }
    )
    grades = indicators(count(grid, "residence", source="grille"))
    assert grades["qual_services"].tolist() == [2.5, 1.0]  # 3 out of 4, then 3 turned into 2


def test_the_year_of_birth_serves_where_the_age_band_is_missing():
    rows = HOUSEHOLDS.assign(
        tranche_age=None, naissance_titulaire=[1990.0, 1995.0, 1940.0, 1955.0, np.nan]
    )
    names = ["titulaires_age", "titulaires_moins_30", "titulaires_30_39", "titulaires_65_plus"]
    found = count(rows, "residence", source="ops")[names]
    expected = count(HOUSEHOLDS, "residence", source="ops")[names]
    pd.testing.assert_frame_equal(found, expected)


def test_tiles_have_fractional_households():
    tiles = pd.DataFrame(
        {
            "commune": ["99001", "99001"],
            "men": [40.5, 9.5],
            "men_pauv": [10.0, 2.5],
            "men_1ind": [12.0, 3.0],
            "men_fmp": [8.0, 1.0],
            "log_soc": [20.0, 5.0],
            "log_av45": [10.0, 0.0],
            "log_45_70": [10.0, 5.0],
            "log_70_90": [10.0, 0.0],
            "log_ap90": [10.0, 5.0],
            "log_inc": [0.0, 0.0],
        }
    )
    table = indicators(count(tiles, "commune", source="filosofi"))
    assert table.loc["99001", "pauvrete"] == pytest.approx(12.5 / 50)
    assert table.loc["99001", "part_hlm"] == pytest.approx(25 / 50)
    assert table.loc["99001", "seules_n"] == 15


def test_a_weighted_source_is_summed_with_its_weights():
    rows = pd.DataFrame(
        {"iris": ["1", "1", "2"], "catl": [1, 1, 4], "inper": ["1", "3", "Y"], "poids": [2.5, 1, 3]}
    )
    counts = count(rows, "iris", source="census")
    assert counts["menages"].tolist() == [3.5, 0]
    assert counts["menages_seuls"].tolist() == [2.5, 0]
    assert indicators(counts)["seules"].iloc[0] == pytest.approx(2.5 / 3.5)
    with pytest.raises(InputError, match="nombre entier"):
        indicators(counts, weighted=False)


# --- What is refused ----------------------------------------------------------------------------


def table(**columns):
    return pd.DataFrame(columns, index=["R1", "R2"])


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (table(menages_apl=[5, 11], menages=[10, 10]), "« menages ».*1 ligne.*: R2"),
        (table(menages_apl=[-1, 1], menages=[10, 10]), "positif ou nul.*: R1"),
        (table(menages_apl=[1, 1], menages=[10.5, 10]), "nombre entier.*: R1"),
        (table(menages_apl=["a", "b"], menages=[10, 10]), "numérique"),
    ],
)
def test_impossible_counts_name_their_rows(counts, said):
    with pytest.raises(InputError, match=said):
        indicators(counts)


def test_negative_household_numbers_are_refused_by_row():
    with pytest.raises(InputError, match=r"majeurs_chomeurs.*: 1"):
        count(
            HOUSEHOLDS.assign(majeurs_chomeurs=[0, -1, 0, 0, 0]).drop(columns="majeurs_stables"),
            "residence",
            source="ops",
        )


def test_absences_are_named():
    with pytest.raises(MissingColumnError, match=r"« residences ».*« residence »"):
        count(HOUSEHOLDS, "residences", source="ops")
    with pytest.raises(MissingColumnError, match="poids"):
        count(DWELLINGS, "codsegpatrim", source="census")
    with pytest.raises(MissingColumnError, match="Aucun compte"):
        count(pd.DataFrame({"u": ["a"]}), "u", source="residences")
    with pytest.raises(MissingColumnError, match="« menages_apl »"):
        indicators(table(menages=[1, 2]), ids=["apl"])
    with pytest.raises(ConfigurationError, match="« apl »"):
        indicators(table(menages=[1, 2]), ids=["apll"])
    with pytest.raises(InputError, match="médiane"):
        indicators(table(menages=[1, 2]), ids=["loyer_t3"])
    with pytest.raises(InputError, match=r"poids.*: 1"):
        count(
            HOUSEHOLDS.assign(poids=[1, np.nan, 1, 1, 1]), "residence", source="ops", weight="poids"
        )


def test_aggregation_refuses_what_it_cannot_place():
    counts = pd.DataFrame({"menages": [10, 12, 3]}, index=list("abc"))
    with pytest.raises(InputError, match=r"1 unité\(s\).*c"):
        aggregate(counts, pd.Series({"a": "Z", "b": "Z"}))
    with pytest.raises(InputError, match="double : a"):
        aggregate(counts, pd.Series(["Z", "Y"], index=["a", "a"]))
    zones = aggregate(counts, pd.Series({"a": "Z", "b": "Z", "c": None}))
    assert zones["menages"].to_dict() == {"Z": 22}


def test_an_unknown_count_stays_unknown_in_its_zone():
    counts = pd.DataFrame({"menages": [10.0, np.nan, 3.0]}, index=list("abc"))
    zones = aggregate(counts, pd.Series({"a": "Z", "b": "Z", "c": "Y"}))
    assert np.isnan(zones.loc["Z", "menages"])
    assert zones.loc["Y", "menages"] == 3


def test_a_base_of_zero_gives_no_figure():
    assert indicators(table(menages_apl=[0, 1], menages=[0, 2]))["apl"].isna().tolist() == [
        True,
        False,
    ]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_shares_lie_in_0_1_and_bases_add_up(seed, size):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "residence": rng.choice(list("ABC"), size),
            "revenu_pct_plus": np.where(rng.random(size) < 0.2, np.nan, rng.random(size) * 150),
            "apl": pd.array(rng.choice(np.array([True, False, None]), size), dtype="boolean"),
            "plafond": rng.choice(np.array(["plai", "plus", "pls", None], dtype=object), size),
            "type_menage": rng.choice(["seule", "monoparentale", "autre"], size),
            "enfants": rng.integers(0, 6, size),
        }
    )
    table = indicators(count(rows, "residence", source="ops"))
    for name in table.attrs["bases"]:
        if load_catalogue().indicators[name].kind == "share":
            assert table[name].dropna().between(0, 1).all()
    parts = table["rev_ge80_n"] + table["rev_40_80_n"]
    assert (parts <= table["rev_ge80_base"]).all()
    whole = indicators(count(rows.assign(z="z"), "z", source="ops"))
    for name in table.attrs["bases"]:
        assert table[f"{name}_base"].sum() == whole[f"{name}_base"].iloc[0]


def test_counts_of_generated_households_hold_what_their_parts_say(tmp_path):
    """Classes that never share a row stay under their sum, and make it when all are there."""
    catalogue = load_catalogue()
    folder = fictitious_territory(tmp_path, residences=150).parent
    rows = read_ops(folder / "menages_2024.csv").frame
    counted = count(rows, rows["residence"], source="ops", catalogue=catalogue)
    parts = catalogue.parts(counted.columns)
    assert len(parts) > 15
    for name, own in parts.items():
        inside = [c for c, p in parts.items() if c != name and set(p) < set(own)]
        for smaller in inside:
            assert (counted[smaller] <= counted[name]).all(), (smaller, name)
        alone = [c for c in inside if len(parts[c]) == 1]
        assert (counted[alone].sum(axis=1) <= counted[name]).all(), name
        if len(alone) == len(own):
            assert (counted[alone].sum(axis=1) == counted[name]).all(), name


def test_a_household_that_declares_some_situations_only_is_in_no_class():
    """Else three adults seek work where four are known, two of whom belong to no base."""
    rows = pd.DataFrame(
        {
            "residence": ["A"] * 4,
            "majeurs_stables": [1, np.nan, 0, 1],
            "majeurs_precaires": [0, np.nan, 0, 0],
            "majeurs_chomeurs": [1, 2, np.nan, 0],
            "majeurs_sans_emploi": [0, np.nan, 2, 1],
        }
    )
    counted = count(rows, "residence", source="ops").loc["A"]
    classes = ["majeurs_stables", "majeurs_precaires", "majeurs_chomeurs", "majeurs_sans_emploi"]
    assert counted[classes].tolist() == [2, 0, 1, 1]
    assert counted["majeurs"] == counted[classes].sum() == 4
    assert counted["majeurs_actifs"] == 3
