"""QGIS plugin *Équilibre territorial*: a thin front over the toolkit ``geotools``."""


def classFactory(iface):
    """Return the plugin; called by QGIS when it loads the package."""
    from .plugin import EquilibrePlugin

    return EquilibrePlugin(iface)
