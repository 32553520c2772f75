"""G1 against brute force: every one of the 2ⁿ sets of cells of small random systems."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from geotools.errors import InputError
from geotools.secrecy import PublishedTable, audit_release
from geotools.secrecy.audit.differencing import audit_differencing
from geotools.secrecy.audit.equations import build_systems
from geotools.secrecy.audit.reduction import merge_twins, reduce_system, same_support
from geotools.secrecy.audit.system import Row, System

THRESHOLD = 11
SETS = {n: (np.arange(1, 2**n)[:, None] >> np.arange(n)) & 1 for n in range(1, 9)}


def random_system(rng, zonings):
    """Random partial zonings of a few cells, most of their units published."""
    n = int(rng.integers(2, 9))
    truth = rng.choice([0, 1, 3, 6, 9, 12, 20], n, p=[0.02, 0.14, 0.22, 0.22, 0.15, 0.15, 0.1])
    rows, colour = [], []
    for z in range(zonings):
        code = rng.integers(-1 if rng.random() < 0.4 else 0, rng.integers(1, 5), n)
        for unit in range(code.max() + 1):
            if (code == unit).any() and rng.random() < 0.85:
                rows.append(code == unit)
                colour.append(z)
    matrix = np.array(rows, dtype=float).reshape(len(rows), n)
    system = System(
        "n",
        csr_array(matrix),
        matrix @ truth,
        [Row(f"z{c}", str(i), "n") for i, c in enumerate(colour)],
        np.array(colour, dtype=np.int64),
        np.arange(n),
        np.full(n, "n", dtype=object),
        [(str(i),) for i in range(n)],
        csr_array((0, n)),
        [],
        np.empty(0),
        np.tile([0.0, np.inf], (n, 1)),
        np.empty((0, 2)),
        True,
    )
    return system, matrix, truth


def brute_force(matrix, truth):
    """Smallest positive value of a derivable set, infinite when none; no code of the audit."""
    if matrix.shape[0] == 0:
        return np.inf
    values = matrix @ truth
    alive = np.ones(len(truth), dtype=bool)
    for cell in np.flatnonzero(truth == 0):
        best = linprog(-np.eye(len(truth))[cell], A_eq=matrix, b_eq=values)
        alive[cell] = best.status == 3 or -best.fun > 1e-7  # 3: unbounded
    inner, kept = matrix[:, alive], truth[alive]
    if not alive.any():
        return np.inf
    sets = SETS[int(alive.sum())]
    projector = np.linalg.pinv(inner) @ inner
    derivable = np.abs(sets @ projector - sets).max(axis=1) < 1e-8
    held = (sets[derivable] @ kept).astype(float)
    return held[held > 0].min(initial=np.inf)


@pytest.mark.parametrize(("zonings", "cases", "seed"), [(2, 8_000, 1), (3, 1_600, 2), (4, 600, 3)])
def test_the_audit_equals_brute_force(zonings, cases, seed):
    rng = np.random.default_rng(seed)
    refused = 0
    for _ in range(cases):
        system, matrix, truth = random_system(rng, zonings)
        smallest = brute_force(matrix, truth)
        reduced, _ = reduce_system(system, THRESHOLD)
        parts = reduced.components(joined=False)
        found = [f for part in parts for f in audit_differencing(part, THRESHOLD)]
        assert bool(found) is bool(smallest < THRESHOLD), (matrix, truth)
        for finding in found:
            chosen = np.zeros(len(truth))
            chosen[[int(a) for a in finding.atoms]] = 1
            assert finding.value == pytest.approx(chosen @ truth)
            assert 0 < finding.value < THRESHOLD
        if found:
            refused += 1
            assert min(f.value for f in found) >= smallest - 1e-9
    assert 0.2 * cases < refused < 0.95 * cases


def test_an_attack_is_written_as_the_sum_that_a_reader_makes():
    iris = pd.Series({"r1": "I1", "r2": "I1", "r3": "I2", "r4": "I2"})
    tile = pd.Series({"r1": "T1", "r2": "T2", "r3": "T2", "r4": "T2"})
    counts = pd.Series({"r1": 20, "r2": 4, "r3": 30, "r4": 15})
    tables = {
        name: PublishedTable(counts.groupby(zoning).sum().to_frame("menages"), {}, zoning)
        for name, zoning in {"iris": iris, "tuile": tile}.items()
    }
    audit = audit_release(tables)
    g1 = audit.findings().query("garantie == 'G1'")["constat"].tolist()
    assert g1 == [
        "« menages » de iris I1 − « menages » de tuile T1 donne 4, sous le seuil de 11. Lieux : r2."
    ] or g1 == [
        "« menages » de tuile T2 − « menages » de iris I2 donne 4, sous le seuil de 11. Lieux : r2."
    ]


def test_the_complement_is_differenced_too():
    small = pd.Series({"r1": "A", "r2": "B"})
    whole = pd.Series({"r1": "C", "r2": "C"})
    tables = {
        "iris": PublishedTable(
            pd.DataFrame({"menages": [40.0, np.nan], "apl": [20.0, np.nan]}, index=["A", "B"]),
            {"apl": "menages"},
            small,
        ),
        "commune": PublishedTable(
            pd.DataFrame({"menages": [70.0], "apl": [46.0]}, index=["C"]), {"apl": "menages"}, whole
        ),
    }
    (attack,) = [b for b in audit_release(tables).breaches if b.guarantee == "G1"]
    assert attack.value == 4
    assert attack.atoms == ("r2",)


def test_totals_that_do_not_add_up_are_refused_with_the_gap():
    parts = pd.Series({"r1": "A", "r2": "B"})
    whole = pd.Series({"r1": "C", "r2": "C"})
    tables = {
        "iris": PublishedTable(pd.DataFrame({"n": [40, 30]}, index=["A", "B"]), {}, parts),
        "commune": PublishedTable(pd.DataFrame({"n": [75]}, index=["C"]), {}, whole),
    }
    with pytest.raises(InputError, match="de 5"):
        audit_release(tables)


def test_parts_of_a_large_crossing_are_never_confused():
    """160 000 parts, each alone in its row and its column: rounded random sums would meet."""
    side = 400
    codes = np.arange(side * side)
    atoms = pd.Index(codes.astype(str))
    rows = pd.Series((codes // side).astype(str), atoms)
    columns = pd.Series((codes % side).astype(str), atoms)
    tables = {
        name: PublishedTable(pd.DataFrame({"menages": side * 20.0}, index=axis.unique()), {}, axis)
        for name, axis in (("iris", rows), ("carreaux", columns))
    }
    system = next(build_systems(tables, (), bases_only=False))
    assert len(np.unique(same_support(csr_array(system.matrix.T)))) == side * side
    assert merge_twins(system).matrix.shape == system.matrix.shape
    doubled = csr_array(vstack([system.matrix, system.matrix[[7]]]))
    numbers = same_support(doubled)
    assert numbers[-1] == numbers[7]
    assert len(np.unique(numbers)) == 2 * side
