"""A national table of a database, copied in streams to a file that is split as any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geotools.sources.addresses import DatabaseTable
from geotools.sources.geoparquet import geo_metadata
from geotools.sources.postgis import digest_of_marks, open_rows, row_marks
from geotools.workshops import workshop

RANK = "__rang"
"""Column of the copy that its parts are sorted by: a database promises no order."""


@contextmanager
def copied(source: DatabaseTable, store: Path) -> Iterator[tuple[Path, str]]:
    """Copy the rows to a Parquet file that is there for the time of the block.

    Parameters
    ----------
    source : DatabaseTable
    store : Path
        Private folder of the campaign.

    Yields
    ------
    (Path, str)
        The copy, whose values are texts as in a CSV, and a digest of its rows whatever their order.
    """
    with workshop(store) as folder:
        path = folder / f"{source.name}.parquet"
        yield path, _copy(source, path)


def _copy(source: DatabaseTable, path: Path) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    marks = []
    writer: Any = None
    with ExitStack() as stack:
        opened = stack.enter_context(open_rows(source))
        for rows, shapes in opened.pieces:
            texts = shapely.to_wkb(shapes, hex=True) if opened.spatial else None
            marks.append(row_marks(rows, texts))
            table = rows.astype(object).where(rows.notna(), None).astype("string")
            arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata()
            arrow = arrow.append_column(RANK, pa.array(marks[-1].astype(np.uint64)))
            if opened.spatial:
                bare = shapely.to_wkb(shapely.set_srid(shapes, 0))
                arrow = arrow.append_column("geometry", pa.array(bare, pa.binary()))
            if writer is None:
                geo = geo_metadata(opened.system(shapes)) if opened.spatial else None
                schema = arrow.schema.with_metadata(geo)
                writer = stack.enter_context(pq.ParquetWriter(path, schema))
            writer.write_table(arrow.cast(schema))
    return digest_of_marks(opened.names, np.concatenate(marks) if marks else np.zeros(0))
