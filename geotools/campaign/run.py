"""The campaign: split the national files, make every territory, tell what failed, compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from geotools._version import __version__
from geotools.atomic import make_private
from geotools.campaign.engine import Engine
from geotools.campaign.job import DONE, Job
from geotools.campaign.manifest import Manifest
from geotools.campaign.plan import (
    TERRITORY_FILE,
    Campaign,
    Territory,
    configuration_text,
    key_of,
    read_campaign,
    territory_of,
)
from geotools.campaign.slices import part_path, split_file
from geotools.campaign.synthesis import write_synthesis
from geotools.clock import EPOCH, now
from geotools.diagnostic.configuration import ESSENTIAL, load_configuration
from geotools.errors import GeotoolsError, InputError
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import DatabaseTable
from geotools.sources.opening import digest

NOTE = "campagne.json"
COMMUNES = ("zonages", "communes")
TERRITORIES, STORE = "territoires", "decoupage"


@dataclass(frozen=True)
class CampaignSummary:
    """What a campaign did.

    Parameters
    ----------
    name : str
    made, kept, failed : int
        Territories made now, found made already, and not made.
    failures : mapping of str to str
        Sentence of each territory that failed.
    """

    name: str
    made: int
    kept: int
    failed: int
    failures: Mapping[str, str]

    def lines(self) -> list[str]:
        """Return the lines to print."""
        told = [
            self.name,
            f"  territoires faits à ce passage   {self.made}",
            f"  territoires déjà faits           {self.kept}",
            f"  territoires en échec             {self.failed}",
        ]
        return told + [f"    {code} : {why}" for code, why in sorted(self.failures.items())[:20]]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def run_campaign(
    source: Path,
    out: Path,
    *,
    engine: Engine | None = None,
    contents: str = ESSENTIAL,
    progress: Progress | None = None,
) -> CampaignSummary:
    """Make the diagnosis of every territory of a campaign, and their synthesis.

    Run again on the same folder, it makes only what is missing or whose inputs, configuration or
    version changed. A territory is written whole or not at all; one that fails is told in the
    synthesis and stops nobody.

    Parameters
    ----------
    source : Path
        ``campagne.toml``, or a folder of territories (``*/territoire.toml``).
    out : Path
        Made when absent: ``territoires/``, ``synthese/``, ``manifeste.json``.
    engine : Engine, optional
        One territory after the other by default.
    contents : str
        ``essentiel`` or ``complet``: what the diagnosis of each territory writes, unless it comes
        with a description of its own, which says it.
    progress : Progress, optional

    Returns
    -------
    CampaignSummary

    Raises
    ------
    InputError
        The campaign cannot be read, ``out`` is another campaign's, or the scheduler is lost.
    """
    progress = progress or SILENT
    campaign = read_campaign(source)
    _claim(out, campaign)
    date = json.loads((out / NOTE).read_text(encoding="utf-8"))["date"]
    jobs = _jobs(campaign, out, contents, progress.part(0.0, 0.2))
    manifest = Manifest(out)
    todo = [job for job in jobs if not manifest.is_done(job)]
    progress.say(f"{len(jobs)} territoire(s), dont {len(jobs) - len(todo)} déjà fait(s).")
    engine = engine or Engine()
    engine = replace(engine, environment={**engine.environment, EPOCH: str(date)})
    by_code = {job.code: job for job in todo}
    working = progress.part(0.2, 0.95)
    for number, outcome in enumerate(engine.run(todo, progress), start=1):
        manifest.add(by_code[outcome.code], outcome)
        working.at(number / len(todo), f"{by_code[outcome.code].name} : {outcome.state}")
    codes = [job.code for job in jobs]
    manifest.write(out, codes, {"campagne": campaign.name, "version": __version__})
    entries = [manifest.entries[code] for code in codes]
    write_synthesis(out, campaign, entries, out / TERRITORIES, progress.part(0.95, 1.0))
    failures = {e.code: f"{e.state}. {e.sentence}" for e in entries if e.state != DONE}
    made = len(todo) - sum(1 for code in failures if code in by_code)
    return CampaignSummary(campaign.name, made, len(jobs) - len(todo), len(failures), failures)


def _claim(out: Path, campaign: Campaign) -> None:
    """Make the folder of the campaign, or check that it is this campaign's."""
    note = out / NOTE
    if note.is_file():
        known = json.loads(note.read_text(encoding="utf-8"))
        if known["campagne"] != campaign.name:
            raise InputError(
                f"« {out} » est le dossier de la campagne « {known['campagne']} », pas de "
                f"« {campaign.name} ». Choisissez un autre dossier."
            )
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            f"« {out} » n’est pas vide et n’est pas le dossier d’une campagne. Choisissez-en un "
            "autre."
        )
    (out / TERRITORIES).mkdir(parents=True, exist_ok=True)
    text = json.dumps({"campagne": campaign.name, "date": int(now().timestamp())})
    draft = note.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(note)


def _jobs(campaign: Campaign, out: Path, contents: str, progress: Progress) -> list[Job]:
    if not campaign.files:
        return [_own_job(territory, out) for territory in campaign.territories]
    store = out / STORE
    store.mkdir(mode=0o700, exist_ok=True)
    owners = territory_of(campaign.territories)
    digests: dict[tuple[str, str], dict[str, str]] = {}
    communes: dict[str, Path] = {}
    # The communes first: a layer that names none of them is split by their shapes.
    ordered = sorted(campaign.files, key=lambda f: (f.section, f.name) != COMMUNES)
    for rank, item in enumerate(ordered):
        part = progress.part(rank / len(campaign.files), (rank + 1) / len(campaign.files))
        found = split_file(item, owners, store, part, communes)
        digests[item.section, item.name] = found
        if (item.section, item.name) == COMMUNES:
            communes = {code: part_path(store, code, item) for code in found}
    make_private(store)
    return [_national_job(campaign, t, out, contents, digests) for t in campaign.territories]


def _own_job(territory: Territory, out: Path) -> Job:
    configuration = territory.configuration or Path(TERRITORY_FILE)
    inputs, weight = {}, 0
    for name, path in _inputs(configuration).items():
        inputs[name] = _digest(path)
        weight += 0 if isinstance(path, DatabaseTable) else path.stat().st_size
    key = key_of(configuration.read_text(encoding="utf-8", errors="replace"), inputs)
    target = str(out / TERRITORIES / territory.code)
    return Job(territory.code, territory.name, target, str(configuration), {}, key, weight)


def _inputs(configuration: Path) -> dict[str, Path]:
    """Return the files that a description names; none when it is refused: its run will say why."""
    try:
        declared = load_configuration(configuration)
    except GeotoolsError:
        return {}
    found = {f"sources.{name}": item.fichier for name, item in declared.sources.items()}
    found |= {f"zonages.{name}": item.fichier for name, item in declared.zonages.items()}
    others = {
        "registre": declared.secret.registre,
        "precedents": declared.regroupement.precedents,
        "catalogue": declared.indicateurs.catalogue,
    }
    found |= {name: path for name, path in others.items() if path is not None and path.is_file()}
    return found


def _digest(path: Path) -> str:
    """Return the digest of an input; what cannot be read is told by the run of its territory."""
    try:
        return digest(path)
    except GeotoolsError:
        return ""


def _national_job(
    campaign: Campaign,
    territory: Territory,
    out: Path,
    contents: str,
    digests: Mapping[tuple[str, str], Mapping[str, str]],
) -> Job:
    held = [f for f in campaign.files if territory.code in digests[f.section, f.name]]
    paths = {
        f"{f.section}_{f.name}.parquet": part_path(out / STORE, territory.code, f) for f in held
    }
    names = {(f.section, f.name): f"{f.section}_{f.name}.parquet" for f in held}
    text = configuration_text(campaign, territory, names, contents)
    inputs = {f"{f.section}.{f.name}": digests[f.section, f.name][territory.code] for f in held}
    target = str((out / TERRITORIES / territory.code).resolve())
    parts = {name: str(path.resolve()) for name, path in paths.items()}
    weight = sum(Path(path).stat().st_size for path in parts.values())
    return Job(territory.code, territory.name, target, text, parts, key_of(text, inputs), weight)
