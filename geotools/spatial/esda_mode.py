"""The local Moran computed draw for draw as esda does: the proof that both agree.

esda draws sets of ids under n - 1 once for all sites, and site i skips itself by shifting: id
j stands for j when j < i, for j + 1 otherwise (``esda/crand.py``, esda 2.9). With the same seed
every simulated value is then the same, and so is every p, on continuous values. Where simulated
and observed sums are equal (counts, one neighbour), esda lets rounding decide, and so does this.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geotools.progress import SILENT, Progress
from geotools.spatial.permutation import DEFAULT_SEED, Tails, kernels
from geotools.spatial.weights import without_diagonal

Floats = npt.NDArray[np.float64]


def tails_like_esda(
    matrix: sparse.csr_array,
    scores: Floats,
    *,
    permutations: int,
    seed: int | None,
    progress: Progress = SILENT,
) -> Tails:
    """Rank the local Moran of each site among esda's own draws.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Weights, rows summing to one.
    scores : array of float, shape (n,)
        Standard scores of the value.
    permutations, seed
        As given to ``esda.Moran_Local``. The generator is that of the environment, as in esda:
        numba's where numba is installed, numpy's legacy one elsewhere.

    Returns
    -------
    Tails
        Of :math:`I_i` itself, not of the lag.
    """
    n = len(scores)
    own = matrix.diagonal()
    others = without_diagonal(matrix)
    sizes = np.diff(others.indptr)
    ids = kernels().draw_like_esda(
        DEFAULT_SEED if seed is None else seed, permutations, int(sizes.max()), n
    )
    total = float((scores * scores).sum())
    observed = (n - 1) * scores * (matrix @ scores) / total
    scale = (n - 1) / total
    at_least, at_most = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for i in range(n):
        if i % 256 == 0:
            progress.at(i / n, "Permutations (mode esda)")
        row = slice(others.indptr[i], others.indptr[i + 1])
        rest = np.delete(scores, i)
        drawn = rest[ids[:, : sizes[i]]] @ others.data[row]
        simulated = scores[i] * (drawn + own[i] * scores[i]) * scale
        at_least[i] = np.count_nonzero(simulated >= observed[i])
        at_most[i] = np.count_nonzero(simulated <= observed[i])
    return Tails(at_least, at_most, permutations)
