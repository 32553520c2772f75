"""What is released resists an attacker who was written apart and sees published figures only."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from geotools.errors import InputError
from geotools.secrecy import PublishedTable, audit_release, load_rule, protect


def territory(seed, n=40):
    """Residences with households and recipients, in four zonings that do not nest."""
    rng = np.random.default_rng(seed)
    households = rng.integers(1, 45, n)
    atoms = pd.DataFrame(
        {"menages": households, "apl": rng.binomial(households, rng.uniform(0.3, 0.7))},
        index=[f"r{i}" for i in range(n)],
    )
    place = rng.uniform(0, 1, (n, 2))

    def grid(side, shift):
        codes = np.floor(place * side + shift).astype(int)
        return pd.Series([f"{a}-{b}" for a, b in codes], atoms.index)

    qpv = grid(2, 0.5).where(place[:, 0] < 0.5)
    return atoms, {"commune": grid(1, 0), "iris": grid(2, 0.3), "tuile": grid(3, 0.1), "qpv": qpv}


BASES = {"apl": "menages"}


class Attacker:
    """Reads the published numbers of one column; asks HiGHS what residences may hold."""

    def __init__(self, tables, column):
        self.names = next(iter(tables.values())).atoms.index
        rows, values = [], []
        for table in tables.values():
            for unit, value in table.counts[column].dropna().items():
                rows.append((table.atoms == unit).to_numpy(dtype=float))
                values.append(value)
        self.matrix, self.values = np.array(rows).reshape(-1, len(self.names)), np.array(values)

    def bounds(self, chosen):
        """Whole-number interval of the sum over some residences."""
        found = []
        for sign in (1, -1):
            answer = milp(
                sign * chosen,
                constraints=LinearConstraint(self.matrix, self.values, self.values),
                bounds=Bounds(0, 5_000),
                integrality=np.ones(len(chosen)),
            )
            found.append(sign * answer.fun)
        return found

    def differences(self, rounds, rng):
        """Values of random 0/1 sets that the figures add up to, built greedily from sums."""
        for _ in range(rounds):
            order = rng.permutation(len(self.values))[:6]
            total, value = np.zeros(len(self.names)), 0.0
            for i in order:
                for sign in (1, -1):
                    trial = total + sign * self.matrix[i]
                    if trial.min() >= -1 and trial.max() <= 1:
                        total, value = trial, value + sign * self.values[i]
                        break
                if total.any() and total.min() >= 0:
                    yield total, value


@pytest.mark.parametrize(
    ("seed", "bounded"), [*((s, "small") for s in range(50)), *((s, "all") for s in (19, 21, 47))]
)
def test_an_independent_attacker_finds_nothing(seed, bounded):
    atoms, zonings = territory(seed)
    rule = load_rule(bounded=bounded)
    release = protect(atoms, zonings, BASES, rule=rule, priority=("commune", "qpv"))
    audit = audit_release(release.tables, rule=rule)
    audit.require(release.digest)
    assert release.notes == ()
    complements = {
        name: PublishedTable(table.complement(), {}, table.atoms)
        for name, table in release.tables.items()
    }
    rng = np.random.default_rng(seed)
    for tables, column in (
        (release.tables, "menages"),
        (release.tables, "apl"),
        (complements, "apl"),
    ):
        attacker = Attacker(tables, column)
        for _, value in attacker.differences(150, rng):
            assert value == 0 or value >= 11
        units = [
            (table.atoms == unit).to_numpy(dtype=float)
            for table in release.tables.values()
            for unit in table.counts.index[table.counts[column].isna()]
        ]
        for chosen in units[:4]:
            low, high = attacker.bounds(chosen)
            assert high >= 11
            assert high - low >= 10 or (bounded == "small" and low >= 11)


def test_published_values_are_the_true_ones():
    atoms, zonings = territory(3)
    release = protect(atoms, zonings, BASES)
    for name, table in release.tables.items():
        truth = atoms.groupby(zonings[name]).sum()
        shown = table.counts.notna()
        assert (table.counts.where(shown, 0) == truth.where(shown, 0)).all(axis=None)


@pytest.mark.parametrize("seed", range(5))
def test_lowering_one_cell_of_a_passed_release_makes_the_audit_fail(seed):
    atoms, zonings = territory(seed)
    release = protect(atoms, zonings, BASES)
    assert audit_release(release.tables).passed
    rng = np.random.default_rng(seed)
    table = release.tables["tuile"]
    shown = table.counts.index[table.counts["apl"].notna()]
    unit = rng.choice(shown.to_numpy())
    counts = table.counts.copy()
    counts.loc[unit, "apl"] = 10
    changed = {**release.tables, "tuile": PublishedTable(counts, BASES, table.atoms)}
    try:
        assert not audit_release(changed).passed
    except InputError as error:  # a lowered cell may also contradict the other totals
        assert "totaux publiés" in str(error)


def test_zonings_of_high_priority_are_kept():
    lost = {"commune": 0, "tuile": 0}
    for seed in range(4):
        atoms, zonings = territory(seed)
        price = protect(atoms, zonings, BASES, priority=("commune", "qpv", "iris")).price
        for name in lost:
            lost[name] += price.loc[name, "retenus"]
    assert lost["commune"] <= lost["tuile"]


def test_known_denominators_are_not_held_against_the_release():
    atoms, zonings = territory(1)
    dwellings = PublishedTable(atoms[["menages"]].astype(float))
    release = protect(atoms, zonings, BASES, known=[dwellings])
    audit = audit_release(release.tables, known=[dwellings])
    assert audit.passed


CLASSES = ("emploi", "chomage", "inactifs", "retraites")


@pytest.mark.parametrize(("seed", "shared_out"), [(s, s % 2 == 0) for s in range(10)])
def test_exclusive_classes_hide_what_they_leave_of_their_base(seed, shared_out):
    """Four activity classes of the adults: the reader may add classes and subtract them."""
    rng = np.random.default_rng(seed)
    households, zonings = territory(seed)
    share = rng.dirichlet((5, 2, 3, 4))
    drawn = np.array([rng.multinomial(n, share) for n in 2 * households["menages"]])
    atoms = pd.DataFrame(drawn, households.index, CLASSES)
    atoms["majeurs"] = drawn.sum(axis=1) + (0 if shared_out else rng.integers(0, 8, len(drawn)))
    bases = dict.fromkeys(CLASSES, "majeurs")
    parts = {name: (name,) for name in CLASSES} | ({"majeurs": CLASSES} if shared_out else {})
    release = protect(atoms, zonings, bases, parts=parts, priority=("commune",))
    assert audit_release(release.tables).passed
    assert release.notes == ()
    for table in release.tables.values():
        counts = table.counts
        for size in range(1, len(CLASSES) + 1):
            for chosen in combinations(CLASSES, size):
                rest = counts["majeurs"] - counts[list(chosen)].sum(axis=1, skipna=False)
                whole = shared_out and size == len(CLASSES)
                assert ((rest >= 11) | rest.isna() | whole).all()
    for unit in release.tables["commune"].counts.index[:2]:
        _attack_classes(release.tables, unit, shared_out)


def _attack_classes(tables, unit, shared_out):
    """Ask HiGHS what each withheld class of a commune may hold, all classes and places at once."""
    names = next(iter(tables.values())).atoms.index
    width = len(CLASSES) + (not shared_out)
    rows, values = [], []
    for table in tables.values():
        for code, line in table.counts.iterrows():
            inside = (table.atoms == code).to_numpy(dtype=float)
            for column, value in line.dropna().items():
                which = (
                    np.ones(width) if column == "majeurs" else np.eye(width)[CLASSES.index(column)]
                )
                rows.append(np.kron(which, inside))
                values.append(value)
    table = tables["commune"]
    withheld = table.counts.loc[unit, list(CLASSES)].isna().to_numpy()
    inside = (table.atoms == unit).to_numpy(dtype=float)
    for j in np.flatnonzero(withheld):
        found = []
        for sign in (1, -1):
            cost = np.kron(np.eye(width)[j], inside)
            answer = milp(
                sign * cost,
                constraints=LinearConstraint(np.array(rows), values, values),
                bounds=Bounds(0, 5_000),
                integrality=np.ones(width * len(names)),
            )
            found.append(sign * answer.fun)
        assert found[1] >= 11
        assert found[1] - found[0] >= 10 or found[0] >= 11
