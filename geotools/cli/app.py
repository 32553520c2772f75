"""The application: the list of the operations and the way errors are told."""

from __future__ import annotations

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
from geotools.cli.terminal import accept_any_character, console
from geotools.errors import CancelledError, ConfigurationError, GeotoolsError, nearest
from geotools.index import IndexEntry, read_index
from geotools.workshops import sweep_around

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
        """Return the operations in the order of the work."""
        return [entry.command for entry in read_index()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with what the list shows of it; :meth:`build` makes it whole."""
        entry = _entry(cmd_name)
        return entry and FrenchCommand(cmd_name, help=entry.summary, short_help=entry.summary)

    def build(self, name: str) -> Any:
        """Return a whole command; the module of its operation is imported when it is run."""
        from geotools.cli.commands import command
        from geotools.deferred import deferred_operation

        operation = deferred_operation(next(e for e in read_index() if e.command == name))
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name, cls=FrenchCommand)(command(operation))
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


def _entry(name: str) -> IndexEntry | None:
    return next((entry for entry in read_index() if entry.command == name), None)


def application() -> typer.Typer:
    """Build the application: every operation of the registry is a command of it."""
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
        code = int(application()(standalone_mode=False) or 0)
        if code and stopped():  # Typer turns a stop into a code of its own
            raise KeyboardInterrupt
        return code
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
