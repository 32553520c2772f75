"""What the catalogue says that it reads is all that it reads: counts of a real file agree."""

import pandas as pd
import pytest

from geotools.catalogue import load_catalogue
from geotools.occupation import count
from geotools.sources import RESIDENCE_COLUMNS, SCALES, read_rpls, residences

pytestmark = pytest.mark.real


def test_the_columns_of_the_catalogue_and_of_residences_are_enough(real_data):
    path = real_data / "seine-saint-denis" / "rpls2020_bondy.csv"
    asked = RESIDENCE_COLUMNS | load_catalogue().columns("rpls")
    whole, few = read_rpls(path).frame, read_rpls(path, columns=asked).frame
    assert few.shape[1] < whole.shape[1] / 2
    for scale in SCALES:
        for one, two in zip(
            residences(whole, scale=scale), residences(few, scale=scale), strict=True
        ):
            assert one.equals(two)
    by = whole["depcom"].astype("string") + whole["plg_iris"].astype("string")
    dates = {"date_reference": "2020-01-01"}
    counted = [count(rows, by, source="rpls", parameters=dates) for rows in (whole, few)]
    assert counted[0].shape[1] > 10
    pd.testing.assert_frame_equal(*counted)
