"""Operations on what is written: a printable map, a styled GeoPackage, a certificate verified."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.outputs.certificate import check_certificate
from geotools.outputs.geopackage import write_geopackage
from geotools.outputs.layers import LayerSpec
from geotools.outputs.map_page import MapSpec
from geotools.outputs.maps import PAGES, write_map
from geotools.outputs.palette import Style, get_style, graduated, recognise_style, styles
from geotools.outputs.proof import Proof
from geotools.parameters import Choice, Field, File, Layer, Layers, Text
from geotools.sources.columns import simplify
from geotools.workshops import scratch

_AUTO = "auto"
_STYLES = {
    _AUTO: "Selon les champs de la couche",
    **{name: style.title for name, style in styles().items() if style.offered},
}
_UNAUDITED = (
    "Document préparé hors de la publication : le secret statistique n’a pas été audité, ne pas "
    "diffuser en l’état."
)
_UNKNOWN = "non précisé"


@operation(
    group=Group.SECRECY,
    outputs=(Output("page", kind="file"),),
    requires=("matplotlib",),
    id="printmap",
)
def print_map(
    features: Annotated[GeoDataFrame, Layer(projected=True)],
    *,
    value: Annotated[str | None, Field(of="features", numeric=True)] = None,
    style: Annotated[str, Choice(options=_STYLES)] = _AUTO,
    overlay: Annotated[GeoDataFrame | None, Layer(geometry="polygon")] = None,
    title: Annotated[str, Text(example="Indice de précarité des résidences")] = "",
    source: Annotated[str, Text(example="RPLS 2024 (SDES), OPS 2024")] = _UNKNOWN,
    vintage: Annotated[str, Text(example="2024")] = _UNKNOWN,
    page: Annotated[str, Choice(options={name: f"{name} paysage" for name in PAGES})] = "A4",
) -> bytes:
    """Return a printable page as the bytes of a PDF.

    Parameters
    ----------
    features : GeoDataFrame
        Areas or points in a projected CRS.
    value : str, optional
        Numeric column that the classes share out, or that the chosen style reads.
    style : str
        A style of the palette, or ``auto``.
    overlay : GeoDataFrame, optional
        Outlines drawn over the map, named by ``libelle``.
    title, source, vintage : str
        Printed on the page.
    page : {"A4", "A3"}

    Returns
    -------
    bytes

    Raises
    ------
    ConfigurationError
        No style fits the columns.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> page = geotools.print_map(
    ...     tiny.units(), value="rev_lt40", title="Ménages très modestes"
    ... )
    >>> page[:5]
    b'%PDF-'
    """
    drawn = LayerSpec("carte", title or "Carte", features)
    over = None if overlay is None else LayerSpec("qpv", "Contours", overlay)
    chosen = drawn.checked(_chosen_style(features, value, style))
    spec = MapSpec(
        layer=drawn,
        style=chosen,
        proof=_proof(title, source, vintage),
        overlay=over,
        title=title,
        page=page,
    )
    with scratch() as folder:
        return write_map(folder / "carte.pdf", spec).read_bytes()


_OUTLINED = {
    "qpv": {"code_qp", "qp", "code_qpv", "lib_qp", "nom_qp"},
    "iris": {"code_iris", "iris", "dcomiris"},
    "communes": {"insee_com", "depcom", "codgeo", "code_commune"},
}
"""Columns by which zones are known, the most particular first: districts hold communes' codes."""


def _chosen_style(features: GeoDataFrame, value: str | None, style: str) -> Style:
    if style != _AUTO:
        chosen = get_style(style)
        return chosen.on(value) if value and chosen.field else chosen
    if value:
        known = recognise_style(features[[value]])
        return known if known is not None else graduated(features[value], value)
    known = recognise_style(features)
    return known if known is not None else _outlines(features)


def _outlines(features: GeoDataFrame) -> Style:
    """Return the outlines of what the codes of a layer say it is; of plain zones otherwise."""
    columns = {simplify(name) for name in features.columns}
    found = next((name for name, codes in _OUTLINED.items() if columns & codes), None)
    style = get_style(found or "iris")
    if style.label_field not in features.columns:
        style = replace(style, label_field="")
    if found is None:
        zone = replace(style.classes[0], label="zone")
        style = replace(style, title="Contours", classes=(zone,))
    return style


def _proof(title: str, source: str, vintage: str) -> Proof:
    return Proof(
        territory=title or "Carte",
        vintage=vintage,
        sources=(source,),
        base="couche de l’utilisateur",
        rule=_UNAUDITED,
    )


@operation(group=Group.SECRECY, outputs=(Output("package", kind="file"),), id="exportstyled")
def export_styled(
    layers: Annotated[dict[str, GeoDataFrame], Layers(geometry="any")],
    *,
    title: Annotated[str, Text(example="Diagnostic 2024")] = "Diagnostic",
    source: Annotated[str, Text(example="RPLS 2024 (SDES), OPS 2024")] = _UNKNOWN,
    vintage: Annotated[str, Text(example="2024")] = _UNKNOWN,
) -> bytes:
    """Return a GeoPackage with styles and a project, as bytes.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        Indexed by a unique code.
    title, source, vintage : str
        Stored as metadata.

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        A layer has no unique code.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> content = geotools.export_styled(
    ...     {"residences": tiny.units()}, title="Petit territoire"
    ... )
    >>> content[:15]
    b'SQLite format 3'
    """
    specs = [_styled(name, frame) for name, frame in layers.items()]
    with scratch() as folder:
        path = folder / "couches.gpkg"
        proof = _proof(title, source, vintage)
        return write_geopackage(path, specs, metadata=proof, project=title).read_bytes()


def _styled(name: str, frame: GeoDataFrame) -> LayerSpec:
    kept = frame.drop(columns=[c for c in frame.columns if str(c).lower() in ("fid", "ogc_fid")])
    kept = kept.drop(columns=[kept.index.name] if kept.index.name in kept.columns else [])
    known = recognise_style(kept, name)
    title = styles()[name].title if name in styles() else name.replace("_", " ").capitalize()
    return LayerSpec(name, title, kept, known or "")


@operation(
    group=Group.SECRECY, outputs=(Output("differences", kind="table"),), id="verifycertificate"
)
def verify_certificate(
    certificate: Annotated[Path, File(extensions=("json",))],
) -> pd.DataFrame:
    """Return one row for each file that differs from the certificate.

    Parameters
    ----------
    certificate : path
        ``certificat.json`` in the published folder.

    Returns
    -------
    DataFrame
        ``fichier``, ``constat`` (``modifié``, ``absent``, ``ajouté``).

    Raises
    ------
    InputError
        The certificate cannot be read.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> out = tiny.folder() / "diagnostic"
    >>> summary = geotools.run_diagnostic(
    ...     tiny.folder() / "territoire.toml", out, overwrite=True
    ... )
    >>> len(geotools.verify_certificate(out / "diffusion" / "certificat.json"))
    0
    """
    return check_certificate(Path(certificate).parent)
