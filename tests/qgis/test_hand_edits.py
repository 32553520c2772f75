"""A technician moves a residence to another group in QGIS, then runs the grouping again."""

import geopandas as gpd
import pandas as pd
import pytest

pytest.importorskip("qgis.core")


def test_an_edited_layer_is_mended_or_refused(provider, tmp_path):
    import processing
    from qgis.core import QgsProcessingException, QgsVectorLayer, edit

    path = tmp_path / "residences.gpkg"
    gpd.GeoDataFrame(
        {"code": ["r1", "r2", "r3", "r4"], "menages": [9, 6, 6, 12], "groupe": list("AABB")},
        geometry=gpd.points_from_xy([0, 50, 100, 150], [0] * 4),
        crs=2154,
    ).to_file(path)
    layer = QgsVectorLayer(str(path), "residences")
    asked = {
        "INPUT": layer,
        "COUNTS": ["menages"],
        "PREVIOUS": "groupe",
        "MAX_DISTANCE": 60,
        "OUTPUT": str(tmp_path / "groupes.gpkg"),
        "OUTPUT_MEMBERSHIP": str(tmp_path / "appartenance.gpkg"),
    }
    with edit(layer):  # r2 leaves A for B: A is left with nine households
        moved = next(f for f in layer.getFeatures() if f["code"] == "r2")
        layer.changeAttributeValue(moved.id(), layer.fields().indexOf("groupe"), "B")
    with pytest.raises(QgsProcessingException, match=r"A .Il n’atteint pas le seuil"):
        processing.run("equilibre:groupresidences", {**asked, "STRICT": True})
    found = processing.run("equilibre:groupresidences", asked)
    groups = gpd.read_file(found["OUTPUT"]).set_index("groupe")
    assert groups["menages"].to_dict() == {"A": 15, "B": 18}
    members = pd.DataFrame(gpd.read_file(found["OUTPUT_MEMBERSHIP"]))
    assert members["groupe_avant"].tolist() == ["A", "B", "B", "B"]
    assert members["groupe"].tolist() == ["A", "A", "B", "B"]
    assert members["motif"].notna().tolist() == [False, True, False, False]
