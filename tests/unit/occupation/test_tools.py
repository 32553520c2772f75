"""The operations as the command line and QGIS run them: values by name, checked, on real frames."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geotools.errors import ConfigurationError, InputError
from geotools.operations import Group, get_operation, load_operations
from geotools.sources import check_file, example_template, read_template


def run(identifier, **values):
    results = get_operation(identifier).run(values)
    return results[0] if len(results) == 1 else results


def layer(index=None, spread=1000.0, **columns):
    size = len(next(iter(columns.values())))
    points = [Point(spread * i, 0) for i in range(size)]
    return gpd.GeoDataFrame(columns, geometry=points, crs=2154, index=index)


HOUSEHOLDS = pd.DataFrame(
    {
        "menage": ["m1", "m2", "m3", "m4"],
        "residence": ["A", "A", "B", "B"],
        "apl": ["oui", "non", "oui", None],
        "revenu_pct_plus": [15.0, 30.0, 50.0, 90.0],
        "plafond": ["plus"] * 4,
        "occupants": [4, 1, 2, 1],
        "enfants": [3, 0, 1, 0],
        "pieces": [3, 4, 2, 1],
        "type_menage": ["monoparentale", "seule", "monoparentale", "seule"],
        "impayes_mois": [5.0, 0.0, 0.0, 4.0],
        "date_emmenagement": ["2022-05-01", "1999-01-01", "2023-01-01", "2010-01-01"],
        "revenu_fiscal": [4000.0, 9361.20, 20000.0, 50000.0],
        "naissance_titulaire": [1985, 1940, 1990, 1960],
    }
)


def test_every_operation_of_the_room_is_complete():
    mine = [
        o for o in load_operations() if o.function.__module__.startswith("geotools.occupation.")
    ]
    assert len(mine) == 19
    for item in mine:
        assert item.group is Group.OCCUPATION
        assert item.help and item.source and item.summary.endswith(".") and item.tags
        assert get_operation(item.command) is item


def test_from_household_rows_to_indicators_on_a_layer():
    counts = run("counthouseholds", households=HOUSEHOLDS, reference_date="2024-01-01")
    assert counts.loc["A", ["menages", "menages_apl", "menages_tbr"]].tolist() == [2, 1, 2]
    assert counts["menages_recents"].tolist() == [1, 1]
    table = counts.reset_index()
    result = run(
        "indicators",
        features=layer(code=["B", "A", "C"]),
        counts=table,
        code="code",
        table_code="residence",
        ids="apl, mono",
    )
    assert result["apl"].tolist()[:2] == [1.0, 0.5]
    assert result["apl_base"].tolist()[:2] == [1, 2]  # unknown for one household of B
    assert np.isnan(result["apl"].iloc[2])
    assert result["valeur"].equals(result["apl"].rename("valeur"))
    stricter = run("counthouseholds", households=HOUSEHOLDS, income_threshold="20")
    assert stricter["menages_tbr"].tolist() == [1, 0]


def test_indicators_from_the_fields_of_the_layer():
    result = run("indicators", features=layer(menages=[10, 20], menages_apl=[5, 15]), mapped="apl")
    assert result["valeur"].tolist() == [0.5, 0.75]
    with pytest.raises(ConfigurationError, match="« menages »"):
        run("indicators", features=layer(x=[1, 2]))
    with pytest.raises(ConfigurationError, match="« mono » n’a pas été calculé"):
        run("indicators", features=layer(menages=[10], menages_apl=[5]), mapped="mono")
    with pytest.raises(ConfigurationError, match="se joint par identifiant"):
        run("indicators", features=layer(code=["A"]), counts=pd.DataFrame({"menages": [1]}))
    with pytest.raises(InputError, match="en double : A"):
        run(
            "indicators",
            features=layer(code=["A", "A"]),
            counts=pd.DataFrame({"u": ["A"], "menages": [1]}),
            code="code",
            table_code="u",
        )
    weighted = layer(menages=[10.5], menages_apl=[5.25])
    with pytest.raises(InputError, match="nombre entier"):
        run("indicators", features=weighted)
    assert run("indicators", features=weighted, weighted=True)["apl"].iloc[0] == 0.5


def test_dwellings_are_counted_with_their_medians():
    rows = pd.DataFrame({"u": ["a", "a"], "nbpiece": [3, 3], "loyerprinc": [300.0, 400.0]})
    counts = run("countdwellings", dwellings=rows, unit="u")
    assert counts.loc["a", ["logements", "loyer_t3", "loyer_t3_base"]].tolist() == [2, 350, 2]
    with pytest.raises(ConfigurationError, match="AAAA-MM-JJ"):
        run("countdwellings", dwellings=rows, unit="u", reference_date="01/01/2024")


def test_the_precarity_index_carries_its_interval_when_counts_are_there():
    result = run(
        "precarityindex",
        features=layer(menages_apl=[50, 5], menages=[100, 10]),
        reference={"apl": 0.5},
    )
    assert result["indice_precarite"].tolist() == [100, 100]
    widths = result["indice_haut"] - result["indice_bas"]
    assert widths.iloc[1] > 2.5 * widths.iloc[0]
    shares = run("precarityindex", features=layer(apl=[0.5]), reference={"apl": 0.5})
    assert "indice_bas" not in shares


def test_each_unit_may_be_compared_with_its_own_territory():
    features = layer(commune=["Y", "X", "X"], menages_apl=[9, 60, 40], menages=[10, 100, 100])
    result = run("precarityindex", features=features, within="commune")
    assert result["indice_precarite"].tolist() == pytest.approx([100, 120, 80])
    assert result["apl_ref"].tolist() == pytest.approx([0.9, 0.5, 0.5])
    assert result.crs == 2154
    with pytest.raises(InputError, match=r"vide sur 1 ligne\(s\) : 0"):
        run("precarityindex", features=features.assign(commune=[None, "X", "X"]), within="commune")


def test_the_extended_index_adds_arrears_and_large_single_parent_families():
    result = run(
        "extendedprecarity",
        features=layer(
            menages=[100, 100],
            menages_apl=[50, 50],
            menages_impayes=[10, 30],
            menages_mono3p=[4, 4],
        ),
    )
    assert result["composantes"].iloc[0] == "apl×1, impayes3×1, mono3p×1"
    assert result["indice_precarite"].tolist() == pytest.approx([100 * 2.5 / 3, 100 * 3.5 / 3])


def test_the_fragility_index_turns_good_signs_and_shows_its_weights():
    features = layer(
        logements=[100, 100],
        vacants=[2, 6],
        vac3=[0.02, 0.06],
        qual_services=[4.0, 1.0],
    )
    result = run(
        "fragilityindex",
        features=features,
        weights={"vac3": 3, "qual_services": 1},
        reference={"vac3": 0.02, "qual_services": 3},
    )
    assert result["indice_fragilite"].tolist() == pytest.approx([100 * 3.5 / 4, 100 * 11 / 4])
    assert result["composantes"].iloc[0] == "vac3×3, qual_services×1"


def test_the_fragility_index_from_landlord_counts_takes_the_layer_as_reference():
    result = run(
        "fragilityindex",
        features=layer(
            logements=[100, 300],
            logements_vacants3=[4, 4],
            departs=[10, 30],
            logements_pieces=[50, 50],
            logements_surocc=[5, 5],
        ),
    )
    assert result["rotation"].tolist() == [0.1, 0.1]
    assert result["indice_fragilite"].tolist() == pytest.approx([400 / 3, 100 * (2 / 3 + 2) / 3])


def test_levels_are_compared_within_their_parent():
    result = run(
        "comparelevels",
        features=layer(commune=["X", "X"], menages=[10, 30], menages_apl=[8, 12]),
        parent="commune",
    )
    assert result["apl_ref"].tolist() == [0.5, 0.5]
    assert result["apl_ecart"].tolist() == pytest.approx([0.3, -0.1])
    assert result["valeur"].tolist() == [0.8, 0.4]
    with pytest.raises(InputError, match="Aucun indicateur"):
        run("comparelevels", features=layer(x=[1]))


def test_specialisation_gives_the_oracle_on_a_layer():
    result = run(
        "specialisation",
        features=layer(n=[120, 280], parc=[1000, 4000]),
        value="n",
        stock="parc",
    )
    assert result["specialisation"].iloc[0] == pytest.approx(1.5)
    assert result["poids_public"].iloc[0] == pytest.approx(0.3)


def test_social_and_private_stock_from_census_rows():
    rows = pd.DataFrame(
        {
            "iris": ["i"] * 4,
            "stocd": [22, 22, 10, 30],
            "catl": 1,
            "inper": ["1", "2", "1", "1"],
            "poids": [1.0, 3.0, 2.0, 9.0],
        }
    )
    table = run("compareprivate", dwellings=rows, ids="seules")
    assert table.loc["i", ["seules_hlm", "seules_proprietaire"]].tolist() == [0.25, 1.0]
    assert table.loc["i", "seules_proprietaire_ecart"] == -0.75
    # HLML decides: a furnished HLM dwelling (STOCD 23) is HLM, here as in the diagnosis.
    furnished = rows.assign(stocd=[22, 23, 10, 30], hlml=["1", "1", "2", "Y"])
    again = run("compareprivate", dwellings=furnished, ids="seules")
    assert again.loc["i", "seules_hlm"] == 0.25 and "seules_prive" not in again
    with pytest.raises(InputError, match="stocd"):
        run("compareprivate", dwellings=rows.drop(columns="stocd"), ids="seules")


def test_a_share_comes_with_its_interval_and_its_smoothed_value():
    result = run("rateinterval", features=layer(n=[3, 40], b=[12, 200]), numerator="n", base="b")
    assert result["valeur_bas"].iloc[0] == pytest.approx(0.0889, abs=5e-5)
    assert result["valeur_haut"].iloc[0] == pytest.approx(0.5323, abs=5e-5)
    assert result["valeur_lissee"].between(0.2, 0.25).all()


def test_income_bands_from_income_and_composition():
    result = run("incomebands", households=HOUSEHOLDS)
    assert result["categorie_plus"].tolist() == [5, 1, 3, 1]  # one adult with n children: n + 2
    assert result["tranche_revenu"].tolist() == ["0_20", "40_60", "40_60", "130_plus"]
    assert result["revenu_pct_plus"].iloc[1] == pytest.approx(40)
    with pytest.raises(ConfigurationError, match="absent"):
        run("incomebands", households=HOUSEHOLDS.drop(columns="enfants"))


def test_household_fragility_has_two_outputs():
    scored, counts = run(
        "householdfragility", households=HOUSEHOLDS.assign(date_enquete="2024-01-01")
    )
    assert scored["fragilite_menage"].tolist() == [3, 1, 0, 1]
    assert counts.loc["A", "fragiles_3"] == 1
    assert counts.loc["B", "menages"] == 2


def test_residences_are_matched_and_followed():
    before = layer(id=["A", "B"], logements=[50, 40], menages=[50, 40], menages_apl=[10, 20])
    after = layer(id=["A", "C"], logements=[50, 40], menages=[50, 40], menages_apl=[30, 20])
    result, links = run(
        "matchresidences", before=before, after=after, before_code="id", after_code="id"
    )
    assert result["statut"].tolist() == ["identique", "renommee"]
    assert links.loc["C", "residences_avant"] == "B"
    followed = run("trajectory", before=before, after=after, before_code="id", after_code="id")
    assert followed["apl_evolution"].tolist() == pytest.approx([0.4, 0])
    assert followed["apl_sens"].tolist() == ["hausse", "stable"]
    with pytest.raises(InputError, match="Aucun indicateur ne peut être suivi"):
        run(
            "trajectory",
            before=before.iloc[:, [0, 1, -1]],
            after=after,
            before_code="id",
            after_code="id",
        )


def test_perimeters_are_linked_from_layers():
    old = gpd.GeoDataFrame({"c": ["QP1"]}, geometry=[box(-10, -10, 1500, 10)], crs=2154)
    new = gpd.GeoDataFrame({"c": ["QN1"]}, geometry=[box(500, -10, 2500, 10)], crs=2154)
    table = run(
        "linkzonings",
        old=old,
        new=new,
        dwellings=layer(n=[3, 5, 2]),
        old_code="c",
        new_code="c",
        count_field="n",
    )
    assert table.loc[0, ["logements_communs", "part_ancien", "part_nouveau"]].tolist() == [
        5,
        5 / 8,
        5 / 7,
    ]


def test_movers_are_described_by_population():
    after = HOUSEHOLDS.assign(menage=["m1", "m5", "m3", "m2"], apl=["oui", "oui", "non", "non"])
    table = run("moversprofile", before=HOUSEHOLDS, after=after, ids="apl")
    assert table.loc[("A", "entrant"), "apl"] == 1.0
    assert table.loc[("A", "reste"), "apl_base"] == 1
    assert table.loc[("B", "mute"), "apl_n"] == 0
    assert np.isnan(table.loc[("B", "sorti"), "apl"])  # its aid is unknown


def test_the_index_is_followed_in_time():
    def table(apl):
        return pd.DataFrame({"residence": ["A", "B"], "menages_apl": apl, "menages": [100, 100]})

    result = run(
        "indextrajectory",
        vintages={"2014": table([40, 60]), "2016": table([60, 60])},
        code="residence",
        weights={"apl": 1},
    )
    assert result.loc["A"].to_dict() == pytest.approx({"indice_2014": 80, "indice_2016": 120})
    with pytest.raises(ConfigurationError, match="nom d’une année"):
        run("indextrajectory", vintages={"avant": table([1, 2])}, code="residence")


def test_the_bootstrap_from_household_rows_centres_on_the_index():
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        {
            "residence": np.repeat(["A", "B"], [40, 160]),
            "apl": pd.array(rng.random(200) < 0.5, dtype="boolean"),
            "majeurs_stables": 1,
            "majeurs_precaires": 0,
            "majeurs_chomeurs": rng.integers(0, 2, 200),
            "majeurs_sans_emploi": 0,
        }
    )
    table = run("bootstrapindex", households=rows, weights={"apl": 1, "chomeurs": 1}, seed=1)
    adults = 1 + rows["majeurs_chomeurs"]
    own = rows[rows["residence"] == "A"]
    apl = own["apl"].mean() / rows["apl"].mean()
    jobless = (own["majeurs_chomeurs"].sum() / adults[own.index].sum()) / (
        rows["majeurs_chomeurs"].sum() / adults.sum()
    )
    assert table.loc["A", "indice_precarite"] == pytest.approx(50 * (apl + jobless))
    assert table["menages"].tolist() == [40, 160]
    width = table["indice_haut"] - table["indice_bas"]
    assert 1.6 < width["A"] / width["B"] < 2.4  # four times fewer households
    with pytest.raises(InputError, match="Aucune composante"):
        run("bootstrapindex", households=rows[["residence", "majeurs_stables"]].assign(occupants=1))


def test_a_filocom_extract_is_compared_by_iris(tmp_path):
    path = tmp_path / "filocom.csv"
    path.write_text(example_template("filocom"), encoding="utf-8")
    assert check_file(path).empty
    extract = read_template("filocom", path).frame
    table = run(
        "compareprivate", dwellings=extract, tenure="statut", ids="rev_lt40, rev_40_80, rev_ge80"
    )
    assert table.index.tolist() == ["990010101", "990010102"]
    first = table.loc["990010101"]
    assert first["rev_lt40_hlm"] == pytest.approx(75 / 150)
    assert first["rev_lt40_proprietaire"] == pytest.approx(20 / 200)
    assert first["rev_lt40_prive_ecart"] == pytest.approx(0.5 - 0.3)
    assert first["rev_40_80_prive"] == pytest.approx(0.4)
    assert first["rev_ge80_proprietaire"] == pytest.approx(0.6)
    assert first["rev_lt40_hlm_base"] == 150
    # The private tenants of the second IRIS are under secrecy: no figure, not a zero.
    second = table.loc["990010102"]
    assert second[["rev_lt40_prive", "rev_lt40_prive_base", "rev_lt40_prive_ecart"]].isna().all()
    assert second["rev_lt40_proprietaire_ecart"] == pytest.approx(12 / 40 - 16 / 320)
    whole = run(
        "compareprivate",
        dwellings=extract.assign(commune="99001"),
        unit="commune",
        tenure="statut",
        ids="rev_lt40",
    ).loc["99001"]
    assert whole["rev_lt40_hlm"] == pytest.approx((75 + 12) / 190)
    assert np.isnan(whole["rev_lt40_prive"])  # one of its two IRIS is not known
