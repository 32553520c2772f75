"""``[regroupement] precedents``: the groups of an earlier diagnosis, edited in QGIS or not."""

from dataclasses import replace

import pandas as pd
import pytest

from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.groups import earlier_groups, group
from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.progress import SILENT


@pytest.fixture
def again(prepared, tmp_path):
    """Return a function that groups again from a table of earlier groups."""
    _, context, rule, _ = prepared

    def run(groups):
        path = tmp_path / "unites.csv"
        groups.rename("groupe").rename_axis("residence").reset_index().to_csv(path, index=False)
        configuration = context.material.configuration
        settings = replace(configuration.regroupement, precedents=path)
        material = replace(
            context.material, configuration=replace(configuration, regroupement=settings)
        )
        return group(material, context.located, context.measured, rule, SILENT)

    return run


def test_groups_that_nobody_touched_are_kept(prepared, again):
    before = prepared[1].grouping.membership
    result = again(before)
    assert result.changes.empty and result.broken.empty
    pd.testing.assert_series_equal(result.membership, before, check_dtype=False)


def test_one_residence_moved_by_hand_changes_few_others(prepared, again):
    before = prepared[1].grouping.membership
    sizes = before.value_counts()
    several = before[before.isin(sizes.index[sizes >= 2])]
    moved, other = several.index[0], several[several != several.iloc[0]].iloc[0]
    result = again(before.where(before.index != moved, other))
    counts = prepared[1].measured.counts[prepared[1].measured.columns]
    held = counts.groupby(result.membership.reindex(counts.index)).sum()
    assert (held >= 11).all(axis=None)
    assert len(result.broken) <= 2
    assert len(result.changes) <= sizes[several.iloc[0]] + sizes[other]


def test_a_file_that_is_no_list_of_groups_is_refused_in_one_sentence(tmp_path):
    atoms = pd.Index(["r1", "r2"])
    path = tmp_path / "groupes.csv"
    path.write_text("residence,grouppe\nr1,G1\n", encoding="utf-8")
    with pytest.raises(MissingColumnError, match=r"« groupe ».*« grouppe »"):
        earlier_groups(path, atoms)
    for rows in ("r1,G1\nr1,G2\n", "x,G1\n"):
        path.write_text(f"residence,groupe\n{rows}", encoding="utf-8")
        with pytest.raises(InputError, match="une ligne à chaque"):
            earlier_groups(path, atoms)
    path.write_text("residence,groupe\nr1,G1\nancienne,G9\n", encoding="utf-8")
    assert earlier_groups(path, atoms).isna().tolist() == [False, True]


def test_an_absent_file_is_told_with_the_other_faults_of_the_configuration(prepared):
    text = (prepared[0] / "donnees" / "territoire.toml").read_text(encoding="utf-8")
    path = prepared[0] / "donnees" / "absent.toml"
    key = '[regroupement]\nprecedents = "../interne/unites.gpkg"'
    path.write_text(text.replace("[regroupement]", key), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"\[regroupement\].*unites.gpkg"):
        load_configuration(path)
