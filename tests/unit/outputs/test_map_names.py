"""Names on maps: French typography, beside what they name, over nothing that is named."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import box

from geotools.outputs import LayerSpec
from geotools.outputs.map_names import INSIDE, OUTSIDE, Named, names_of, place_name, place_names

FRAME = (0.0, 0.0, 10_000.0, 8_000.0)
METRES = 50.0


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("LA NOUE - CAILLOU - GRANDS PÊCHERS", "La Noue – Caillou – Grands Pêchers"),
        ("La Sablière - Port-Neuf", "La Sablière – Port-Neuf"),
        ("L'ILE-SAINT-DENIS", "L’Ile-Saint-Denis"),
        ("PIERREFITTE-SUR-SEINE", "Pierrefitte-sur-Seine"),
        ("QUARTIER VI NORD", "Quartier VI Nord"),
        ("ZAC", "ZAC"),
        ("Les Oiseaux : nord", "Les Oiseaux\u00a0: nord"),
        ("  Clos   des Forges ", "Clos des Forges"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_french_typography_does(raw, written):
    assert place_name(raw) == written


def districts(count, size=400.0):
    places = np.random.default_rng(7).uniform(1500, 6000, (count, 2))
    return [
        Named(f"Quartier {n}", box(x, y, x + size, y + size), OUTSIDE, 6.5)
        for n, (x, y) in enumerate(places)
    ]


def test_no_name_covers_a_district_another_name_or_the_frame():
    names = districts(25)
    placed, lost = place_names(names, FRAME, METRES, np.array([]))
    assert len(placed) + len(lost) == 25
    assert len(placed) >= 15
    for one, item in enumerate(placed):
        assert shapely.contains(box(*FRAME), item.box)
        assert not any(shapely.intersects(item.box, named.shape) for named in names)
        assert not any(shapely.intersects(item.box, other.box) for other in placed[one + 1 :])


def test_where_there_is_no_room_the_less_important_names_are_left_out():
    names = [*districts(1), Named("Commune", box(0, 0, 300, 300), INSIDE, 6.0)]
    placed, lost = place_names(names, FRAME, METRES, np.array([]))
    assert [item.named.text for item in placed] == ["Quartier 0"]
    assert [named.text for named in lost] == ["Commune"]


def test_a_name_takes_the_side_that_hides_the_fewest_units():
    district = Named("Quartier", box(5000, 4000, 5400, 4400), OUTSIDE, 6.5)
    ink = np.array([box(x, y, x + 90, y + 90) for x in range(5450, 8000, 100)
                    for y in range(3500, 5000, 100)])  # fmt: skip
    (free,), _ = place_names([district], FRAME, METRES, np.array([]))
    (moved,), _ = place_names([district], FRAME, METRES, ink)
    assert free.x > 5400
    assert moved.x < 5000
    assert not shapely.intersects(moved.box, shapely.union_all(ink))


def test_the_widest_areas_are_named_first_and_unnamed_ones_are_not():
    frame = gpd.GeoDataFrame(
        {"libelle": ["PETIT BOURG", None, "GRAND VILLE"]},
        geometry=[box(0, 0, 1, 1), box(0, 0, 2, 2), box(0, 0, 3, 3)],
        crs=2154,
    )
    names = names_of(LayerSpec("communes", "Communes", frame), INSIDE, 6.0, 2154)
    assert [named.text for named in names] == ["Grand Ville", "Petit Bourg"]
    assert names_of(LayerSpec("x", "X", frame[["geometry"]]), INSIDE, 6.0, 2154) == []
