"""The fragility index: user weights, and components read on the side that means fragile."""

from dataclasses import replace

import pandas as pd
import pytest

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError
from geotools.occupation import fragile_side, fragility_index

VALUES = pd.DataFrame(
    {
        "vac3": [0.02, 0.06],
        "rotation": [0.10, 0.15],
        "surocc": [0.05, 0.05],
        "emp_stable": [0.40, 0.20],
        "qual_services": [4.0, 1.0],
    },
    index=["calme", "en crise"],
)
REFERENCE = {
    "vac3": 0.02,
    "rotation": 0.10,
    "surocc": 0.05,
    "emp_stable": 0.40,
    "qual_services": 3.0,
}


def test_default_weights_by_hand():
    index = fragility_index(VALUES, REFERENCE)
    assert index["calme"] == pytest.approx(100)
    assert index["en crise"] == pytest.approx(100 * (3 + 1.5 + 1) / 3)
    assert index.attrs["composantes"] == {"vac3": 1, "rotation": 1, "surocc": 1}
    assert index.name == "indice_fragilite"


def test_good_signs_are_turned():
    index = fragility_index(VALUES, REFERENCE, weights={"emp_stable": 1, "qual_services": 1})
    # 1 − 0.2 against 1 − 0.4; grade 1 is 4 on the fragile side, grade 3 is 2.
    assert index["en crise"] == pytest.approx(100 * (0.8 / 0.6 + 4 / 2) / 2)
    assert index["calme"] == pytest.approx(100 * (1 + 1 / 2) / 2)


def test_a_good_sign_without_a_complement_is_refused():
    catalogue = load_catalogue()
    departures = replace(catalogue.indicators["rotation"], polarity="-")
    turned = replace(catalogue, indicators={**catalogue.indicators, "rotation": departures})
    with pytest.raises(ConfigurationError, match="« rotation » ne peut pas entrer"):
        fragile_side(VALUES, ["rotation"], turned)
