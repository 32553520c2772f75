"""Linear systems in JJ form: read, written, audited; other engines and plain programmes agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from geotools.errors import InputError
from geotools.operations import get_operation
from geotools.secrecy import PublishedTable, deducible_intervals
from geotools.secrecy.audit import attack as attack_module
from geotools.secrecy.audit.attack import attack
from geotools.secrecy.audit.exchange import interval_table, release_system
from geotools.secrecy.audit.jj import LinearSystem, _system, read_jj, write_jj

INSTANCES = Path(__file__).resolve().parents[4] / "shared" / "data" / "sdc"
EXACT = {"HIE1372D": 50, "HIER13": 112, "HIER16": 224, "TWO5IN6": 720, "NINE12": 1178}
real = pytest.mark.skipif(not INSTANCES.is_dir(), reason="les instances publiques ne sont pas là")


def two_way(n, m, share, seed, *, negative=False, infinite=False):
    """A table with margins whose inner cells are withheld at random."""
    draws = np.random.default_rng(seed)
    inner = draws.integers(-60 if negative else 0, 200, (n, m)).astype(float)
    full = np.zeros((n + 1, m + 1))
    full[:n, :m] = inner
    full[n, :m] = inner.sum(axis=0)
    full[:, m] = full[:, :m].sum(axis=1)
    order = np.arange(full.size).reshape(full.shape)
    matrix = np.zeros((n + m + 2, full.size))
    for i in range(n + 1):
        matrix[i, order[i, :m]], matrix[i, order[i, m]] = 1, -1
    for j in range(m + 1):
        matrix[n + 1 + j, order[:n, j]], matrix[n + 1 + j, order[n, j]] = 1, -1
    status = np.full(full.size, "s", dtype=object)
    status[order[:n, :m][draws.random((n, m)) < share]] = "u"
    value = full.ravel()
    low = np.full(full.size, -60.0 if negative else 0.0)
    high = np.full(full.size, np.inf) if infinite else np.maximum(2 * value, 0) + 40
    zero = np.zeros(full.size)
    names = np.arange(full.size).astype(str).astype(object)
    return LinearSystem(
        names, value, zero + 1, status, np.minimum(low, value), high,
        np.column_stack([zero, zero, zero]), csr_array(matrix), np.zeros(n + m + 2),
    )  # fmt: skip


def plain_programmes(system):
    """Return the ends of each withheld cell, a fresh programme for each: slow, independent."""
    hidden = np.flatnonzero(system.hidden)
    matrix = system.matrix[:, hidden]
    right = system.right - system.matrix @ np.where(system.hidden, 0.0, system.value)
    bounds = np.column_stack([system.low[hidden], system.high[hidden]])
    ends = np.empty((len(hidden), 2))
    for k in range(len(hidden)):
        for side, sign in ((0, 1.0), (1, -1.0)):
            cost = np.zeros(len(hidden))
            cost[k] = sign
            found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds)
            ends[k, side] = sign * found.fun if found.status == 0 else -sign * np.inf
    return ends


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [{}, {"negative": True}, {"infinite": True}])
def test_intervals_are_those_of_plain_programmes(seed, kind):
    system = two_way(4 + seed % 3, 5, 0.25 + 0.08 * seed, seed, **kind)
    found = attack(system)
    ours = np.column_stack([found.low, found.high])
    assert np.allclose(ours, plain_programmes(system), atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_intervals_are_the_same_without_the_warm_solver(seed, monkeypatch):
    system = two_way(6, 6, 0.45, seed)
    warm = attack(system)
    monkeypatch.setattr(attack_module, "installed", lambda name: False)
    cold = attack(system)
    assert np.allclose(warm.low, cold.low, atol=1e-6)
    assert np.allclose(warm.high, cold.high, atol=1e-6)


def test_bounds_of_the_file_are_what_readers_know():
    """Two withheld cells add up to 11; that one is at most 4 puts the other in [7 ; 11]."""
    lines = ["0", "3", "0 5 1 u 0 100 0 0 0", "1 6 1 u 0 4 0 0 0", "2 11 1 s 0 100 0 0 0",
             "1", "0 3 : 0 (1) 1 (1) 2 (-1)"]  # fmt: skip
    with pytest.raises(InputError, match="bornes"):
        attack(_read([*lines[:2], "0 5 1 u 0 3 0 0 0", *lines[3:]]))
    found = attack(_read(lines))
    assert found.low.tolist() == [7, 0]
    assert found.high.tolist() == [11, 4]


def _read(lines):
    cells = [line.encode() for line in lines[2 : 2 + int(lines[1])]]
    return _system(cells, [line.encode() for line in lines[3 + int(lines[1]) :]])


def test_a_relation_may_be_worth_something_else_than_zero(tmp_path):
    path = tmp_path / "t.jj"
    path.write_text("0\n2\n0 - 1 u 0 99 0 0 0\n1 3 1 s 0 9 0 0 0\n1\n20 2 : 0 (2) 1 (-2)\n")
    found = attack(read_jj(path))
    assert (found.low[0], found.high[0]) == (13, 13)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "format JJ"),
        ("bonjour", "format JJ"),
        ("0\n3\n0 1 1 s 0 1 0 0 0\n", "format JJ"),
        ("0\n1\n0 - 1 s 0 1 0 0 0\n0\n", "n’a pas de valeur"),
        ("0\n2\n0 4 1 s 0 9 0 0 0\n1 5 1 s 0 9 0 0 0\n1\n0 2 : 0 (1) 1 (-1)\n", "relation n° 1"),
        ("0\n1\n0 4 1 s 0 9 0 0 0\n1\n0 1 : 7 (1)\n", "format JJ"),
    ],
)
def test_a_file_that_is_no_system_is_refused_in_one_sentence(tmp_path, text, told):
    path = tmp_path / "t.jj"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_jj(path)


def test_what_is_written_reads_the_same(tmp_path):
    system = two_way(4, 5, 0.4, 1)
    path = tmp_path / "t.jj"
    path.write_bytes(write_jj(system, confidential=True))
    again = read_jj(path)
    assert np.array_equal(again.value, system.value)
    assert (again.matrix != system.matrix).nnz == 0
    path.write_bytes(write_jj(system))
    public = read_jj(path)
    assert np.isnan(public.value[system.hidden]).all()
    one, two = attack(system), attack(public)
    assert np.array_equal(one.low, two.low)
    assert np.array_equal(one.high, two.high)


@real
@pytest.mark.parametrize("name", EXACT)
def test_public_instances_are_opened_entirely_and_exactly(name):
    system = read_jj(INSTANCES / f"{name}.jj.gz")
    found = attack(system)
    assert found.exact.sum() == len(found.cells) == EXACT[name]
    assert np.array_equal(found.low, system.value[found.cells])
    (table, summary) = get_operation("auditjj").run({"file": INSTANCES / f"{name}.jj.gz"})
    assert summary["exactes"].item() == EXACT[name]
    assert table["exacte"].all()
    assert not table["protegee"].any()


@real
@pytest.mark.parametrize(("name", "share"), [("HIE1372D", 0.0), ("HIE1372D", 0.6), ("HIER13", 0.3)])
def test_the_peer_finds_the_same_intervals(tmp_path, name, share):
    engine = pytest.importorskip("pytauargus.engine", reason="pytauargus n’est pas installé")
    system = read_jj(INSTANCES / f"{name}.jj.gz")
    more = np.random.default_rng(5).random(len(system.value)) < share
    status = np.where(more & (system.status == "s"), "m", system.status)
    system = replace(system, status=status)
    path = tmp_path / "t.jj"
    path.write_bytes(write_jj(system, confidential=True))
    theirs = {row["cell"]: (row["min"], row["max"]) for row in engine.audit_jj(str(path))}
    found = attack(system)
    assert sorted(theirs) == found.cells.tolist()
    ours = np.column_stack([found.low, found.high])
    assert np.allclose(ours, [theirs[c] for c in found.cells.tolist()], atol=1e-6)


def linked(hidden):
    """T3: cells A 2, B 2, I 8, J 8, K 3, L 3, M 3, N 7 in two zonings that do not nest."""
    values = pd.DataFrame({"n": [2.0, 2, 8, 8, 3, 3, 3, 7]}, index=list("ABIJKLMN"))
    own = pd.Series(values.index, values.index)
    county = own.isin(list("ABIJ")).map({True: "county-1", False: "county-2"})
    size = own.isin(list("LM")).map({True: "big", False: "small"})
    shown = values["n"].mask(values.index.isin(list(hidden))).to_frame()
    tables = {
        "comtés": PublishedTable(values.groupby(county).sum(), {}, county),
        "tailles": PublishedTable(values.groupby(size).sum(), {}, size),
        "aires": PublishedTable(shown, {}, own),
    }
    return tables, values


def test_the_system_of_a_release_gives_the_intervals_of_the_audit(tmp_path):
    tables, truth = linked("ABKLM")
    ours = deducible_intervals(tables).set_index("unite")[["minimum", "maximum"]]
    for confidential in (False, True):
        system, names = release_system(tables, truth=truth if confidential else None)
        path = tmp_path / "t.jj"
        path.write_bytes(write_jj(system, confidential=confidential))
        assert np.isnan(read_jj(path).value).any() != confidential
        table = interval_table(read_jj(path), attack(read_jj(path)), names)
        withheld = table[table["nature"] == "retenu"].set_index("unite")
        assert withheld.loc["K", ["minimum", "maximum"]].tolist() == [3, 3]
        for unit, row in ours.iterrows():
            assert withheld.loc[unit, ["minimum", "maximum"]].tolist() == row.tolist()


def test_the_peer_reads_the_confidential_system_of_a_release(tmp_path):
    engine = pytest.importorskip("pytauargus.engine", reason="pytauargus n’est pas installé")
    tables, truth = linked("ABKLM")
    system, names = release_system(tables, truth=truth)
    path = tmp_path / "t.jj"
    path.write_bytes(write_jj(system, confidential=True))
    theirs = {row["cell"]: (row["min"], row["max"]) for row in engine.audit_jj(str(path))}
    table = interval_table(system, attack(system), names)
    for row in table.to_dict("records"):
        assert (row["minimum"], row["maximum"]) == pytest.approx(theirs[int(row["cellule"])])


def test_a_base_and_its_part_make_one_system_with_true_values(tmp_path):
    counts = pd.DataFrame({"menages": [120.0, 80, 70], "apl": [52.0, 20, 18]}, index=list("ABC"))
    shown = counts.assign(apl=[52.0, np.nan, np.nan])
    everywhere = pd.Series("T", counts.index)
    bases = {"apl": "menages"}
    tables = {
        "t": PublishedTable(shown, bases),
        "total": PublishedTable(counts.groupby(everywhere).sum(), bases, everywhere),
    }
    system, names = release_system(tables, truth=counts)
    assert np.abs(system.matrix @ system.value - system.right).max() == 0
    table = interval_table(system, attack(system), names)
    withheld = table[table["nature"] == "retenu"]
    assert withheld[["minimum", "maximum"]].to_numpy().tolist() == [[0, 38], [0, 38]]
