"""Shorter equations say the same: every interval is that of the equations that were published."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from geotools.errors import InputError
from geotools.secrecy import PublishedTable, audit_release
from geotools.secrecy.audit.reduction import reduce_system
from geotools.secrecy.audit.system import Row, System


def nested_system(rng):
    """Communes made of districts, tiles that cross them; some published, some withheld."""
    n = int(rng.integers(4, 14))
    truth = rng.integers(0, 30, n).astype(float)
    district = rng.integers(0, 4, n)
    commune, tile = district // 2, rng.integers(0, 4, n)
    sums, shown, colour = [], [], []
    for zoning, code in enumerate((commune, district, tile)):
        for unit in np.unique(code):
            sums.append(code == unit)
            shown.append(rng.random() < 0.7)
            colour.append(zoning)
    matrix, shown = np.array(sums, dtype=float), np.array(shown)
    rows = [Row(f"z{c}", str(i), "n") for i, c in enumerate(colour)]
    system = System(
        "n",
        csr_array(matrix[shown]),
        matrix[shown] @ truth,
        [row for row, flag in zip(rows, shown, strict=True) if flag],
        np.array(colour, dtype=np.int64)[shown],
        np.arange(n),
        np.full(n, "n", dtype=object),
        [(str(i),) for i in range(n)],
        csr_array(matrix[~shown]),
        [row for row, flag in zip(rows, shown, strict=True) if not flag],
        np.zeros((~shown).sum()),
        np.tile([0.0, np.inf], (n, 1)),
        np.tile([0.0, np.inf], ((~shown).sum(), 1)),
        True,
    )
    return system, matrix[shown], matrix[~shown], truth


def bounds(matrix, values, sums):
    """Extremes of some sums over the tables that fit, by an independent call of HiGHS."""
    found = []
    for cost in sums:
        both = []
        for sign in (1.0, -1.0):
            answer = linprog(sign * cost, A_eq=matrix, b_eq=values)
            both.append(sign * np.inf * -1 if answer.status == 3 else sign * answer.fun)
        found.append(both)
    return np.array(found).reshape(-1, 2)


@pytest.mark.parametrize("seed", range(60))
def test_the_reduced_equations_allow_the_same_tables(seed):
    system, matrix, hidden, truth = nested_system(np.random.default_rng(seed))
    reduced, findings = reduce_system(system, 11)
    assert findings == []
    assert reduced.matrix.nnz <= system.matrix.nnz
    assert reduced.matrix @ truth[reduced.place] == pytest.approx(reduced.values)
    assert reduced.hidden @ truth[reduced.place] + reduced.given == pytest.approx(hidden @ truth)
    published = matrix @ truth
    cells = np.eye(len(truth))[reduced.place]
    dense = reduced.matrix.toarray()
    ours = bounds(dense, reduced.values, np.eye(len(reduced.place)))
    assert ours == pytest.approx(bounds(matrix, published, cells))
    left_out = np.setdiff1d(np.arange(len(truth)), reduced.place)
    empty = bounds(matrix, published, np.eye(len(truth))[left_out])
    assert np.abs(empty).max(initial=0) < 1e-7
    if hidden.size:
        ours = bounds(dense, reduced.values, reduced.hidden.toarray()) + reduced.given[:, None]
        assert ours == pytest.approx(bounds(matrix, published, hidden))


def test_each_shorter_equation_is_the_sum_of_the_figures_that_it_names():
    for seed in range(20):
        system, *_ = nested_system(np.random.default_rng(seed))
        of = {(r.table, r.unit): v for r, v in zip(system.rows, system.values, strict=True)}
        reduced, _ = reduce_system(system, 11)
        for row, value in zip(reduced.rows, reduced.values, strict=True):
            read = sum(f.times * of[f.table, f.unit] for f in row.figures(1))
            assert read == pytest.approx(value)
        given = zip(reduced.hidden_rows, reduced.given, strict=True)
        for row, value in given:
            read = sum(f.times * of[f.table, f.unit] for f in row.figures(1)[1:])
            assert -read == pytest.approx(value)


def two_levels(communes, iris):
    """A commune C of IRIS A and B, whatever of them is published."""
    parts = pd.Series({"r1": "A", "r2": "B"})
    whole = pd.Series({"r1": "C", "r2": "C"})
    return {
        "communes": PublishedTable(pd.DataFrame({"n": communes}, index=["C"]), {}, whole),
        "iris": PublishedTable(pd.DataFrame({"n": iris}, index=["A", "B"]), {}, parts),
    }


def test_a_withheld_figure_that_others_give_is_told_when_it_may_not_be_known():
    audit = audit_release(two_levels([40.0], [40.0, np.nan]))
    (finding,) = audit.breaches
    assert finding.guarantee == "G2"
    assert finding.sentence == (
        "Un lecteur peut calculer la valeur retenue « n » de iris B : elle vaut 0."
    )
    assert {(f.table, f.unit) for f in finding.binding} == {("communes", "C"), ("iris", "A")}
    assert audit_release(two_levels([60.0], [40.0, np.nan])).passed  # 20 units: a large figure


def test_parts_above_their_whole_are_refused():
    with pytest.raises(InputError, match="écart de 5"):
        audit_release(two_levels([35.0], [40.0, np.nan]))


def complete(tables, part, number):
    """One table of everything: the wanted one for a part, any one for the others."""
    first = tables[tables["temoin"] == tables.groupby("partie")["temoin"].transform("min")]
    own = tables[(tables["partie"] == part) & (tables["temoin"] == number)]
    both = pd.concat([first[first["partie"] != part], own])
    return both.assign(lieu=both["lieu"].str.split(" + ", regex=False))


@pytest.mark.parametrize("seed", range(6))
def test_witness_tables_fit_everything_published(seed):
    """The proof is checked by hand: whole numbers, every published sum, the two values told."""
    rng = np.random.default_rng(seed)
    n = 30
    atoms = pd.Series(rng.integers(1, 40, n), [f"r{i}" for i in range(n)])
    zonings = {
        "communes": pd.Series(rng.integers(0, 2, n).astype(str), atoms.index),
        "iris": pd.Series(rng.integers(0, 5, n).astype(str), atoms.index),
    }
    tables = {}
    for name, zoning in zonings.items():
        counts = atoms.groupby(zoning).sum().astype(float).to_frame("n")
        counts[rng.random(len(counts)) < 0.3] = np.nan
        tables[name] = PublishedTable(counts, {}, zoning)
    audit = audit_release(tables, guarantees=("G2",))
    cells = audit.witness_tables
    assert (cells["valeur"] >= 0).all()
    assert (cells["valeur"] == cells["valeur"].round()).all()
    assert len(audit.witnesses) == sum(t.counts["n"].isna().sum() for t in tables.values())
    for line in audit.witnesses.to_dict("records"):
        for side in ("minimum", "maximum"):
            table = complete(cells, line["partie"], line[f"temoin_{side}"])
            for name, zoning in zonings.items():
                home = table["lieu"].map(lambda lieu, z=zoning: z[lieu[0]])
                sums = table["valeur"].groupby(home).sum()
                shown = tables[name].counts["n"].dropna()
                assert (sums.reindex(shown.index, fill_value=0.0) == shown).all()
                unit = line["figure"].removesuffix(" : n").removeprefix(f"{name} ")
                if unit in zoning.to_numpy():
                    assert sums.get(unit, 0.0) == line[side]
