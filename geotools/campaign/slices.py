"""National files, read once in streams and written as one small Parquet file for each territory.

Rows go to a few buckets as they are read, then each bucket is split: what is held in memory is a
batch, then a bucket, never the file. The order of the rows of a territory is that of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from pyproj import CRS

from geotools._compat import require
from geotools.campaign.database import RANK, copied
from geotools.campaign.places import is_placed, rows_by_place, territory_shapes
from geotools.campaign.plan import NationalFile, column_among, territories_in
from geotools.errors import InputError, some
from geotools.progress import Progress
from geotools.sources.addresses import DatabaseTable
from geotools.sources.geoparquet import geo_metadata
from geotools.sources.inspection import inspect_source
from geotools.sources.opening import digest
from geotools.sources.textfile import probe_text

BUCKETS = 48
_ROWS = 131_072
_OWNER = "__territoire"

_COMMUNES = (
    "depcom", "insee_com", "code_commune", "code_insee", "commune", "lcog_geo", "codgeo",
    "c_cainsee", "com", "insee",
)  # fmt: skip
_CODES = ("code_iris", "iris", "dcomiris", "plg_iris")


def split_file(
    item: NationalFile,
    owners: Mapping[str, str],
    store: Path,
    progress: Progress,
    communes: Mapping[str, Path] | None = None,
) -> dict[str, str]:
    """Split one national file; return the digest of each territory's part, by territory.

    A row whose communes lie in several territories (a tile, a QPV) goes to each of them. A store
    that was made of the same file, for the same territories, is used as it is.

    Parameters
    ----------
    item : NationalFile
    owners : mapping of str to str
        Territory of each commune.
    store : Path
        Holds ``<territory>/<section>_<name>.parquet`` when this returns.
    progress : Progress
    communes : mapping of str to Path, optional
        Communes of each territory: what a layer that names no commune is split by.

    Raises
    ------
    InputError
        No column tells the commune of a row, or no row lies in any territory.
    """
    require("pyarrow", "Une campagne nationale")
    if isinstance(item.path, DatabaseTable):
        with copied(item.path, store) as (copy, content):
            return _split(replace(item, path=copy), content, owners, store, progress, None)
    return _split(item, digest(item.path), owners, store, progress, communes)


def _split(
    item: NationalFile,
    content: str,
    owners: Mapping[str, str],
    store: Path,
    progress: Progress,
    communes: Mapping[str, Path] | None,
) -> dict[str, str]:
    note = store / f"{item.section}_{item.name}.json"
    mark = sha256((json.dumps(sorted(owners.items())) + content).encode()).hexdigest()
    if note.is_file():
        known = json.loads(note.read_text(encoding="utf-8"))
        if known["source"] == mark:
            return dict(known["parts"])
        note.unlink()
    buckets = store / f".{item.section}_{item.name}"
    buckets.mkdir(parents=True, exist_ok=True)
    try:
        if communes and is_placed(item.path) and _names_no_commune(item):
            lost, parts = 0, _split_by_place(item, communes, store)
        else:
            lost = _fill_buckets(item, owners, buckets, progress)
            parts = _empty_buckets(item, buckets, store)
    finally:
        for path in buckets.iterdir():
            path.unlink()
        buckets.rmdir()
    if not parts:
        raise InputError(
            f"« {item.path.name} » : aucune ligne n’est dans une commune de la campagne. Vérifiez "
            "le fichier, ou la table des territoires."
        )
    if lost:
        progress.say(
            f"{item.path.name} : {lost} ligne(s) hors des territoires de la campagne, laissées."
        )
    text = json.dumps({"source": mark, "parts": parts}, sort_keys=True)
    draft = note.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(note)
    return parts


def part_path(store: Path, territory: str, item: NationalFile) -> Path:
    """Return where the part of a territory is kept."""
    return store / territory / f"{item.section}_{item.name}.parquet"


def _fill_buckets(
    item: NationalFile, owners: Mapping[str, str], folder: Path, progress: Progress
) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    codes = np.array(sorted(set(owners.values())), dtype=object)
    ranks = {code: rank for rank, code in enumerate(codes)}
    lost = 0
    with ExitStack() as stack:
        batches, schema, total = stack.enter_context(_open(item))
        column = _commune_column(item, schema.names)
        kept = schema.append(pa.field(_OWNER, pa.string()))
        writers: dict[int, Any] = {}
        done = 0
        for batch in batches:
            done += batch.num_rows
            progress.at(min(1.0, done / total) if total else 0.0, f"Découpage : {item.path.name}")
            rows, territory = _owned(batch.column(column), owners, ranks)
            lost += batch.num_rows - len(np.unique(rows))
            if not len(rows):
                continue
            table = pa.Table.from_batches([batch]).take(pa.array(rows))
            table = table.append_column(_OWNER, pa.array(codes[territory], pa.string()))
            bucket = territory % BUCKETS
            for number in np.unique(bucket):
                if number not in writers:
                    writers[number] = stack.enter_context(
                        pq.ParquetWriter(folder / f"{number}.parquet", kept)
                    )
                writers[number].write_table(table.filter(pa.array(bucket == number)))
    return lost


def _owned(
    column: Any, owners: Mapping[str, str], ranks: Mapping[str, int]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return (row, rank of the territory) pairs: every territory that a row's communes are in."""
    texts = pd.Series(column.to_pandas(), dtype="object").astype("string")
    kinds, unique = pd.factorize(texts)
    found = [[ranks[code] for code in territories_in(str(text), owners)] for text in unique]
    found.append([])  # a row without a text
    sizes = np.array([len(item) for item in found], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    flat = np.array([rank for item in found for rank in item], dtype=np.int64)
    repeated = sizes[kinds]
    rows = np.repeat(np.arange(len(kinds)), repeated)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    return rows, flat[np.repeat(starts[:-1][kinds], repeated) + within]


def _names_no_commune(item: NationalFile) -> bool:
    import pyarrow.parquet as pq

    return _found_column(item, pq.read_schema(item.path).names) is None


def _split_by_place(
    item: NationalFile, communes: Mapping[str, Path], store: Path
) -> dict[str, str]:
    parts = {}
    for code, rows in rows_by_place(item.path, territory_shapes(communes)):
        if rows.num_rows:
            parts[code] = _write_part(rows, part_path(store, code, item))
    return parts


def _write_part(rows: Any, path: Path) -> str:
    """Write the rows of a territory and return their digest."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    pq.write_table(rows, draft)
    mark = digest(draft)
    draft.replace(path)
    return mark


def _found_column(item: NationalFile, names: list[str]) -> str | None:
    found = column_among(names, _COMMUNES) or column_among(names, _CODES)
    declared = item.declared.get("code")
    if found is None and isinstance(declared, str) and declared in names:
        found = declared
    return found


def _commune_column(item: NationalFile, names: list[str]) -> str:
    found = _found_column(item, names)
    if found is None:
        raise InputError(
            f"« {item.path.name} » : aucune colonne ne dit la commune d’une ligne ; attendu : "
            f"{some(_COMMUNES, 5)}… ; trouvé : {some(names)}."
        )
    return found


def _empty_buckets(item: NationalFile, folder: Path, store: Path) -> dict[str, str]:
    """Write each territory's part from the buckets and return the digests."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts: dict[str, str] = {}
    for bucket in sorted(folder.glob("*.parquet")):
        table = pq.read_table(bucket)
        if RANK in table.column_names:
            table = table.sort_by(RANK).drop_columns([RANK])
        owner = np.array(table.column(_OWNER).to_pylist(), dtype=object)
        table = table.drop_columns([_OWNER])
        for code in sorted(set(owner)):
            rows = table.filter(pa.array(owner == code))
            parts[code] = _write_part(rows, part_path(store, code, item))
    return parts


@contextmanager
def _open(item: NationalFile) -> Iterator[tuple[Iterator[Any], Any, int]]:
    """Open a national file as Arrow batches; the total of rows is 0 when nothing tells it."""
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    path = item.path
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".geoparquet"}:
        file = pq.ParquetFile(path)
        yield file.iter_batches(_ROWS), file.schema_arrow, file.metadata.num_rows
    elif suffix in {".csv", ".txt", ".tsv"}:
        probe = probe_text(path)
        reader = pacsv.open_csv(
            path,
            read_options=pacsv.ReadOptions(
                encoding=probe.encoding, block_size=1 << 24, skip_rows=probe.header_at
            ),
            parse_options=pacsv.ParseOptions(delimiter=probe.separator),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(probe.header, "string"), strings_can_be_null=True
            ),
        )
        yield iter(reader), reader.schema, 0
    else:
        layer = item.declared.get("couche")
        with pyogrio.open_arrow(path, layer=layer, batch_size=_ROWS, use_pyarrow=True) as source:
            meta, reader = source
            schema = _geo(reader.schema, path, layer, meta)
            yield (_renamed(b, schema) for b in reader), schema, 0


def _renamed(batch: Any, schema: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(batch.columns, schema=schema)


def _geo(schema: Any, path: Path, layer: Any, meta: Mapping[str, Any]) -> Any:
    """Name the geometry as GeoParquet 1.1 does, so that any reader finds it."""
    import pyarrow as pa

    name = meta.get("geometry_name") or "wkb_geometry"
    crs = CRS.from_user_input(meta["crs"] or inspect_source(path, layer).crs)
    fields = [
        pa.field("geometry", field.type) if field.name == name else pa.field(field.name, field.type)
        for field in schema
    ]
    return pa.schema(fields, metadata=geo_metadata(crs))
