"""What the field calculator and the labels can compute: the index, and the tile of a point."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsExpression, QgsExpressionFunction

from . import _qgis_compat as compat
from . import worker
from .environment import require_floor
from .i18n import tr

GROUP = "Équilibre territorial"
HELPS = {
    "equilibre_indice": "<h3>equilibre_indice(parts, references[, poids])</h3><p>Indice de "
    "précarité : 100 × moyenne pondérée des rapports part / référence.</p><p>Exemple : "
    '<code>equilibre_indice(array("rev_lt40", "apl"), array(0.30, 0.45))</code></p>',
    "equilibre_carreau": "<h3>equilibre_carreau(x, y[, systeme[, cote]])</h3><p>Identifiant INSEE "
    "du carreau d’un point ; systeme vaut « EPSG:2154 » et cote 200 mètres sans réponse.</p>"
    "<p>Exemple : <code>equilibre_carreau($x, $y)</code></p>",
}


class IndexFunction(QgsExpressionFunction):
    """``equilibre_indice(parts, references, poids)``: 100 where each share is its reference."""

    def __init__(self) -> None:
        name = "equilibre_indice"
        super().__init__(name, -1, GROUP, tr(HELPS[name]))

    def func(self, values: list[Any], context: Any, parent: Any, node: Any) -> float | None:
        if len(values) not in (2, 3):
            parent.setEvalErrorString(tr("equilibre_indice attend deux ou trois listes."))
            return None
        return _answered(parent, _index, *values)


class Tile(QgsExpressionFunction):
    """``equilibre_carreau(x, y, systeme, cote)``: the INSEE identifier of a tile."""

    def __init__(self) -> None:
        name = "equilibre_carreau"
        super().__init__(name, -1, GROUP, tr(HELPS[name]))

    def func(self, values: list[Any], context: Any, parent: Any, node: Any) -> str | None:
        if not 2 <= len(values) <= 4:
            parent.setEvalErrorString(tr("equilibre_carreau attend x, y, un système et un côté."))
            return None
        return _answered(parent, _tile, *values)


def _answered(parent: Any, function: Any, *values: Any) -> Any:
    """Compute, or tell the expression in one sentence why not; NULL gives NULL."""
    if any(compat.is_null(value) for value in values):
        return None
    from geotools.errors import GeotoolsError

    try:
        require_floor()
        return worker.call(function, *values)
    except (GeotoolsError, TypeError, ValueError) as error:
        parent.setEvalErrorString(str(error))
        return None


def _index(shares: list[Any], reference: list[Any], weights: list[Any] | None = None) -> Any:
    import pandas as pd

    from geotools.occupation import precarity_index

    if any(compat.is_null(share) for share in shares):
        return None
    names = [f"c{rank}" for rank in range(len(reference))]
    frame = pd.DataFrame([[float(share) for share in shares]], columns=names)
    expected = pd.Series([float(value) for value in reference], index=names)
    given = {"weights": dict(zip(names, map(float, weights), strict=True))} if weights else {}
    value = precarity_index(frame, expected, **given).iloc[0]
    return None if pd.isna(value) else float(value)


def _tile(x: Any, y: Any, system: str = "EPSG:2154", size: Any = 200) -> str:
    import numpy as np

    from geotools.territory import tile_ids

    return str(tile_ids(np.array([float(x)]), np.array([float(y)]), crs=system, size=int(size))[0])


def register() -> list[QgsExpressionFunction]:
    """Offer the functions to QGIS; the list must be kept while they are."""
    functions = [IndexFunction(), Tile()]
    return [function for function in functions if QgsExpression.registerFunction(function)]


def unregister(functions: list[QgsExpressionFunction]) -> None:
    """Take the functions away again."""
    for function in functions:
        QgsExpression.unregisterFunction(function.name())
