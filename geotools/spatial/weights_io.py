"""Weights kept in files: GAL and GWT of GeoDa, Parquet of libpysal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from geotools._compat import require
from geotools.boundaries import reading
from geotools.errors import InputError, absent_file, is_file, some
from geotools.spatial.weights import Weights

SUFFIXES = (".gal", ".gwt", ".parquet")
"""GAL: neighbours without weights. GWT: a weight per pair. Parquet: the same, exact."""


def is_weights_file(text: str) -> bool:
    """Tell whether a recipe is in fact the path of a weights file."""
    return text.strip().lower().endswith(SUFFIXES)


def write_weights(weights: Weights, path: str | Path) -> Path:
    """Write weights in the format of the extension.

    Parameters
    ----------
    weights : Weights
    path : path
        ``.gal`` (weights other than 1 are lost), ``.gwt`` or ``.parquet`` (needs pyarrow; also
        read by ``libpysal.graph.read_parquet``).

    Raises
    ------
    InputError
        Another extension, or identifiers that hold blanks in a text format.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix == ".parquet":
        require("pyarrow", "Écrire des poids en Parquet")
        rows, columns, data = _pairs_with_isolates(weights)
        table = pd.DataFrame(
            {"weight": data},
            index=pd.MultiIndex.from_arrays(
                [weights.index.take(rows), weights.index.take(columns)],
                names=["focal", "neighbor"],
            ),
        )
        table.to_parquet(target)
    elif suffix in SUFFIXES:
        names = weights.index.astype(str)
        if names.str.contains(r"\s").any():
            raise InputError(
                "Les formats GAL et GWT n’admettent pas d’espace dans les identifiants : "
                f"{some(names[names.str.contains(chr(32))])}. Écrivez en Parquet."
            )
        text = _gal(weights, names) if suffix == ".gal" else _gwt(weights, names)
        target.write_text(text, encoding="utf-8")
    else:
        raise InputError(_unknown(target))
    return target


def read_weights(path: str | Path, index: pd.Index | None = None) -> Weights:
    """Read weights from a GAL, GWT or Parquet file.

    Parameters
    ----------
    path : path
    index : pandas.Index, optional
        Identifiers of the features, in the order wanted, compared as text. A feature that the
        file does not mention has no neighbour (a GWT file does not list isolated features).
        By default the order of the file.

    Raises
    ------
    InputError
        The file is absent, of another format, or names features that ``index`` lacks.
    """
    source = Path(path)
    if not is_file(source):
        raise InputError(absent_file(source, "Le fichier de poids"))
    suffix = source.suffix.lower()
    if suffix == ".parquet":
        require("pyarrow", "Lire des poids en Parquet")
        with reading(source, "Écrivez les poids à nouveau."):
            table = pd.read_parquet(source).reset_index()
            focal, neighbour = table["focal"].astype(str), table["neighbor"].astype(str)
            data = table["weight"].to_numpy(dtype=np.float64)
            own = pd.Index(table["focal"].unique())
    elif suffix == ".gal":
        with reading(source, "Écrivez les poids à nouveau."):
            focal, neighbour, own = _read_gal(source)
        data = np.ones(len(focal))
    elif suffix == ".gwt":
        with reading(source, "Écrivez les poids à nouveau."):
            table = pd.read_csv(
                source, sep=r"\s+", skiprows=1, header=None, dtype={0: str, 1: str, 2: float}
            )
            focal, neighbour, data = table[0], table[1], table[2].to_numpy()
        own = pd.Index(pd.concat([focal, neighbour]).unique())
    else:
        raise InputError(_unknown(source))
    found = own if index is None else index
    names = found.astype(str)
    rows, columns = names.get_indexer(pd.Index(focal)), names.get_indexer(pd.Index(neighbour))
    lost = (rows < 0) | (columns < 0)
    if lost.any():
        raise InputError(
            f"« {source.name} » nomme des entités absentes de la couche : "
            f"{some(pd.unique(pd.Series(focal)[rows < 0]))}. Vérifiez l’identifiant de la couche."
        )
    n = len(found)
    matrix = sparse.coo_array((data, (rows, columns)), shape=(n, n)).tocsr()
    return Weights(matrix, found, source.name)


def _pairs_with_isolates(
    weights: Weights,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return rows, columns and weights; an isolate is its own neighbour with weight zero."""
    sizes = np.diff(weights.matrix.indptr)
    empty = np.flatnonzero(sizes == 0)
    rows = np.append(np.repeat(np.arange(weights.n), sizes), empty)
    columns = np.append(weights.matrix.indices, empty)
    data = np.append(weights.matrix.data, np.zeros(len(empty)))
    order = np.lexsort((columns, rows))
    return rows[order], columns[order], data[order]


def _gal(weights: Weights, names: pd.Index) -> str:
    pointers = weights.matrix.indptr
    neighbours = names.take(weights.matrix.indices).to_numpy(dtype=object)
    blocks = [
        f"{name} {end - start}\n{' '.join(neighbours[start:end])}\n"
        for name, start, end in zip(names, pointers[:-1], pointers[1:], strict=True)
    ]
    return f"0 {weights.n} unknown id\n{''.join(blocks)}"


def _gwt(weights: Weights, names: pd.Index) -> str:
    rows = np.repeat(np.arange(weights.n), np.diff(weights.matrix.indptr))
    table = pd.DataFrame(
        {0: names.take(rows), 1: names.take(weights.matrix.indices), 2: weights.matrix.data}
    )
    return f"0 {weights.n} unknown id\n{table.to_csv(sep=' ', header=False, index=False)}"


def _read_gal(path: Path) -> tuple[pd.Series, pd.Series, pd.Index]:
    lines = path.read_text(encoding="utf-8").splitlines()
    heads, bodies = lines[1::2], lines[2::2]
    names = [head.split()[0] for head in heads if head.strip()]
    neighbours = [body.split() for body in bodies]
    neighbours += [[]] * (len(names) - len(neighbours))
    focal = np.repeat(np.array(names, dtype=object), [len(near) for near in neighbours])
    flat = [name for near in neighbours for name in near]
    return pd.Series(focal, dtype=object), pd.Series(flat, dtype=object), pd.Index(names)


def _unknown(path: Path) -> str:
    return (
        f"Le fichier de poids « {path.name} » doit finir par {', '.join(SUFFIXES)} "
        "(formats de GeoDa et de libpysal)."
    )
