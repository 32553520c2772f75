"""The journal of a run: what was read, declared and counted, and how to run it again from there."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geotools._compat import read_toml
from geotools._version import __version__
from geotools.clock import now
from geotools.diagnostic.configuration import Configuration, load_configuration
from geotools.diagnostic.material import Material
from geotools.errors import InputError, absent_file, some
from geotools.outputs.run import Run, flattened
from geotools.sources.opening import digest

MARKER = "journal.json"
"""Left in the result folder: a later run may replace it, and nothing else."""

_NEEDED = ("configuration", "fichiers")


def run_of(path: Path, material: Material) -> Run:
    """Return what a run is made from.

    Parameters
    ----------
    path : Path
        ``territoire.toml``.
    material : Material
        What was read.
    """
    return Run(
        configuration=path.read_text(encoding="utf-8-sig"),
        parameters=flattened(read_toml(path)),
        files={
            name: (reading.provenance.fichier, reading.provenance.sha256)
            for name, reading in material.readings().items()
        },
    )


def write_journal(
    folder: Path,
    territory: str,
    steps: Sequence[tuple[str, str]],
    material: Material,
    run: Run,
    tables: str = "",
) -> None:
    """Write what was read (names and digests, never a folder) and what each step counted.

    Parameters
    ----------
    folder : Path
    territory : str
    steps : sequence of (str, str)
    material : Material
    run : Run
    tables : str
        Fingerprint of the audited tables, by which a later run is compared; empty for none.
    """
    files = {
        name: {
            "fichier": reading.provenance.fichier,
            "sha256": reading.provenance.sha256,
            "millesime": reading.provenance.millesime,
            "notes": list(reading.notes),
        }
        for name, reading in material.readings().items()
    }
    journal = {
        "territoire": territory,
        "version": __version__,
        "date": now().isoformat(timespec="seconds"),
        "versions": dict(run.versions),
        "configuration": {"sha256": run.digest, "texte": run.configuration},
        "empreinte_des_tableaux": tables,
        "fichiers": files,
        "etapes": dict(steps),
    }
    text = json.dumps(journal, ensure_ascii=False, indent=2)
    path = folder / MARKER
    path.touch(0o600)  # what steps counted is not audited
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o600)


def read_journal(path: Path) -> dict[str, Any]:
    """Read a journal that a run can be made from.

    Raises
    ------
    InputError
        The file is absent, is not a journal, or was altered.
    """
    try:
        journal: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        held = all(name in journal for name in _NEEDED)
        text = journal["configuration"]["texte"] if held else ""
    except FileNotFoundError:
        raise InputError(absent_file(path, "Le journal")) from None
    except (OSError, ValueError, TypeError, KeyError):
        held = False
    if not held:
        raise InputError(
            f"« {path.name} » n’est pas le journal d’un diagnostic : il doit contenir "
            f"{some(_NEEDED)}. Indiquez le journal.json d’un dossier de résultats récent."
        )
    if Run(text).digest != journal["configuration"].get("sha256"):
        raise InputError(
            f"« {path.name} » a été modifié : sa configuration n’a plus l’empreinte qu’il donne. "
            "Reprenez le journal d’origine, ou relancez « geotools diagnostic »."
        )
    return journal


def check_files(configuration: Configuration, journal: dict[str, Any]) -> None:
    """Refuse files that are not those of the journal: all that differ are named at once.

    Raises
    ------
    InputError
        A file was changed since.
    """
    declared: dict[str, Any] = {**configuration.sources, **configuration.zonages}
    changed = [
        f"« {declared[name].fichier.name} »"
        for name, file in journal["fichiers"].items()
        if name in declared and digest(declared[name].fichier) != file["sha256"]
    ]
    if changed:
        raise InputError(
            f"{some(changed)} : contenu différent de celui du passage d’origine (empreinte "
            "SHA-256). Remettez les fichiers d’origine, ou relancez « geotools diagnostic » avec "
            "ceux-ci."
        )


def written_configuration(journal: dict[str, Any], folder: Path) -> Path:
    """Write the configuration of a journal to a file of a folder."""
    path = folder / "territoire.toml"
    path.write_text(journal["configuration"]["texte"], encoding="utf-8")
    return path


def configuration_of(journal: dict[str, Any], data: Path) -> Configuration:
    """Return the configuration of a journal, its relative paths starting from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        return load_configuration(written_configuration(journal, Path(folder)), base=data)
