"""The main job: lire, localiser, mesurer, repérer, grouper, auditer, écrire."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from time import perf_counter
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.atomic import make_private
from geotools.datasets import DEFAULT_RESIDENCES, fictitious_territory
from geotools.diagnostic.agreement import tell_disagreements
from geotools.diagnostic.chapters import (
    Study,
    chapter_internal,
    chapter_layers,
    chapter_releases,
    settle,
)
from geotools.diagnostic.configuration import COMPLETE, load_configuration
from geotools.diagnostic.follow_up import (
    follow_up_layers,
    follow_up_notes,
    objectives_counts,
    objectives_facts,
    objectives_release,
    together,
)
from geotools.diagnostic.groups import group, knowledge_of
from geotools.diagnostic.journal import (
    MARKER,
    check_files,
    configuration_of,
    read_journal,
    run_of,
    write_journal,
    written_configuration,
)
from geotools.diagnostic.known_tables import declared_tables, told_by_others
from geotools.diagnostic.location import Located, locate
from geotools.diagnostic.material import Material, read_material
from geotools.diagnostic.measures import Measured, clusters, measure
from geotools.diagnostic.open_data import is_open, open_audit, open_publication, open_release
from geotools.diagnostic.price import compared, limit_prices, method_price, price_lines
from geotools.diagnostic.protection import (
    GROUPS,
    composed_zonings,
    composition_table,
    exact_zonings,
    facts,
    known_bases,
    read_by_others,
    release_of,
    rule_of,
)
from geotools.diagnostic.publication import Context, internal_layer, public_measures, publication
from geotools.diagnostic.refusal import refusable_folder, write_refusal
from geotools.diagnostic.suitability import tell_suitability
from geotools.diagnostic.wording import worded, worded_layer
from geotools.operations import Group, Output, operation
from geotools.outputs import (
    LayerSpec,
    Proof,
    publish_release,
    write_csv,
    write_geopackage,
)
from geotools.outputs.run import Run
from geotools.parameters import File, Flag, Folder, Integer, Target
from geotools.progress import SILENT, Progress
from geotools.secrecy import (
    Audit,
    Release,
    compare_versions,
    earlier_releases,
    store_release,
)
from geotools.secrecy.audit.exchange import write_release_system
from geotools.typography import counted

INTERNAL, PUBLIC = "interne", "diffusion"

STORED = "tables_auditees.json"
"""In the confidential folder: the released tables and their geography, for ``geotools publish``."""


@dataclass
class Summary:
    """What was done at each step, for the terminal, the report and the journal."""

    territory: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    public: list[tuple[str, str]] = field(default_factory=list)

    def add(self, label: str, value: object, *, shown: object = None, hidden: bool = False) -> None:
        """Note one line; whole numbers get a thousands separator.

        Numbers of confidential rows stay in: two of them tell their difference. The report has
        ``shown`` instead, or nothing when the line is ``hidden``.
        """
        self.steps.append((label, _text(value)))
        if not hidden:
            self.public.append((label, _text(value if shown is None else shown)))

    def lines(self) -> list[str]:
        """Return the lines to print."""
        width = max(len(label) for label, _ in self.steps)
        return [self.territory, *(f"  {label:<{width}}  {value}" for label, value in self.steps)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def _text(value: object) -> str:
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)


_SUMMARY = (Output("summary", kind="text"),)


@operation(group=Group.WHOLE, outputs=_SUMMARY, id="diagnostic", command="diagnostic")
def run_diagnostic(
    configuration: Annotated[Path, File(extensions=("toml",), positional=True)],
    out: Annotated[Path, Target(layers=f"{PUBLIC}/*.gpkg")],
    overwrite: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> Summary:
    """Run the main job on a territory described by ``territoire.toml``.

    Parameters
    ----------
    configuration : Path
        ``territoire.toml``.
    out : Path
        Folder to make: ``interne/`` (confidential) and ``diffusion/`` (audited).
    overwrite : bool
        Replace the result of an earlier run.
    progress : Progress, optional

    Returns
    -------
    Summary

    Raises
    ------
    InputError
        Bad input; nothing was written.
    SecrecyRefusedError
        The audit refused the publication: no layer was made, and ``interne/`` holds the findings
        and what to give up.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> out = tiny.folder() / "diagnostic"
    >>> summary = geotools.run_diagnostic(
    ...     tiny.folder() / "territoire.toml", out, overwrite=True
    ... )
    >>> sorted(path.name for path in out.iterdir())
    ['diffusion', 'interne', 'journal.json']
    """
    with refusable_folder(out, overwrite=overwrite, marker=MARKER) as folder:
        return _run(configuration, folder, progress or SILENT)


@operation(group=Group.WHOLE, outputs=_SUMMARY, id="demo", command="demo")
def run_demo(
    out: Annotated[Path, Target(layers=f"{PUBLIC}/*.gpkg")],
    overwrite: Annotated[bool, Flag()] = False,
    seed: Annotated[int, Integer(minimum=0)] = 2026,
    residences: Annotated[int, Integer(minimum=150, maximum=5_000)] = DEFAULT_RESIDENCES,
    progress: Progress | None = None,
) -> Summary:
    """Run the main job on the fictitious territory, whose files are left in ``donnees/``.

    Parameters
    ----------
    out : Path
        Folder to make.
    overwrite : bool
        Replace the result of an earlier run.
    seed : int
        Seed of the territory.
    residences : int
        How many residences it has.
    progress : Progress, optional

    Returns
    -------
    Summary
        What was read, counted, grouped and withheld.

    Raises
    ------
    InputError
        ``out`` holds something else than an earlier run: it is never erased.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> from geotools.errors import InputError
    >>> try:
    ...     summary = geotools.run_demo(tiny.folder(), overwrite=True)
    ... except InputError as refused:
    ...     print("n’est pas remplacé" in str(refused))
    True
    """
    progress = progress or SILENT
    with refusable_folder(out, overwrite=overwrite, marker=MARKER) as folder:
        configuration = fictitious_territory(
            folder / "donnees", seed=seed, residences=residences, progress=progress.part(0.0, 0.15)
        )
        return _run(configuration, folder, progress.part(0.15, 1.0))


@operation(group=Group.WHOLE, outputs=_SUMMARY, id="refaire", command="refaire")
def rerun_diagnostic(
    journal: Annotated[Path, File(extensions=("json",), positional=True)],
    data: Annotated[Path, Folder(positional=True)],
    out: Annotated[Path, Target(layers=f"{PUBLIC}/*.gpkg")],
    overwrite: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> Summary:
    """Run the main job again from its journal, on the same files.

    Parameters
    ----------
    journal : Path
        ``journal.json`` of the first run.
    data : Path
        Folder that the paths of its configuration start from.
    out : Path
    overwrite : bool
    progress : Progress, optional

    Returns
    -------
    Summary
        Its last line says whether the audited tables are those of the first run.

    Raises
    ------
    InputError
        The journal cannot be read, or a file is not the one it names.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> first, again = tiny.folder() / "diagnostic", tiny.folder() / "encore"
    >>> summary = geotools.run_diagnostic(
    ...     tiny.folder() / "territoire.toml", first, overwrite=True
    ... )
    >>> summary = geotools.rerun_diagnostic(
    ...     first / "journal.json", tiny.folder(), again, overwrite=True
    ... )
    >>> summary.steps[-1]
    ('tableaux audités', 'les mêmes')
    """
    told = read_journal(journal)
    check_files(configuration_of(told, data), told)
    with (
        tempfile.TemporaryDirectory() as place,
        refusable_folder(out, overwrite=overwrite, marker=MARKER) as folder,
    ):
        path = written_configuration(told, Path(place))
        summary = _run(path, folder, progress or SILENT, data)
        again = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    same = again["empreinte_des_tableaux"] == told.get("empreinte_des_tableaux")
    summary.add("tableaux audités", "les mêmes" if same else "différents du passage d’origine")
    return summary


def _run(path: Path, folder: Path, progress: Progress, base: Path | None = None) -> Summary:
    configuration = load_configuration(path, base)
    summary = Summary(configuration.territoire.nom)
    material = read_material(configuration, progress.part(0.0, 0.2, "Lecture"))
    run = run_of(path, material)
    _tell_reading(summary, material)
    tell_disagreements(material, progress)
    if is_open(material):
        return _run_open(material, run, summary, folder, progress)
    located = locate(material, progress.part(0.2, 0.3, "Localisation"))
    for label, value in located.counts.items():
        summary.add(label, value)
    measured = measure(material, located, progress.part(0.3, 0.4, "Mesure"))
    for label, value in measured.summary.items():
        summary.add(label, value, hidden=measured.source == "ops")
    tell_suitability(material, measured.source, progress)
    units = _internal_clusters(material, located, measured, progress.part(0.4, 0.5, "Grappes"))
    rule = rule_of(configuration)
    grouping = group(material, located, measured, rule, progress.part(0.5, 0.6, "Regroupement"))
    summary.add("groupes publiables", len(grouping.groups))
    summary.add(worded("résidences sans groupe", measured.source), len(grouping.ungrouped))
    if configuration.regroupement.precedents is not None:
        summary.add("groupes précédents à réparer", len(grouping.broken))
        summary.add("résidences qui changent de groupe", len(grouping.changes))
    ledger = configuration.secret.registre
    vintage = str(configuration.territoire.millesime)
    others = declared_tables(configuration.secret.tables_connues, located, measured.bases)
    earlier = [*others, *([] if ledger is None else earlier_releases(ledger, vintage))]
    step = progress.part(0.6, 0.7, "Secret")
    begun = perf_counter()
    denominators = known_bases(material, measured)
    composed = configuration.secret.methode == "composition"
    zonings = (
        composed_zonings(located, measured, grouping)
        if composed
        else exact_zonings(located, grouping, measured.counts.index)
    )
    release = release_of(zonings, measured, rule, step, earlier, denominators)
    spent = perf_counter() - begun
    allocated = objectives_counts(material)
    part = progress.part(0.7, 0.72, "Objectifs")
    objectives = objectives_release(allocated, rule, part, earlier)
    main = together(release, objectives)
    study = Study(material, located, measured, grouping, rule, main, zonings=zonings)
    step = progress.part(0.72, 0.75, "Chapitres")
    complete = configuration.document.contenu == COMPLETE
    added, links, counted = (
        chapter_releases(study, denominators, step, earlier) if complete else (None, [], [])
    )
    step = progress.part(0.75, 0.8, "Audit")
    truth = {**facts(measured), **objectives_facts(allocated)}
    versions = compare_versions({**together(main, added).tables, **truth}, earlier, rule)
    known = [*versions.known, *denominators]
    begun = perf_counter()
    published, audit = settle(main, added, [*known, *links], step)
    spent += perf_counter() - begun
    release = _part_of(published, release)
    objectives = None if objectives is None else _part_of(published, objectives)
    exposed = pd.DataFrame()
    kept = compare_versions(facts(measured), others, rule).known
    if others:
        alone = release_of(zonings, measured, rule, step, earlier[len(others) :], denominators)
        told_of = told_by_others(
            configuration.secret.tables_connues, others, kept, alone, release, rule
        )
        audit = replace(audit, others=told_of)
    if measured.source == "ops":
        knowledge = knowledge_of(material, located, measured, rule)
        told_of, exposed = read_by_others(knowledge, release, zonings, configuration.secret.lecteur)
        audit = replace(audit, readers=told_of)
    _tell_release(summary, published, audit)
    if not audit.passed:
        write_refusal(folder / INTERNAL, audit, published)
        write_journal(folder, summary.territory, summary.steps, material, run)
        audit.require()
    own = method_price(configuration.secret.methode, measured, located, zonings, release, spent)
    price = compared(material, located, measured, rule, own, progress.part(0.8, 0.8))
    context = Context(
        material, located, measured, grouping, release, progress.part(0.8, 0.85), zonings
    )
    content = publication(context, summary.public, rule)
    groups = next((layer for layer in content.layers if layer.name == GROUPS), None)
    followed = follow_up_layers(material, objectives, groups, context.progress)
    study = replace(study, groups=groups)
    told = (
        chapter_layers(replace(study, measured=public_measures(context)), published)
        if complete
        else []
    )
    content = replace(
        content,
        run=run,
        printed=complete,
        system=configuration.secret.systeme,
        layers=[worded_layer(x, measured.source) for x in [*content.layers, *followed, *told]],
        notes=[
            *content.notes,
            *price_lines(price),
            *follow_up_notes(followed),
        ],
    )
    _write_internal(folder / INTERNAL, context, units, content.proof, published.withheld, audit)
    inside = {"lecteurs_exposes": exposed, "prix_du_secret": price}
    if complete:
        inside |= chapter_internal(study)
        inside |= {"prix_des_limites": limit_prices(material, located, measured, rule)}
    _write_tables(folder / INTERNAL, inside)
    if configuration.secret.systeme:
        atoms = [measured.counts, *(t.counts for t in objectives_facts(allocated).values())]
        whole = reduce(pd.DataFrame.combine_first, (t.astype(float) for t in [*atoms, *counted]))
        write_release_system(
            folder / INTERNAL,
            published.tables,
            known=[*known, *links],
            truth=whole,
            rule=rule,
        )
    publish_release(
        published, audit, folder / PUBLIC, content, progress=progress.part(0.85, 1.0, "Écriture")
    )
    store_release(folder / INTERNAL / STORED, published.tables, audit, [*denominators, *kept])
    make_private(folder / INTERNAL)
    write_journal(folder, summary.territory, summary.steps, material, run, audit.digest)
    return summary


def _part_of(published: Release, part: Release) -> Release:
    """Return a part of what is published as it leaves: the whole may have given more up."""
    return replace(part, tables={name: published.tables[name] for name in part.tables})


def _run_open(
    material: Material, run: Run, summary: Summary, folder: Path, progress: Progress
) -> Summary:
    """Publish INSEE's tiles against the zonings, with the objectives where there are some."""
    configuration = material.configuration
    rule = rule_of(configuration)
    allocated = objectives_counts(material)
    objectives = objectives_release(allocated, rule, progress.part(0.2, 0.3, "Objectifs"))
    release = open_release(rule) if objectives is None else objectives
    audit = open_audit(release)
    _tell_release(summary, release, audit)
    if not audit.passed:
        write_refusal(folder / INTERNAL, audit, release)
        write_journal(folder, summary.territory, summary.steps, material, run)
        audit.require()
    part = progress.part(0.3, 0.8, "Carreaux")
    content = replace(
        open_publication(material, objectives, summary.public, rule, part),
        run=run,
        printed=configuration.document.contenu == COMPLETE,
    )
    (folder / INTERNAL).mkdir(mode=0o700, parents=True)
    _write_tables(folder / INTERNAL, {"rejets": material.rejects()})
    make_private(folder / INTERNAL)
    step = progress.part(0.8, 1.0, "Écriture")
    publish_release(release, audit, folder / PUBLIC, content, progress=step)
    write_journal(folder, summary.territory, summary.steps, material, run, audit.digest)
    return summary


OPEN_FORMATS = {"rpls", "recensement", "filosofi", "programme", "equipements", "sru", "seuils"}
"""Formats of open data: how many rows they hold tells nothing of a household."""


def _tell_reading(summary: Summary, material: Material) -> None:
    declared = material.configuration.sources
    for name, reading in material.readings().items():
        confidential = name in declared and declared[name].format not in OPEN_FORMATS
        rejected = f", {counted(len(reading.rejects), 'rejetée')}" if len(reading.rejects) else ""
        told = f"{counted(len(reading.frame), 'ligne lue', 'lignes lues')}{rejected}"
        summary.add(reading.provenance.fichier, told, shown="lu" if confidential else told)
        if not rejected:
            continue
        for reason, number in reading.rejects["motif"].value_counts().items():
            summary.add(f"rejet : {reason}", int(number), hidden=confidential)


def _tell_release(summary: Summary, release: Release, audit: Audit) -> None:
    summary.add("cellules retenues par le secret", len(release.withheld))
    summary.add("audit du secret", "passé" if audit.passed else "refusé")


def _internal_clusters(
    material: Material, located: Located, measured: Measured, progress: Progress
) -> GeoDataFrame:
    """Return the atoms with counts, figures and clusters: confidential."""
    atoms, figures = located.atoms, measured.figures(measured.counts)
    counted = measured.counts.drop(columns=[c for c in measured.counts if c in atoms.columns])
    units = GeoDataFrame(atoms.join(counted).join(figures))
    placed = units[units.geometry.notna()]
    found = clusters(placed, measured.variable, material.configuration, progress)
    added = found.columns.difference(units.columns, sort=False)
    return GeoDataFrame(units.join(found[added]))


def _write_internal(
    folder: Path,
    context: Context,
    units: GeoDataFrame,
    proof: Proof,
    withheld: pd.DataFrame,
    audit: Audit,
) -> None:
    folder.mkdir(0o700, parents=True)
    (folder / "LISEZMOI.txt").write_text(
        "Données confidentielles : elles décrivent moins de 11 unités. Ne les diffusez pas.\n"
        "Ce qui peut être diffusé est dans le dossier « diffusion ».\n",
        encoding="utf-8",
    )
    private = replace(proof, rule="Confidentiel : chiffres sous le seuil, à ne pas diffuser.")
    grouping = context.grouping
    joined = units.assign(groupe=grouping.membership.reindex(units.index))
    layer = internal_layer(joined, context.measured)
    write_geopackage(folder / "unites.gpkg", [layer], metadata=private)
    tables = {
        "rejets": pd.concat(
            [context.material.rejects(), context.measured.unplaced], ignore_index=True
        ),
        "alertes_menages": context.measured.alarms,
        "sans_groupe": grouping.ungrouped,
        "zones_composees": composition_table(context.zonings),
        "secret_retenu": withheld,
        "secret_temoins": audit.witnesses,
        "secret_tables_temoins": audit.witness_tables,
    }
    if context.material.configuration.regroupement.precedents is not None:
        tables |= {"groupes_repares": grouping.broken, "changements_de_groupe": grouping.changes}
    _write_tables(folder, tables)


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write confidential tables as CSV files."""
    for name, table in tables.items():
        # Nothing is withheld here: a cell that does not apply is blank, not « s ».
        told = table.convert_dtypes().astype(object).where(table.notna(), "")
        write_csv(folder / f"{name}.csv", LayerSpec(name, name, told))
