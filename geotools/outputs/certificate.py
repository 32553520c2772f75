"""The secrecy certificate: what was published, under which rule, and a fingerprint of each file.

``certificat.json`` is for machines and for later audits, ``certificat.html`` for people. Both are
written last, once every other file is there, and only for an audit that passed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from geotools._compat import missing
from geotools.errors import InputError, SecrecyRefusedError, some
from geotools.outputs.layers import NATURES, LayerSpec
from geotools.outputs.proof import Proof
from geotools.outputs.report import NEEDS as REPORT_NEEDS
from geotools.outputs.report import environment
from geotools.outputs.run import Run
from geotools.secrecy import Audit, PublishedTable, SecrecyRule, require_publishable
from geotools.sources.opening import digest

MARKER = "certificat.json"
"""The file by which a public folder is known as ours."""

_PAGE = "certificat.html"


def write_certificate(
    folder: str | Path,
    audit: Audit,
    *,
    proof: Proof,
    rule: SecrecyRule,
    tables: Mapping[str, PublishedTable],
    layers: Sequence[LayerSpec] = (),
    run: Run | None = None,
) -> dict[str, Any]:
    """Write the certificate of every file that a folder holds.

    Parameters
    ----------
    folder : path
        Complete but for the certificate.
    audit : Audit
    proof : Proof
    rule : SecrecyRule
    tables : mapping
        What was audited.
    layers : sequence of LayerSpec
        Every published layer: one without a table says by its nature where its figures come from.
    run : Run, optional
        What the publication was made from.

    Returns
    -------
    dict
        The content of ``certificat.json``.

    Raises
    ------
    SecrecyRefusedError
        The audit did not pass: there is nothing to certify.
    """
    folder = Path(folder)
    files = _fingerprints(folder)
    statement = state(
        audit,
        proof=proof,
        rule=rule,
        tables=tables,
        files=files,
        layers=layers,
        run=run,
    )
    text = json.dumps(statement, ensure_ascii=False, indent=1)
    (folder / MARKER).write_text(text + "\n", encoding="utf-8")
    (folder / _PAGE).write_text(certificate_page(statement), encoding="utf-8")
    return statement


def state(
    audit: Audit,
    *,
    proof: Proof,
    rule: SecrecyRule,
    tables: Mapping[str, PublishedTable],
    files: Sequence[tuple[str, int, str]] = (),
    layers: Sequence[LayerSpec] = (),
    run: Run | None = None,
) -> dict[str, Any]:
    """Return what a certificate says.

    Parameters
    ----------
    audit, proof, rule, tables
        As for :func:`write_certificate`.
    files : sequence of (str, int, str)
        Name, size and SHA-256 of each file; none when the tables alone are certified.
    layers : sequence of LayerSpec
        See :func:`write_certificate`.
    run : Run, optional
        See :func:`write_certificate`.

    Raises
    ------
    SecrecyRefusedError
        The audit did not pass: there is nothing to certify.
    """
    require_publishable(rule)
    if not audit.passed:
        raise SecrecyRefusedError(
            f"Aucun certificat n’est délivré : l’audit a relevé {len(audit.findings())} "
            "problème(s). Corrigez la diffusion et relancez l’audit."
        )
    return {
        "certificat": "Secret statistique",
        "resultat": "conforme",
        "preuve": dict(proof.items()),
        "profil": rule.profile,
        "regle": rule.describe(),
        "empreinte_des_tableaux": audit.digest,
        "garanties": list(audit.checked),
        "verifications": list(audit.certificates),
        "tableaux": [
            _table(name, table, next((own for own in layers if own.name == name), None))
            for name, table in sorted(tables.items())
        ],
        "couches": [
            {
                "nom": layer.name,
                "titre": layer.title,
                "nature": "audited" if layer.name in tables else layer.nature,
                "statut": _status(layer, tables, audit),
            }
            for layer in layers
        ],
        "passage": _run(run),
        "fichiers": [
            {"nom": name, "octets": size, "sha256": digest} for name, size, digest in files
        ],
    }


def _run(run: Run | None) -> dict[str, Any]:
    """Return the files, parameters and versions that a publication was made from."""
    if run is None:
        return {}
    return {
        "empreinte_de_la_configuration": run.digest,
        "entrees": [
            {"section": section, "fichier": name, "sha256": digest}
            for section, (name, digest) in run.files.items()
        ],
        "parametres": dict(run.parameters),
        "versions": dict(run.versions),
    }


def _plain(value: Any) -> str:
    """Return a value of a certificate as bare HTML, everything escaped."""
    if isinstance(value, Mapping):
        items = "".join(f"<dt>{escape(str(k))}</dt><dd>{_plain(v)}</dd>" for k, v in value.items())
        return f"<dl>{items}</dl>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"<ul>{''.join(f'<li>{_plain(item)}</li>' for item in value)}</ul>"
    return escape(str(value))


def certificate_page(statement: Mapping[str, Any]) -> str:
    """Return a certificate as a page for people; a plain one where no template engine is."""
    if missing(REPORT_NEEDS):
        return (
            '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
            "<title>Certificat de secret statistique</title></head><body>"
            f"<h1>Certificat de secret statistique</h1>{_plain(statement)}</body></html>\n"
        )
    return environment().get_template("certificate.html").render(statement=statement)


def check_certificate(folder: str | Path) -> pd.DataFrame:
    """Compare a public folder with its certificate.

    Parameters
    ----------
    folder : path
        Holds ``certificat.json``.

    Returns
    -------
    DataFrame
        One row for each file that differs: ``fichier`` and ``constat`` (``modifié``, ``absent``,
        ``ajouté``). Empty when the folder is what was certified.

    Raises
    ------
    InputError
        There is no certificate, or it cannot be read.
    """
    folder = Path(folder)
    try:
        statement = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        certified = {item["nom"]: item["sha256"] for item in statement["fichiers"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        held = [item.name for item in folder.iterdir()] if folder.is_dir() else []
        raise InputError(
            f"« {folder} » ne contient pas de certificat lisible ({MARKER}) ; trouvé : "
            f"{some(sorted(held)) or 'rien'}. Indiquez un dossier écrit par la publication."
        ) from error
    found = {name: digest for name, _, digest in _fingerprints(folder)}
    rows = [
        (name, "absent" if name not in found else "ajouté" if name not in certified else "modifié")
        for name in sorted(certified.keys() | found.keys())
        if certified.get(name) != found.get(name)
    ]
    return pd.DataFrame(rows, columns=["fichier", "constat"])


def _status(layer: LayerSpec, tables: Mapping[str, PublishedTable], audit: Audit) -> str:
    """Say under which rule a layer was audited, or where its figures come from."""
    if layer.name not in tables:
        return NATURES[layer.nature]
    what = "chaque base" if audit.rule.scope == "base" else "chaque effectif, complément et base"
    return (
        f"audité, profil « {audit.rule.profile} », garanties {', '.join(audit.checked)} : {what} "
        f"d’au moins {audit.rule.threshold:g} unités"
    )


def _table(name: str, table: PublishedTable, layer: LayerSpec | None) -> dict[str, Any]:
    counts = table.counts
    named = {} if layer is None else layer.aliases
    return {
        "nom": name,
        "titre": name if layer is None else layer.title,
        "intitules": [named.get(str(column), str(column)) for column in counts.columns],
        "unites": len(counts),
        "effectifs": [str(column) for column in counts.columns],
        "bases": {n: b for n, b in table.bases.items() if {n, b} <= set(counts.columns)},
        "cases_publiees": int(counts.notna().to_numpy().sum()),
        "cases_masquees": int(counts.isna().to_numpy().sum()),
    }


def _fingerprints(folder: Path) -> list[tuple[str, int, str]]:
    """Return (relative name, size, SHA-256) of every file but the certificate, in order."""
    files = sorted(item for item in folder.rglob("*") if item.is_file())
    named = [(item.relative_to(folder).as_posix(), item) for item in files]
    return [
        (name, item.stat().st_size, digest(item))
        for name, item in named
        if name not in (MARKER, _PAGE)
    ]
