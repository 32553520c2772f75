"""What a person reads before running: nothing is missing, and sentences flow in the window."""

import pytest

from geotools.typography import without_lines
from tests import contract

pytest.importorskip("qgis.core")

OPERATIONS = contract.offered_in_qgis()


@pytest.mark.parametrize("operation", OPERATIONS, ids=[o.id for o in OPERATIONS])
def test_the_card_of_every_operation_is_whole(operation):
    texts = {
        name: getattr(operation, name) for name in ("summary", "help", "source", "limits", "label")
    }
    texts |= {f"parameter {a.name}": a.kind.help for a in operation.arguments}
    texts |= {f"result {output.name}": output.help for output in operation.outputs}
    assert [name for name, text in texts.items() if not text.strip()] == []
    assert len(operation.tags) >= 3
    parameters = [text for name, text in texts.items() if name.startswith(("param", "result"))]
    assert [text for text in parameters if not text.endswith((".", "…", ")", "»"))] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=[o.id for o in OPERATIONS])
def test_the_toolbox_shows_all_of_it(provider, operation):
    from html import unescape

    algorithm = provider.algorithm(operation.id)
    shown = unescape(algorithm.shortHelpString())
    said = [a.kind.help for a in operation.arguments] + [o.help for o in operation.outputs]
    source = without_lines(operation.source)
    assert [text for text in (*said, operation.limits, source) if text not in shown] == []
    for definition in algorithm.parameterDefinitions():
        if not definition.isDestination():
            assert definition.help().strip(), definition.name()


def test_only_the_line_breaks_that_were_meant_are_kept(qgis):
    from qgis_plugin.help import _flowed

    cut = "Une phrase que le fichier source coupe parce qu’elle dépasse la largeur de ses lignes,"
    assert _flowed(f"{cut}\nputs continue & finit.") == f"{cut} puts continue &amp; finit."
    assert _flowed(f"{cut}\nÉcart = réponse − pression.") == f"{cut}<br>Écart = réponse − pression."
    assert _flowed("1. un ;\n2. deux.") == "1. un ;<br>2. deux."
