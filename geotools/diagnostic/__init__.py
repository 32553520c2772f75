"""The main job: ``territoire.toml`` to ``interne/`` (confidential) and ``diffusion/`` (audited)."""

from geotools.diagnostic.configuration import Configuration, load_configuration
from geotools.diagnostic.gate import publish_folder
from geotools.diagnostic.pipeline import Summary, rerun_diagnostic, run_demo, run_diagnostic

__all__ = [
    "Configuration",
    "Summary",
    "load_configuration",
    "publish_folder",
    "rerun_diagnostic",
    "run_demo",
    "run_diagnostic",
]
