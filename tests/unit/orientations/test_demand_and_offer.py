"""Demand, offer and accessible stock on tables small enough to count by hand."""

from datetime import date

import pandas as pd
import pytest

from geotools.errors import ConfigurationError, InputError
from geotools.operations import get_operation
from geotools.orientations import (
    accessible_stock,
    demand_pressure,
    mobilisable_offer,
    type_mismatch,
)

REQUESTS = pd.DataFrame(
    {
        "date_demande": ["2022-01-01", "2023-01-01", "2024-06-01", "2023-07-01", "2025-01-05"],
        "date_satisfaction": ["", "2024-07-01", "", "2023-12-01", ""],
        "commune": ["A", "A", "A", "B", "B"],
        "pieces": [2, 3, 2, 5, 6],
        "mutation": ["oui", "non", "non", "non", "non"],
        "prioritaire": ["non", "oui", "oui", "non", "non"],
        "loyer_maximum": [400, 500, 300, 700, 800],
    }
)
LEASES = pd.DataFrame(
    {"date_bail": ["2024-07-01", "2024-12-31", "2023-12-31", ""], "commune": ["A", "B", "A", "A"]}
)


def test_pressure_counts_the_requests_of_the_day_and_the_leases_of_the_year():
    result = demand_pressure(REQUESTS, LEASES, as_of=date(2024, 12, 31)).set_index("unite")
    # In A: two active (the third was met), one lease in the year; in B: none active yet.
    assert result.loc["A", ["demandes_actives", "attributions"]].tolist() == [2, 1]
    assert result.loc["A", "pression"] == 2.0
    assert result.loc["A", "part_mutation"] == 0.5
    assert result.loc["A", "delai_median_mois"] == pytest.approx(547 / 30.4375)
    assert result.loc["B", ["demandes_actives", "attributions", "pression"]].tolist() == [0, 1, 0]
    assert result.loc["ensemble", "demandes_actives"] == 2
    assert result.loc["ensemble", "pression"] == 1.0


def test_pressure_without_allocation_is_missing():
    result = demand_pressure(REQUESTS, LEASES, as_of=date(2023, 2, 1)).set_index("unite")
    assert result.loc["A", "demandes_actives"] == 2 and pd.isna(result.loc["A", "pression"])
    with pytest.raises(ConfigurationError, match="AAAA-MM-JJ"):
        get_operation("demandpressure").run(
            {"requests": REQUESTS, "allocations": LEASES, "as_of": "31/12/2024"}
        )
    with pytest.raises(InputError, match="date de bail"):
        demand_pressure(REQUESTS, LEASES.assign(date_bail=""))


def test_types_asked_for_beside_the_stock():
    stock = pd.DataFrame(
        {"pieces": [2, 3, 5], "logements": [10, 20, 10], "loyer": [300, 400, 500], "charges": 50}
    )
    result = type_mismatch(REQUESTS, stock).set_index("type")
    # Active requests: T2, T2, and one of six rooms, which joins T5+.
    assert result["demandes"].to_dict() == {"T1": 0, "T2": 2, "T3": 0, "T4": 0, "T5+": 1}
    assert result.loc["T2", "ecart"] == pytest.approx(2 / 3 - 1 / 4)
    assert result.loc["T2", "loyer_median"] == 350
    assert result.loc["T2", "part_solvable"] == 0.5  # 400 pays 350, 300 does not
    assert result["part_demandes"].sum() == pytest.approx(1)
    assert result["part_logements"].sum() == pytest.approx(1)


def test_a_median_rent_stands_between_the_two_middle_dwellings():
    stock = pd.DataFrame({"pieces": [2] * 4, "logements": [1] * 4, "loyer": [300, 400, 500, 900]})
    assert type_mismatch(REQUESTS, stock).set_index("type").loc["T2", "loyer_median"] == 450
    weighted = stock.assign(logements=[3, 1, 1, 1])
    assert type_mismatch(REQUESTS, weighted).set_index("type").loc["T2", "loyer_median"] == 350


def test_offer_is_stock_times_rotation():
    stock = pd.DataFrame(
        {
            "pieces": [2, 2, 3, 3],
            "logements": [100, 50, 40, 10],
            "rotation": [0.10, None, 0.05, 0.20],
            "en_qpv": ["oui", "oui", "non", ""],
            "loyer": [300, 349.99, 450, None],
        }
    )
    result = mobilisable_offer(stock, rotation=0.08, bands=[350, 450])
    keyed = result.set_index(["situation", "type", "tranche_loyer"])
    low = keyed.loc[("en QPV", "T2", "moins de 350 €")]
    assert low["offre_annuelle"] == pytest.approx(100 * 0.10 + 50 * 0.08)
    assert low["rotation_estimee"] == 50
    assert keyed.loc[("hors QPV", "T3", "450 € et plus"), "offre_annuelle"] == pytest.approx(2.0)
    assert keyed.loc[("inconnue", "T3", "loyer inconnu"), "offre_annuelle"] == pytest.approx(2.0)
    assert len(result) == 3
    with pytest.raises(InputError, match="entre 0 et 1"):
        mobilisable_offer(stock.assign(rotation=9))
    with pytest.raises(ConfigurationError, match="Bornes"):
        get_operation("mobilisableoffer").run({"stock": stock, "bands": "beaucoup"})


def test_accessible_stock_outside_districts_against_the_quarter_of_leases():
    stock = pd.DataFrame(
        {
            "pieces": [2, 2, 3, 2],
            "logements": [100, 100, 200, 500],
            "loyer": [350, 351, None, 100],
            "charges": [50, 50, 50, 50],
            "en_qpv": ["non", "non", "non", "oui"],
            "commune": ["A", "A", "B", "A"],
            "rotation": 0.1,
        }
    )
    result = accessible_stock(stock, {"2": 400, "3": 500}).set_index("commune")
    assert result.loc["A", ["logements", "accessibles"]].tolist() == [200, 100]
    assert result.loc["B", ["accessibles", "loyer_inconnu"]].tolist() == [0, 200]
    # 10 accessible a year; a quarter of the 40 freed outside QPV is 10: exactly covered.
    assert result.loc["ensemble", "offre_accessible"] == pytest.approx(10)
    assert result.loc["ensemble", "besoin"] == pytest.approx(10)
    assert result.loc["ensemble", "couverture"] == pytest.approx(1)
    with pytest.raises(InputError, match="hors QPV"):
        accessible_stock(stock.assign(en_qpv="oui"), {"2": 400})
    with pytest.raises(ConfigurationError, match="Plafonds"):
        accessible_stock(stock, {"T2": 400})
