"""Our documented file layouts: one TOML of ``templates/`` each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import pandas as pd

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, nearest
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice
from geotools.sources.columns import Column
from geotools.sources.rules import Rule

_FOLDER = "templates"


@dataclass(frozen=True)
class Band:
    """A banded column that is filled from a number, or from a year of birth and a date."""

    column: str
    source: str
    bounds: tuple[float, ...]
    age_at: str | None = None


@dataclass(frozen=True)
class Template:
    """A file layout that a person fills in or exports.

    Parameters
    ----------
    name, label, summary, source : str
    key : str
        Column that identifies the rows.
    key_optional : bool
        The line number stands for the key when the column is absent.
    identity : tuple of str
        Columns whose values together stand on one row only, beside the key.
    confidential : bool
        Rows describe households or residences: they never leave ``interne/``.
    position : tuple of str
        Names of the X and Y columns, empty for a table.
    columns : tuple of Column
    bands : tuple of Band
    rules : tuple of Rule
    example : str
        Fictitious rows, as CSV with a header.
    """

    name: str
    label: str
    summary: str
    source: str
    key: str
    key_optional: bool
    identity: tuple[str, ...]
    confidential: bool
    position: tuple[str, ...]
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    rules: tuple[Rule, ...]
    example: str

    def column(self, name: str) -> Column:
        """Return the description of one column."""
        return next(column for column in self.columns if column.name == name)


@cache
def template_kinds() -> Mapping[str, str]:
    """Return the name of each template and its French label."""
    folder = files("geotools.sources") / _FOLDER
    names = sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith("toml")
    )
    return {name: load_template(name).label for name in names}


@cache
def load_template(kind: str) -> Template:
    """Return one template.

    Raises
    ------
    ConfigurationError
        There is none of that name.
    """
    source = files("geotools.sources") / _FOLDER / f"{kind}.toml"
    if not source.is_file():
        raise ConfigurationError(
            f"Le modèle « {kind} » n’existe pas. Noms proches : {nearest(kind, template_kinds())}."
        )
    table = read_toml(source)
    return Template(
        name=table["nom"],
        label=table["libelle"],
        summary=table["resume"],
        source=table["source"],
        key=table["cle"],
        key_optional=table.get("cle_facultative", False),
        identity=tuple(table.get("identite", ())),
        confidential=table["confidentiel"],
        position=tuple(table.get("position", ())),
        columns=tuple(Column.from_toml(column) for column in table["colonne"]),
        bands=tuple(
            Band(b["colonne"], b["depuis"], tuple(b["bornes"]), b.get("age_a"))
            for b in table.get("tranche", ())
        ),
        rules=tuple(Rule.from_toml(rule) for rule in table.get("regle", ())),
        example=table["exemple"]["csv"].strip() + "\n",
    )


def blank_template(kind: str) -> str:
    """Return the header of a template as CSV (``;``), every column in its documented order."""
    return ";".join(column.name for column in load_template(kind).columns) + "\n"


def example_template(kind: str) -> str:
    """Return a template filled with a few fictitious rows, as CSV (``;``)."""
    return load_template(kind).example


@operation(group=Group.READ, outputs=(Output("columns", kind="table"),))
def describe_template(
    kind: Annotated[str, Choice(options=template_kinds())] = "menages",
) -> pd.DataFrame:
    """Return the documentation of a template, one row per column, in French.

    Parameters
    ----------
    kind : str
        Name of the template.

    Returns
    -------
    DataFrame
        Indexed by column: ``libelle``, ``type``, ``requis``, ``valeurs``, ``unite``,
        ``noms_acceptes``, ``note``.

    Raises
    ------
    ConfigurationError
        There is no such template; near names are given.

    Examples
    --------
    >>> import geotools
    >>> columns = geotools.describe_template("menages")
    >>> columns.loc[["menage", "apl"], "type"].tolist()
    ['identifiant', 'oui_non']
    """
    template = load_template(kind)
    described = pd.DataFrame(
        {
            "colonne": [c.name for c in template.columns],
            "libelle": [c.label for c in template.columns],
            "type": [c.type for c in template.columns],
            "requis": ["oui" if c.required else "non" for c in template.columns],
            "valeurs": [
                " ; ".join(f"{k} = {v}" for k, v in c.values.items()) for c in template.columns
            ],
            "unite": [c.unit for c in template.columns],
            "noms_acceptes": [", ".join(c.aliases) for c in template.columns],
            "note": [c.note for c in template.columns],
        }
    )
    return described.set_index("colonne")
