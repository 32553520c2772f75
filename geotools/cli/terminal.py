"""Progress in a terminal: one bar with the stage, and a clean stop on Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from geotools import progress as core

console = Console(stderr=True, highlight=False)


def accept_any_character() -> None:
    """Write « ? » for what a terminal has no sign for: the code pages of Windows lack « ≥ »."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class TerminalProgress(core.Progress):
    """Shows stages on standard error; Ctrl-C asks for a stop at the next block of work."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=1.0)
        self._stopped = False

    def show(self, fraction: float, label: str) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=fraction, description=label)

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(text, markup=False)

    def is_cancelled(self) -> bool:
        """Tell whether Ctrl-C was pressed."""
        return self._stopped

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Ask for a stop; a second Ctrl-C interrupts at once."""
        self._stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def terminal_progress() -> Iterator[TerminalProgress]:
    """Show a progress bar for the time of a piece of work."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        reporter = TerminalProgress(bar)
        previous = signal.signal(signal.SIGINT, reporter.stop)
        try:
            yield reporter
        finally:
            signal.signal(signal.SIGINT, previous)


def show_table(table: Any, title: str) -> None:
    """Print a table on standard output; too wide for the terminal, a paragraph for each row."""
    names = [str(name) for name in table.columns]
    rows = [
        [str(cell) for cell in row]
        for row in table.astype(object).where(table.notna(), "").to_numpy()
    ]
    widths = [max(map(len, cells)) for cells in zip(names, *rows, strict=True)]
    out = Console()
    if sum(widths) + 3 * len(widths) < out.width:
        shown = Table(title=title)
        for name in names:
            shown.add_column(name)
        for row in rows:
            shown.add_row(*(escape(cell) for cell in row))  # « [sources.x] » is no markup
        out.print(shown)
        return
    out.print(title, style="bold", markup=False)
    for first, *others in rows:
        told = [f"{name} : {cell}" for name, cell in zip(names[1:], others, strict=True) if cell]
        out.print(f"  {first}", markup=False)
        out.print(Padding(escape(" · ".join(told)), (0, 0, 0, 6)))


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Drop what compiled code prints: HiGHS may trace its sub-solver whatever its options say.

    Only the command line may: the process, hence its standard output, is its own.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (AttributeError, OSError, ValueError):
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a path of the file system
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
