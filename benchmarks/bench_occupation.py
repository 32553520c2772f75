"""Counts and indicators at the sizes of an EPCI and of a région, against plain pandas, in one run.

The peer is the least that pandas can do: ``groupby().sum()`` of conditions that are already
evaluated, column by column and all at once. The product also evaluates the conditions, keeps
unknown answers apart, and computes the indicators with their bases. Prints a Markdown section.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

HOUSEHOLDS, DWELLINGS = 60_000, 844_000
SCALES = {"residence": 2_500, "iris": 150, "qpv": 20, "commune": 30}
REPEATS = 5


def households(n: int) -> pd.DataFrame:
    generator = np.random.default_rng(0)
    whole = {
        "majeurs_stables": 3,
        "majeurs_precaires": 2,
        "majeurs_chomeurs": 2,
        "majeurs_sans_emploi": 2,
        "enfants": 5,
        "occ_moins20": 3,
        "occ_moins25": 3,
        "occ_60plus": 2,
        "occ_65plus": 2,
    }
    texts = {
        "tranche_revenu": ["0_20", "20_40", "40_60", "60_80", "130_plus"],
        "plafond": ["plai", "plus", "pls"],
        "type_menage": ["seule", "monoparentale", "couple_enfants", "autre"],
        "tranche_age": ["moins_30", "30_39", "50_64", "75_plus"],
        "ressources": ["salaires", "retraites", "rsa", "aah"],
    }
    days = pd.to_timedelta(generator.integers(0, 8_700, n), unit="D")
    return pd.DataFrame(
        {
            **{name: generator.integers(0, k, n).astype(str) for name, k in SCALES.items()},
            **{name: generator.integers(0, k, n) for name, k in whole.items()},
            **{name: generator.choice(values, n) for name, values in texts.items()},
            "revenu_pct_plus": generator.random(n) * 150,
            "apl": pd.array(generator.choice(np.array([True, False, None]), n), dtype="boolean"),
            "demande_mutation": generator.random(n) < 0.1,
            "impayes_mois": generator.random(n) * 5,
            "pieces": generator.integers(1, 6, n),
            "occupants": generator.integers(1, 7, n),
            "charges": generator.random(n) * 150,
            "date_enquete": pd.Timestamp("2024-01-01"),
            "date_emmenagement": pd.Timestamp("2000-01-01") + days,
        }
    )


def dwellings(n: int) -> pd.DataFrame:
    generator = np.random.default_rng(1)
    texts = {
        "finan_code": ["10", "13", "14", "50", "52"],
        "dpeenergie": list("ABCDEFG"),
        "mode": ["1", "1", "1", "2", "3"],
        "remlocdate": ["2023-01-01", "2023-11-15"],
        "typvoie": ["RUE", "AVENUE"],
        "indrep": ["", "B"],
    }
    return pd.DataFrame(
        {
            **{name: generator.choice(values, n) for name, values in texts.items()},
            "commune": generator.integers(0, 500, n).astype(str),
            "depcom": generator.integers(0, 500, n).astype(str),
            "nomvoie": generator.integers(0, 5_000, n).astype(str),
            "numvoie": generator.integers(1, 100, n).astype(str),
            "construct": generator.integers(1920, 2023, n),
            "nbpiece": generator.integers(1, 7, n),
            "surfhab": generator.uniform(20, 120, n),
            "loyerprinc": generator.uniform(150, 900, n),
        }
    )


def median(task: Callable[[], Any]) -> float:
    """Return the median time of the task, the first call (imports, caches) left out."""
    task()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def groupby_alone(
    ready: pd.DataFrame, frame: pd.DataFrame, keys: list[str]
) -> Callable[[], list[pd.DataFrame]]:
    return lambda: [ready.groupby(frame[key]).sum() for key in keys]


def main() -> str:
    from geotools.occupation import count, indicators

    rows, stock = households(HOUSEHOLDS), dwellings(DWELLINGS)
    options = {"parameters": {"date_reference": "2024-01-01"}}

    def at_four_scales() -> list[pd.DataFrame]:
        return [indicators(count(rows, scale, source="ops")) for scale in SCALES]

    def of_a_region() -> pd.DataFrame:
        return indicators(count(stock, "commune", source="rpls", **options))

    lines = [
        "| | counts | product s | pandas groupby alone s | product / pandas |",
        "|---|---|---|---|---|",
    ]
    for label, task, frame, scales, source in (
        ("60 000 households, 4 scales", at_four_scales, rows, list(SCALES), "ops"),
        ("844 000 dwellings, communes", of_a_region, stock, ["commune"], "rpls"),
    ):
        extra = options if source == "rpls" else {}
        names = list(count(frame, scales[0], source=source, **extra).columns)
        ready = pd.DataFrame(
            {name: np.random.default_rng(2).random(len(frame)) < 0.3 for name in names}
        )
        ours, theirs = median(task), median(groupby_alone(ready, frame, scales))
        lines.append(
            f"| {label} | {len(names)} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} |"
        )
    return "\n".join(["## Occupation: counts and indicators", "", *lines, ""])


if __name__ == "__main__":
    print(main())
