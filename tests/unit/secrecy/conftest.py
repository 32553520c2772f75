"""The stages of ``geotools diagnostic`` on the small fictitious territory, and what it writes."""

from dataclasses import replace

import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.groups import group
from geotools.diagnostic.location import locate
from geotools.diagnostic.material import read_material
from geotools.diagnostic.measures import measure
from geotools.diagnostic.protection import exact_zonings, release_of, rule_of
from geotools.diagnostic.publication import Context, publication
from geotools.outputs import publish_release
from geotools.progress import SILENT
from geotools.secrecy import audit_release


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder, what is known before publication, the rule and the audit, on 150 residences.

    Zonings are exact and figures withheld: there is something for an attacker to look for.
    """
    home = tmp_path_factory.mktemp("attaques")
    configuration = load_configuration(fictitious_territory(home / "donnees", residences=150))
    secret = replace(configuration.secret, methode="retrait")
    configuration = replace(configuration, secret=secret)
    material = read_material(configuration, SILENT)
    located = locate(material, SILENT)
    measured = measure(material, located, SILENT)
    rule = rule_of(configuration)
    grouping = group(material, located, measured, rule, SILENT)
    zonings = exact_zonings(located, grouping, measured.counts.index)
    release = release_of(zonings, measured, rule, SILENT)
    audit = audit_release(release.tables, rule=rule)
    context = Context(material, located, measured, grouping, release, SILENT, zonings)
    return home, context, rule, audit


@pytest.fixture(scope="session")
def written(prepared):
    """Return a function that writes the public folder of a context."""
    home, _, rule, audit = prepared

    def write(context, name):
        folder = home / name
        publish_release(context.release, audit, folder, publication(context, [], rule))
        return folder

    return write


@pytest.fixture(scope="session")
def public(prepared, written):
    """The public folder, as somebody receives it."""
    return written(prepared[1], "diffusion")
