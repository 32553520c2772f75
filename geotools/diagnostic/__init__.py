"""The main job: ``territoire.toml`` to ``interne/`` (confidential) and ``diffusion/`` (audited)."""

from geotools.diagnostic.configuration import Configuration, load_configuration
from geotools.diagnostic.gate import publish_folder
from geotools.diagnostic.pipeline import Summary, run_demo, run_diagnostic

__all__ = [
    "Configuration",
    "Summary",
    "load_configuration",
    "publish_folder",
    "run_demo",
    "run_diagnostic",
]
