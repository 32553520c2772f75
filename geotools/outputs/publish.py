"""The only door to ``diffusion/``: a release whose audit passed, and nothing but it.

Counts are taken from the release itself. Any other column must say which counts it is
computed from (``LayerSpec.depends``): it is blanked wherever one of them is withheld, and a column
that says nothing is refused. So a layer prepared with confidential figures cannot carry them out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from geotools._compat import missing, unusable
from geotools.atomic import atomic_folder, within
from geotools.errors import ConfigurationError, SecrecyRefusedError, nearest, some
from geotools.names import check_names
from geotools.outputs.certificate import MARKER, write_certificate
from geotools.outputs.document import Document
from geotools.outputs.geopackage import write_geopackage
from geotools.outputs.layers import LayerSpec
from geotools.outputs.maps import NEEDS as MAP_NEEDS
from geotools.outputs.printed import write_maps
from geotools.outputs.proof import Proof
from geotools.outputs.qgis.project import write_project
from geotools.outputs.report import NEEDS as REPORT_NEEDS
from geotools.outputs.report import KeyFigure, ReportSpec, write_report
from geotools.outputs.report_map import Background
from geotools.outputs.run import Run
from geotools.outputs.tables import NEEDS as WORKBOOK_NEEDS
from geotools.outputs.tables import write_csv, write_workbook
from geotools.outputs.word import NEEDS as WORD_NEEDS
from geotools.outputs.word import write_word
from geotools.progress import SILENT, Progress
from geotools.secrecy import (
    Audit,
    PublishedTable,
    Release,
    digest_tables,
    mask_derived,
    require_publishable,
)
from geotools.secrecy.audit.exchange import write_release_system


@dataclass(frozen=True)
class Publication:
    """What surrounds the figures of a release.

    Parameters
    ----------
    layers : sequence of LayerSpec
        One for each table of the release (same name) and those made of open data only. The frame
        gives geometry, names and derived figures; counts come from the release.
    proof : Proof
    key_figures : sequence of KeyFigure
        Shown at the head of the report.
    catalogue : DataFrame, optional
        Annex of the report: the indicators and how they are defined.
    steps : sequence of (str, str)
        What was read, located and rejected, for the report.
    notes : sequence of str
        Method and limits, one paragraph each.
    reference : (str, str), optional
        Layer and code of the unit that others are compared with in the report.
    maps : sequence of (str, str), optional
        Layer and column of each printable map (needs matplotlib); by default the first theme of
        each layer and its clusters; an empty sequence for none.
    compose : callable, optional
        Given the layers as they leave, returns what the report tells of them: sentences and charts
        can only read released figures.
    background : sequence of Background
        Local layers drawn under the maps of the report.
    run : Run, optional
        What the publication was made from, for the certificate.
    printed : bool
        Write what people print too: workbook, report, Word document and maps.
    stem : str
        Beginning of the file names.
    system : bool
        Write the linear system of the release beside the certificate, withheld values blank, so
        that anyone audits it again.
    """

    layers: Sequence[LayerSpec]
    proof: Proof
    key_figures: Sequence[KeyFigure] = ()
    catalogue: pd.DataFrame | None = None
    steps: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    reference: tuple[str, str] | None = None
    maps: Sequence[tuple[str, str]] | None = None
    compose: Callable[[Mapping[str, LayerSpec]], Document] | None = None
    background: Sequence[Background] = ()
    run: Run | None = None
    printed: bool = True
    stem: str = "diagnostic"
    system: bool = False


def publish_release(
    release: Release,
    audit: Audit,
    folder: str | Path,
    publication: Publication,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write the public folder: GeoPackage, tables, report, maps and certificate, or nothing.

    Parameters
    ----------
    release : Release
        The tables that may leave.
    audit : Audit
        Made on exactly these tables.
    folder : path
        Becomes the public folder; replaced only when ``overwrite`` and made by this function.
    publication : Publication
    overwrite : bool
    progress : Progress, optional

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SecrecyRefusedError
        The audit failed, was made on other tables, the rule is looser than its profile, or a column
        is not declared. Nothing is written.
    """
    step = progress or SILENT
    require_publishable(release.rule)
    require_publishable(audit.rule)
    audit.require(digest_tables(release.tables))
    layers = [guard(layer, release.tables) for layer in publication.layers]
    _check_complete(layers, release.tables)
    check_names([layer.name for layer in layers], "La couche")
    stem, proof = publication.stem, publication.proof
    with atomic_folder(folder, overwrite=overwrite, marker=MARKER) as temporary:
        step.at(0.1, "GeoPackage")
        package = within(temporary, f"{stem}.gpkg").name
        write_geopackage(temporary / package, layers, metadata=proof, project=stem)
        write_project(temporary / f"{stem}.qgz", layers, geopackage=package, metadata=proof)
        step.at(0.3, "Tableaux")
        for layer in layers:
            write_csv(within(temporary, "tableaux", f"{layer.name}.csv"), layer)
        if publication.printed:
            _print(temporary, publication, layers, release, step)
        step.at(0.95, "Certificat")
        if publication.system:
            write_release_system(temporary, release.tables, rule=release.rule)
        write_certificate(
            temporary,
            audit,
            proof=proof,
            rule=release.rule,
            tables=release.tables,
            layers=layers,
            run=publication.run,
        )
        step.at(1.0, "Publication")
    return Path(folder)


def _print(
    folder: Path,
    publication: Publication,
    layers: Sequence[LayerSpec],
    release: Release,
    step: Progress,
) -> None:
    """Write workbook, report, Word document and maps, those that can be written here."""
    if _possible(
        "Le classeur Excel", WORKBOOK_NEEDS, "Les tableaux CSV disent la même chose", step
    ):
        write_workbook(folder / f"{publication.stem}.xlsx", layers, metadata=publication.proof)
    step.at(0.5, "Rapport")
    told = _report(publication, layers, release)
    if _possible("Le rapport HTML", REPORT_NEEDS, "Les CSV disent la même chose", step):
        write_report(folder / "rapport.html", told)
    if _possible("Le document Word", WORD_NEEDS, "Le rapport HTML dit la même chose", step):
        write_word(folder / "rapport.docx", told)
    if _possible("Le jeu de cartes PDF", MAP_NEEDS, "Le projet QGIS montre les mêmes", step):
        drawing = step.part(0.6, 0.95, "Cartes")
        write_maps(folder / "cartes", layers, publication.proof, publication.maps, drawing)


def guard(layer: LayerSpec, tables: Mapping[str, PublishedTable]) -> LayerSpec:
    """Return the layer with the counts of the release and derived figures masked like them.

    Parameters
    ----------
    layer : LayerSpec
        Any column of it that is also a count of the release is replaced by the release's.
    tables : mapping
        The tables of the release; a layer without a table may hold public attributes only.

    Raises
    ------
    SecrecyRefusedError
        A column declares nothing, or declares counts while the layer has no table.
    """
    table = tables.get(layer.name)
    counts = list(table.counts.columns) if table is not None else []
    others = [column for column in layer.columns if column not in counts]
    _check_declared(layer, others, counts)
    if table is None:
        return layer
    frame = layer.frame.copy()
    frame.index = frame.index.astype(str)
    released = table.counts.set_axis(table.counts.index.astype(str), axis=0)
    masked = mask_derived(
        pd.DataFrame(frame[others]), _with_text_codes(table, released), dict(layer.depends)
    )
    for column in others:
        frame[column] = masked[column]
    frame = frame.drop(columns=[column for column in counts if column in frame.columns])
    shown, names = released.reindex(frame.index), _names(frame, others)
    for position, column in enumerate(counts, start=names):
        frame.insert(position, column, shown[column])
    frame.index.name = layer.key
    return layer.with_frame(frame)


def _with_text_codes(table: PublishedTable, released: pd.DataFrame) -> PublishedTable:
    return replace(table, counts=released, atoms=None)


def _names(frame: GeoDataFrame | pd.DataFrame, others: Sequence[str]) -> int:
    """Return how many leading columns are names: counts are written after them."""
    leading = 0
    for column in frame.columns:
        if column not in others or pd.api.types.is_numeric_dtype(frame[column]):
            break
        leading += 1
    return leading


def _check_declared(layer: LayerSpec, others: Sequence[str], counts: Sequence[str]) -> None:
    silent = [column for column in others if column not in layer.depends]
    if silent:
        raise SecrecyRefusedError(
            f"« {layer.title} » : la publication demande de quels effectifs dépend chaque "
            f"colonne ; rien n’est déclaré pour {some(silent)}. Déclarez-le (depends), ou "
            "retirez-les."
        )
    for column in others:
        unknown = [name for name in layer.depends[column] if name not in counts]
        if unknown:
            raise SecrecyRefusedError(
                f"« {layer.title} » : « {column} » dépend de {some(unknown)}, absent(s) des "
                f"effectifs audités. Noms proches : {nearest(unknown[0], counts)}."
            )


def _check_complete(layers: Sequence[LayerSpec], tables: Mapping[str, PublishedTable]) -> None:
    """Refuse units that were not audited, and tables that no layer shows."""
    names = [layer.name for layer in layers]
    forgotten = [name for name in tables if name not in names]
    if forgotten:
        raise ConfigurationError(
            f"La diffusion contient {some(forgotten)}, sans couche du même nom. Ajoutez-la."
        )
    for layer in layers:
        if layer.name in tables:
            known = set(tables[layer.name].counts.index.astype(str))
            strangers = [code for code in layer.frame.index if code not in known]
            if strangers:
                raise SecrecyRefusedError(
                    f"« {layer.title} » : {len(strangers)} unité(s) absente(s) de la diffusion "
                    f"auditée ({some(strangers)}). Retirez-les ou auditez-les."
                )


def _document(publication: Publication, layers: Sequence[LayerSpec]) -> Document | None:
    if publication.compose is None:
        return None
    return publication.compose({layer.name: layer for layer in layers})


def _report(publication: Publication, layers: Sequence[LayerSpec], release: Release) -> ReportSpec:
    document = _document(publication, layers)
    return ReportSpec(
        layers=tuple(layers),
        proof=publication.proof,
        key_figures=tuple(publication.key_figures),
        reference=publication.reference,
        catalogue=publication.catalogue,
        steps=tuple(publication.steps),
        notes=(*publication.notes, *release.notes),
        document=document,
        background=tuple(publication.background),
    )


def _possible(what: str, needs: Sequence[str], instead: str, progress: Progress) -> bool:
    """Tell whether a file can be written here; say what it lacks, and what stands in its place."""
    absent = missing(needs) or unusable(needs)
    if absent:
        progress.say(
            f"{what} n’est pas écrit : paquet(s) Python absent(s) ici, {some(absent)}. {instead}."
        )
    return not absent
