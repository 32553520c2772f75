"""The application: the operations, the main job and the way errors are told."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from geotools._version import __version__
from geotools.boundaries import library_sentence, system_sentence
from geotools.cli.terminal import accept_any_character, console, terminal_progress
from geotools.errors import CancelledError, ConfigurationError, GeotoolsError, nearest
from geotools.index import Entry, read_index
from geotools.workshops import sweep_around

MAIN_JOB = "0 · Le diagnostic"
TRACE_VARIABLE = "GEOTOOLS_TRACE"


class _FrenchHelp:
    """Give the ``--help`` option a French sentence."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Afficher cette aide."
        return option


class FrenchCommand(_FrenchHelp, TyperCommand):
    """A command whose help is in French."""


class LazyGroup(_FrenchHelp, TyperGroup):
    """The commands in French: listed from the index, built when one is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the jobs first, then the operations in the order of the work."""
        return [*self.commands, *(entry.command for entry in read_index())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with what the list shows of it; :meth:`build` makes it whole."""
        found = super().get_command(ctx, cmd_name)
        if found is None and (entry := _entry(cmd_name)) is not None:
            return FrenchCommand(cmd_name, help=entry.summary, short_help=entry.summary)
        return found

    def build(self, name: str) -> Any:
        """Return a whole command: only the module of its operation is imported."""
        if (entry := _entry(name)) is None:
            return self.commands.get(name)
        from geotools.cli.commands import command
        from geotools.operations import get_operation

        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name, cls=FrenchCommand)(command(get_operation(entry.id)))
        return typer.main.get_command(app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Refuse a command that does not exist with the nearest names."""
        name = args[0]
        if name not in self.list_commands(ctx):
            raise ConfigurationError(
                f"La commande « {name} » n’existe pas. "
                f"Noms proches : {nearest(name, self.list_commands(ctx))}."
            )
        return name, self.build(name), args[1:]


def _entry(name: str) -> Entry | None:
    return next((entry for entry in read_index() if entry.command == name), None)


def application() -> typer.Typer:
    """Build the application: the main job first, then every operation of the registry."""
    _speak_french()
    app = typer.Typer(
        cls=LazyGroup,
        name="geotools",
        help=(
            "Équilibre territorial : diagnostic partagé de l’occupation du parc social, "
            "sans jamais publier un effectif de moins de 11."
        ),
        invoke_without_command=True,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_callback)
    for function in (diagnostic, demo, audit, publish, check, template, catalogue):
        # Without it, Typer cuts the first sentence at 45 characters.
        first = inspect.cleandoc(function.__doc__ or "").splitlines()[0]
        app.command(cls=FrenchCommand, rich_help_panel=MAIN_JOB, short_help=first)(function)
    return app


def run(stopped: Callable[[], bool]) -> int:
    """Run the command line and return its code: 0 done, 1 internal, 2 bad input, 3 refused.

    Parameters
    ----------
    stopped : callable
        Whether a signal asked for a stop: what a library makes of it is not an error of ours.

    Raises
    ------
    KeyboardInterrupt
        The person asked to stop.
    """
    accept_any_character()
    if not os.environ.get(TRACE_VARIABLE):
        warnings.simplefilter("ignore")  # what matters to a person is said in French
    sweep_around([Path(), *_paths(sys.argv[1:])])
    try:
        return int(application()(standalone_mode=False) or 0)
    except CancelledError:
        raise KeyboardInterrupt from None
    except GeotoolsError as error:
        return _fail(str(error), error.exit_code)
    except Exception as error:
        if stopped():
            raise KeyboardInterrupt from None
        message = _usage_message(error) or system_sentence(error) or library_sentence(error)
        if message is not None:
            return _fail(message, 2)
        if os.environ.get(TRACE_VARIABLE):
            raise
        # The text of an unexpected error may quote a row: only its kind is shown.
        return _fail(
            f"Erreur interne ({type(error).__name__}). Relancez avec la variable "
            f"d’environnement {TRACE_VARIABLE}=1 pour en voir le détail, et signalez-la.",
            1,
        )


def _paths(words: Sequence[str]) -> list[Path]:
    """Return what the command line may name: ``fichier``, ``--out=dossier``, ``nom=fichier``."""
    return [Path(word.rpartition("=")[2]) for word in words if not word.endswith("=")]


def _fail(message: str, code: int) -> int:
    with suppress(OSError, ValueError):  # closed or full: the code still tells
        console.print(f"Erreur : {message}", markup=False, soft_wrap=True)
    return code


def _usage_message(error: Exception) -> str | None:
    """Say in French what Typer found wrong on the command line; None for another error.

    Typer's exceptions are recognised by name: recent versions carry their own copy of Click.
    """
    name = type(error).__name__
    parameter = getattr(error, "param", None)
    option = (getattr(parameter, "opts", None) or [""])[0]
    if name == "MissingParameter":
        return f"l’option {option} est requise. « --help » en donne le sens."
    if name == "NoSuchOption":
        asked = getattr(error, "option_name", "")
        near = nearest(asked, getattr(error, "possibilities", None) or [])
        return f"l’option {asked} n’existe pas. Noms proches : {near}."
    if name == "BadParameter":
        wanted = _WANTED.get(str(getattr(getattr(parameter, "type", None), "name", "")), "")
        return f"l’option {option} n’accepte pas cette valeur{wanted}. « --help » en donne le sens."
    if name in {"UsageError", "BadOptionUsage", "BadArgumentUsage", "NoSuchCommand"}:
        return "commande mal formée : une option sans sa valeur, ou un mot de trop. « --help »."
    if name in {"NoArgsIsHelpError", "Exit", "Abort"}:
        return "commande incomplète. Essayez « geotools --help »."
    return None


_WANTED = {
    "integer": " : il faut un nombre entier",
    "float": " : il faut un nombre",
    "boolean": " : elle se donne sans valeur",
}


def _speak_french() -> None:
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[requis]"


def _callback(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Afficher la version.")] = False,
) -> None:
    if version:
        print(f"geotools {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


Out = Annotated[
    Path, typer.Option("--out", metavar="DOSSIER", help="Dossier où écrire les résultats.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Remplacer le résultat d’un passage précédent.")
]


def diagnostic(
    configuration: Annotated[
        Path, typer.Argument(metavar="TERRITOIRE.TOML", help="Description du territoire.")
    ],
    out: Out,
    overwrite: Overwrite = False,
) -> None:
    """Faire le diagnostic d’un territoire : lire, localiser, mesurer, grouper, auditer, écrire."""
    from geotools.diagnostic import run_diagnostic

    _show_summary(lambda progress: run_diagnostic(configuration, out, overwrite, progress), out)


def demo(out: Out, overwrite: Overwrite = False, seed: int = 2026) -> None:
    """Faire le même diagnostic sur un territoire fictif, engendré avec une graine."""
    from geotools.diagnostic import run_demo

    _show_summary(lambda progress: run_demo(out, overwrite, seed, progress), out)


def _show_summary(work: Callable[[Any], Any], out: Path) -> None:
    with terminal_progress() as progress:
        summary = work(progress)
    for line in summary.lines():
        print(line)
    console.print(f"Résultats : {out}", markup=False)


def audit(
    files: Annotated[
        list[Path], typer.Argument(metavar="FICHIERS…", help="CSV, XLSX ou GPKG, lus ensemble.")
    ],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="COLONNE", help="Unité ; sinon la première.")
    ] = None,
    counts: Annotated[
        str, typer.Option("--counts", metavar="A,B", help="Effectifs ; sinon tous.")
    ] = "",
    bases: Annotated[
        str, typer.Option("--bases", metavar="NUM=BASE,…", help="Base de chaque effectif.")
    ] = "",
    marks: Annotated[
        str, typer.Option("--marks", metavar="A,B", help="Vos marques de valeur retenue.")
    ] = "",
    profile: Annotated[
        str, typer.Option("--profile", metavar="PROFIL", help="Règle de secret.")
    ] = "ops",
) -> None:
    """Auditer ensemble des fichiers faits par d’autres ; code 3 si un effectif s’en déduit."""
    from geotools.errors import SecrecyRefusedError
    from geotools.secrecy import audit_files, load_rule
    from geotools.secrecy.audit.files import looked_at
    from geotools.secrecy.descriptions import parse_bases, parse_parts, split_names

    with terminal_progress() as progress:
        found = audit_files(
            files,
            bases=parse_bases(bases),
            parts=parse_parts(bases),
            unit=unit,
            columns=split_names(counts) or None,
            marks=split_names(marks),
            rule=load_rule(profile),
            progress=progress,
        )
    for sentence in (*looked_at(found.reading), *found.certificates, *found.flags):
        print(sentence)
    if not found.passed:
        raise typer.Exit(SecrecyRefusedError.exit_code)


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Ce que « geotools diagnostic » a écrit.")
    ],
    ledger: Annotated[
        Path, typer.Option("--ledger", metavar="REGISTRE.JSONL", help="Registre des diffusions.")
    ],
) -> None:
    """Vérifier une diffusion avec tout ce qui l’a précédée, puis l’inscrire au registre."""
    from geotools.diagnostic import publish_folder

    with terminal_progress() as progress:
        fingerprint = publish_folder(folder, ledger, progress=progress)
    print(f"Diffusion vérifiée et inscrite au registre {ledger.name}, ligne {fingerprint[:16]}…")


def check(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à contrôler.")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="MODÈLE", help="Modèle, deviné par défaut.")
    ] = None,
) -> None:
    """Dire d’un seul coup tout ce qui ne va pas dans un fichier conforme à un modèle."""
    from geotools.sources import check_file

    faults = check_file(file, kind)
    for fault in faults.to_dict("records"):
        lines = f"lignes {fault['lignes']}" if fault["lignes"] else ""
        shown = (fault["gravite"], fault["colonne"], lines, fault["message"])
        print(" · ".join(part for part in shown if part))
    errors = int((faults["gravite"] == "erreur").sum())
    print(f"{errors} erreur(s), {len(faults) - errors} avertissement(s).")
    if errors:  # a warning is mended on reading: the file can be used
        raise typer.Exit(2)


def template(
    kind: Annotated[
        str | None, typer.Argument(metavar="MODÈLE", help="Sans nom : la liste des modèles.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Avec des lignes d’exemple fictives.")
    ] = False,
) -> None:
    """Afficher le modèle de fichier attendu (CSV vide ou d’exemple)."""
    from geotools.sources import blank_template, example_template, template_kinds

    if kind is None:
        for name, label in template_kinds().items():
            print(f"{name} : {label}")
    else:
        print(example_template(kind) if example else blank_template(kind), end="")


def catalogue(
    indicator: Annotated[
        str | None, typer.Argument(metavar="INDICATEUR", help="Vide : la liste.")
    ] = None,
    extra: Annotated[
        Path | None, typer.Option("--extra", metavar="TOML", help="Vos indicateurs en plus.")
    ] = None,
) -> None:
    """Afficher la liste des indicateurs, ou la fiche d’un seul : définition, source, précaution."""
    from rich.console import Console
    from rich.table import Table

    from geotools.catalogue import load_catalogue

    known = load_catalogue(*([extra] if extra else []))
    if indicator is None:
        table = known.summary().reset_index()
        shown = Table(*map(str, table.columns), title="Catalogue des indicateurs")
    else:
        item = known.indicator(indicator)
        table = known.table().loc[[item.id]].T.reset_index()
        shown = Table(item.id, "", show_header=True)
    for row in table.astype(str).to_numpy():
        shown.add_row(*row)
    Console().print(shown)
