"""The campaign as an operation: on the command line, in QGIS, in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from geotools.campaign.engine import Engine
from geotools.campaign.run import CampaignSummary, run_campaign
from geotools.diagnostic.configuration import CONTENTS, ESSENTIAL
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, File, Integer, Number, Target, Text
from geotools.progress import Progress


@operation(
    group=Group.WHOLE,
    outputs=(Output("summary", kind="text"),),
    requires=("matplotlib", "xlsxwriter"),
)
def campagne(
    source: Annotated[Path, File(extensions=("toml",), positional=True)],
    out: Annotated[Path, Target(layers="synthese/*.gpkg")],
    *,
    workers: Annotated[int, Integer(minimum=1, maximum=512)] = 1,
    memory: Annotated[float, Number(minimum=0, maximum=4_096, unit="Go", advanced=True)] = 0.0,
    seconds: Annotated[float, Number(minimum=1, maximum=604_800, unit="s", advanced=True)] = 3_600,
    contents: Annotated[str, Choice(choices=tuple(CONTENTS))] = ESSENTIAL,
    scheduler: Annotated[str | None, Text(example="tcp://machine:8786", advanced=True)] = None,
    progress: Progress | None = None,
) -> CampaignSummary:
    """Make the diagnosis of every territory of a campaign.

    See :func:`geotools.campaign.run.run_campaign`.

    Parameters
    ----------
    source : Path
        ``campagne.toml``.
    out : Path
        Folder of the campaign: the same command on the same folder resumes it.
    workers : int
        Territories at work together.
    memory, seconds : float
        Gigabytes (0: no limit) and time that one territory may take.
    contents : str
        ``essentiel`` (layers, tables, certificate) or ``complet`` (chapters, report, maps too).
    scheduler : str, optional
        Address of a dask scheduler.
    progress : Progress, optional

    Returns
    -------
    CampaignSummary

    Raises
    ------
    InputError
        The campaign cannot be read, ``out`` is another campaign's, or the scheduler is lost.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> out = tiny.folder() / "campagne"
    >>> summary = geotools.campagne(tiny.folder() / "campagne.toml", out)
    >>> sorted(path.name for path in (out / "territoires").iterdir())
    ['990000001', '990000002']
    """
    engine = Engine(workers, scheduler or "", memory, seconds)
    return run_campaign(source, out, engine=engine, contents=contents, progress=progress)
