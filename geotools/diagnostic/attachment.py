"""Where households count: in their residence, else in their commune, else nowhere, and told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

UNLOCATED = "@sans-position"
"""End of the identifier of the atom that holds what a commune has without a sure position."""

NO_PLACE = "résidence et commune absentes du fichier des logements"
AMBIGUOUS = "plusieurs résidences portent ce code et la commune du ménage manque"


@dataclass(frozen=True)
class Attachment:
    """The atom of each household, and how it was found.

    Parameters
    ----------
    atoms : Series
        Household to atom; missing where neither its residence nor its commune is known.
    reasons : Series
        Why, for the households without an atom.
    contradicting : int
        Households whose commune is not that of their residence: they count in the residence.
    in_commune : int
        Households whose residence has no sure position or is not in the file of dwellings: they
        count in their commune, and in no zone that asks for a position.
    """

    atoms: pd.Series
    reasons: pd.Series = field(default_factory=lambda: pd.Series(dtype="object"))
    contradicting: int = 0
    in_commune: int = 0


def attach_households(
    households: pd.DataFrame, keys: pd.Series, communes: pd.Series, known: pd.Index
) -> Attachment:
    """Return the atom of each household.

    The key of a residence is its commune and its code, since an estate can straddle several
    communes. Where the commune of the household is blank, or is not one of the residence, the code
    alone serves if one residence only bears it. What is left counts in its commune.

    Parameters
    ----------
    households : DataFrame
        With ``residence``, and ``commune`` where the landlord gives it.
    keys : Series
        ``commune:code`` to the atom that bears it.
    communes : Series
        Commune of each residence, by its identifier.
    known : Index
        Communes of the territory.
    """
    code = households["residence"].astype("object")
    blank = pd.Series(None, index=households.index, dtype="object")
    commune = households["commune"].astype("object") if "commune" in households else blank
    exact = (commune + ":" + code).map(keys)
    by_code = _by_code(keys, communes)
    several = code.isin(by_code.index[by_code.index.duplicated()])
    single = code.map(by_code[~by_code.index.duplicated(keep=False)])
    found = exact.fillna(single)
    away = found.isin(communes.index) & commune.notna() & (found.map(communes) != commune)
    atoms = found.fillna((commune + UNLOCATED).where(commune.isin(known)))
    lost = atoms.isna()
    reasons = pd.Series(NO_PLACE, index=households.index[lost], dtype="object")
    reasons[several[lost] & commune[lost].isna()] = AMBIGUOUS
    in_commune = atoms.astype("string").str.endswith(UNLOCATED).fillna(False)
    return Attachment(atoms, reasons, int(away.sum()), int(in_commune.sum()))


def _by_code(keys: pd.Series, communes: pd.Series) -> pd.Series:
    """Return the atoms that bear each code, whatever the commune, and each one's own identifier.

    The identifier serves when no code is that text: an address, or « commune:code ».
    """
    code = keys.index.astype("string").str.partition(":")
    coded = pd.Series(keys.to_numpy(), index=[parts[2] for parts in code], dtype="object")
    names = communes.index.difference(pd.Index(coded.index))
    return pd.concat([coded, pd.Series(names, index=names, dtype="object")])


def overfull(atoms: pd.Series, dwellings: pd.Series, communes: pd.Series) -> pd.DataFrame:
    """Return the units with more households than dwellings: confidential, for an alarm.

    Parameters
    ----------
    atoms : Series
        Household to atom.
    dwellings, communes : Series
        Dwellings and commune of each atom.
    """
    households = atoms.value_counts().reindex(dwellings.index).fillna(0).astype("int64")
    table = pd.DataFrame({"commune": communes, "logements": dwellings, "menages": households})
    return table[table["menages"] > table["logements"]].rename_axis("unite").reset_index()
