"""Income ceilings: the published 2026 table, the rule of categories, bands with their bounds."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geotools.errors import ConfigurationError, InputError
from geotools.occupation import household_category, income_share, load_ceilings

DAY = date(2026, 6, 1)
PUBLISHED = {  # domain.md §3, 2026: Paris and adjoining, rest of Île-de-France, other regions
    1: (26920, 26920, 23403),
    2: (40233, 40233, 31254),
    3: (52740, 48362, 37584),
    4: (62968, 57930, 45374),
    5: (74919, 68577, 53376),
    6: (84304, 77171, 60156),
    7: (84304 + 9394, 77171 + 8598, 60156 + 6710),
    9: (84304 + 3 * 9394, 77171 + 3 * 8598, 60156 + 3 * 6710),
}


@pytest.mark.parametrize("category", PUBLISHED)
def test_the_published_table(category):
    period = load_ceilings().at(DAY)
    found = [period.amount([category], zone)[0] for zone in ("paris", "idf", "regions")]
    assert tuple(found) == PUBLISHED[category]


def test_forty_percent_of_category_1_elsewhere_is_9361_20():
    table = income_share(
        pd.Series([9361.19, 9361.20, np.nan]), pd.Series([1, 1, 1]), zone="regions", day=DAY
    )
    assert table["tranche_revenu"].tolist()[:2] == ["20_40", "40_60"]  # the bound belongs above
    assert table["revenu_pct_plus"].iloc[1] == pytest.approx(40)
    assert table.iloc[2][["revenu_pct_plus", "tranche_revenu"]].isna().all()


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (0, "0_20"),
        (79.9, "60_80"),
        (80, "80_90"),
        (110, "110_130"),
        (130, "130_plus"),
        (500, "130_plus"),
    ],
)
def test_bands_hold_their_lower_bound(percent, band):
    income = pd.Series([23403 * percent / 100])
    assert income_share(income, pd.Series([1]), day=DAY)["tranche_revenu"].iloc[0] == band


def test_the_category_is_not_the_number_of_occupants():
    rows = pd.DataFrame(
        # occupants, dependants, young couple, disabled → category
        [
            (1, 0, False, False, 1),
            (2, 0, False, False, 2),
            (2, 0, True, False, 3),
            (2, 1, False, False, 3),
            (3, 1, False, False, 3),
            (3, 2, False, False, 4),
            (5, 4, False, False, 6),
            (6, 5, False, False, 7),
            (1, 0, False, True, 2),
            (3, 1, True, False, 3),
        ],
        columns=["o", "d", "young", "disabled", "expected"],
    )
    found = household_category(
        rows["o"], rows["d"], young_couple=rows["young"], disabled=rows["disabled"]
    )
    assert found.tolist() == rows["expected"].tolist()
    assert household_category(pd.Series([None, 2.0]), pd.Series([0.0, 0.0])).isna().tolist() == [
        True,
        False,
    ]


def test_the_impossible_is_refused_without_amounts():
    with pytest.raises(InputError, match=r"1 ligne\(s\) : 0"):
        household_category(pd.Series([2]), pd.Series([2]))
    with pytest.raises(InputError, match="négatif") as caught:
        income_share(pd.Series([-1234.0]), pd.Series([1]), day=DAY)
    assert "1234" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="2026-01-01 à 2026-12-31"):
        income_share(pd.Series([1.0]), pd.Series([1]), day=date(1999, 1, 1))
    with pytest.raises(ConfigurationError, match="« regions »"):
        income_share(pd.Series([1.0]), pd.Series([1]), zone="region", day=DAY)


def test_a_user_adds_a_year(tmp_path):
    mine = tmp_path / "plafonds.toml"
    mine.write_text(
        """
[[plafonds]]
du = 2030-01-01
au = 2030-12-31
paris = [1, 2]
idf = [1, 2]
regions = [10, 20]
par_personne = { paris = 1, idf = 1, regions = 5 }
""",
        encoding="utf-8",
    )
    book = load_ceilings(mine)
    assert book.at(date(2030, 5, 1)).amount([1, 2, 4], "regions").tolist() == [10, 20, 30]
    assert book.at(DAY).amount([1], "regions")[0] == 23403
    mine.write_text("[[plafonds]]\ndu = 2031-01-01\n", encoding="utf-8")
    load_ceilings.cache_clear()
    with pytest.raises(ConfigurationError, match="manque : au"):
        load_ceilings(mine)
