"""The plugin as ``qgis_process`` finds it: an empty profile, another process, Debian's Python."""

import json
import os
import pickle
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.operations import get_operation
from tests import contract

ROOT = Path(__file__).resolve().parents[2]
BINARY = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
PLUGIN = "equilibre_territorial"
PACKAGES = Path(gpd.__file__).parents[1]
OURS = Path("/usr/lib/python3/dist-packages") != PACKAGES
FLOOR = ("numpy", "scipy", "pandas", "shapely", "pyproj", "geopandas", "pyogrio")
PURE = ("packaging", "dateutil", "six", "certifi", "tzdata", "pytz")  # what the floor imports
ABOVE = ("sklearn", "numba", "rasterio", "fiona", "esda", "libpysal", "pyarrow", "highspy")

pytestmark = pytest.mark.skipif(BINARY is None, reason="qgis_process n’est pas installé")


@dataclass
class Process:
    """qgis_process in a profile of its own."""

    environment: dict

    def __call__(self, *arguments, code=0):
        done = subprocess.run(
            [BINARY, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + (done.stderr if code else "")


def make_process(folder, packages, install):
    """A fresh profile that ``install`` fills, with ``packages`` on the path."""
    plugins = folder / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    install(plugins)
    runtime = folder / "xdg"
    runtime.mkdir(mode=0o700)
    process = Process(
        os.environ
        | {
            "QGIS_CUSTOM_CONFIG_PATH": str(folder),
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": str(packages),
        }
    )
    process("plugins", "enable", PLUGIN)
    return process


def link_checkout(plugins):
    (plugins / PLUGIN).symlink_to(ROOT / "qgis_plugin")


def package(folder):
    """Run tools/package_plugin.py as ``make plugin`` does."""
    command = ["python3", str(ROOT / "tools" / "package_plugin.py"), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = folder.glob("*.zip")
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return package(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def floor(tmp_path_factory):
    """A folder of packages that holds the floor and what it imports, nothing else."""
    folder = tmp_path_factory.mktemp("plancher")
    for name in (*FLOOR, *PURE):
        for found in (
            *PACKAGES.glob(name),
            *PACKAGES.glob(f"{name}.libs"),
            PACKAGES / f"{name}.py",
        ):
            if found.exists():
                (folder / found.name).symlink_to(found)
        for found in PACKAGES.glob(f"{name}-*.dist-info"):
            (folder / found.name).symlink_to(found)
    return folder


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory):
    return make_process(tmp_path_factory.mktemp("profil"), PACKAGES, link_checkout)


@pytest.fixture(scope="module")
def from_zip(tmp_path_factory, archive, floor):
    """The released zip, on the floor only; its toolkit is marked to tell it from the checkout's."""

    def install(plugins):
        zipfile.ZipFile(archive).extractall(plugins)
        version = plugins / PLUGIN / "vendor" / "geotools" / "_version.py"
        version.write_text(version.read_text().replace('"0', '"9', 1))

    return make_process(tmp_path_factory.mktemp("vierge"), floor, install)


@pytest.fixture(params=["from_checkout", "from_zip"])
def qgis_process(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """A 12 × 12 grid with a block of high values in one corner."""
    rng = np.random.default_rng(3)
    x, y = (200 * axis.ravel() for axis in np.meshgrid(np.arange(12), np.arange(12)))
    values = rng.normal(size=144) + 6.0 * ((x < 800) & (y < 800))
    path = tmp_path_factory.mktemp("grille") / "grille.gpkg"
    squares = shapely.box(x, y, x + 200, y + 200)
    gpd.GeoDataFrame({"valeur": values}, geometry=squares, crs=2154).to_file(path)
    return path


def test_local_moran_equals_the_python_function(qgis_process, grid, tmp_path):
    from geotools.spatial import local_moran

    target = tmp_path / "grappes.gpkg"
    options = ["--VALUE=valeur", "--WEIGHTS=queen", "--PERMUTATIONS=999", f"--OUTPUT={target}"]
    qgis_process("run", "equilibre:localmoran", f"--INPUT={grid}", *options)
    expected = local_moran(gpd.read_file(grid), "valeur", weights="queen", permutations=999)
    found = gpd.read_file(target)
    assert found["grappe"].tolist() == expected["grappe"].tolist()
    np.testing.assert_allclose(found["moran_i"], expected["moran_i"], rtol=1e-12)
    np.testing.assert_allclose(found["p_valeur"], expected["p_valeur"], rtol=1e-12)
    assert (found["grappe"] == "HH").sum() >= 9


@pytest.mark.parametrize(
    "identifier", ["joinzonings", "tilecounts", "precarityindex", "groupresidences", "auditrelease"]
)
def test_the_floor_answers_as_the_whole_environment(from_zip, inputs, tmp_path, identifier):
    operation = get_operation(identifier)
    arguments = []
    for name, value in contract.example(operation).items():
        (argument,) = (a for a in operation.arguments if a.name == name)
        single = argument is operation.arguments[0]
        key = "INPUT" if single else name.upper()
        if isinstance(value, dict) and name == "zonings":
            arguments += [f"--{key}={inputs / path}" for path in value.values()]
            arguments.append(f"--{key}_NAMES={', '.join(value)}")
        elif isinstance(value, list):
            arguments += [f"--{key}={item}" for item in value]
        elif isinstance(value, dict):
            arguments.append(f"--{key}={contract.as_text(argument.kind, value)}")
        else:
            arguments.append(f"--{key}={inputs / value if single else value}")
    expected = operation.function(**contract.python_values(operation, inputs))
    first = operation.results_of(expected)[0]
    outputs = [f"--OUTPUT={tmp_path / 'premier.gpkg'}"]
    outputs += [
        f"--OUTPUT_{output.name.upper()}={tmp_path / output.name}.gpkg"
        for output in operation.outputs[1:]
    ]
    from_zip("run", f"equilibre:{identifier}", *arguments, *outputs)
    contract.assert_same(gpd.read_file(tmp_path / "premier.gpkg", layer="premier"), first)


ON_THE_FLOOR = """
import pickle, sys
sys.path.insert(0, sys.argv[1])
from geotools.errors import DependencyError
from geotools.operations import load_operations
given = pickle.load(open(sys.argv[2], "rb"))
answers = {}
for operation in load_operations():
    if operation.id not in given:
        continue
    try:
        answers[operation.id] = operation.run(given[operation.id])
    except DependencyError as error:
        answers[operation.id] = str(error)
pickle.dump(answers, open(sys.argv[3], "wb"))
"""


def as_read(found):
    """A result as a file gives it back: its index is a column."""
    frame = found.to_frame() if isinstance(found, pd.Series) else found
    if not isinstance(frame, pd.DataFrame) or set(frame.index.names) <= {None, *frame.columns}:
        return frame
    return frame.reset_index()


def test_every_operation_answers_on_the_floor_or_names_its_package(
    from_zip, archive, inputs, tmp_path
):
    operations = [  # tests/qgis/test_floor.py makes the whole diagnosis
        operation
        for operation in contract.answerable(contract.offered_in_qgis())
        if operation.id not in contract.WHOLE
    ]
    with pd.option_context("mode.string_storage", "python"):  # the floor has no pyarrow
        given = {o.id: contract.python_values(o, inputs) for o in operations}
    (tmp_path / "valeurs").write_bytes(pickle.dumps(given))
    zipfile.ZipFile(archive).extractall(tmp_path)
    arguments = [tmp_path / PLUGIN / "vendor", tmp_path / "valeurs", tmp_path / "reponses"]
    command = ["/usr/bin/python3", "-c", ON_THE_FLOOR, *map(str, arguments)]
    done = subprocess.run(command, env=from_zip.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answers = pickle.loads((tmp_path / "reponses").read_bytes())
    for operation in operations:
        answer = answers[operation.id]
        if isinstance(answer, str):
            assert operation.requires, f"{operation.id} : {answer}"
            assert any(f"pip install {name}" in answer for name in operation.requires), answer
            assert "OSGeo4W" in answer, answer
            continue
        contract.clear_target(operation, inputs)
        expected = operation.run(given[operation.id])
        for output, found, wanted in zip(operation.outputs, answer, expected, strict=True):
            if output.kind == "text":
                contract.assert_same_words(str(found), wanted)
            else:
                contract.assert_same(as_read(found), wanted)


def test_a_model_runs_without_a_window(qgis_process, tmp_path):
    points = gpd.GeoDataFrame(
        {"logements": np.arange(1, 61)},
        geometry=gpd.points_from_xy(6e5 + 170 * np.arange(60) % 2500, 6.8e6 + 90 * np.arange(60)),
        crs=2154,
    )
    points.to_file(tmp_path / "points.gpkg")
    target = tmp_path / "carreaux.gpkg"
    qgis_process(
        "run",
        "equilibre:lisacarreaux",
        f"--POINTS={tmp_path / 'points.gpkg'}",
        "--POIDS=logements",
        "--PERMUTATIONS=99",
        f"--grappes:Grappes par carreau={target}",
    )
    tiles = gpd.read_file(target)
    assert tiles["logements"].sum() == points["logements"].sum()
    assert tiles["grappe"].notna().all()


# What the dialog of the model proposes: qgis_process does not fill in the defaults of a model.
FIELDS = {
    key.upper(): column
    for key, column in contract.EXAMPLES["precarityindex"].items()
    if key not in {"features", "weights"}
}
# Each other model on the fictitious territory: layers, values, and what the result must hold.
CHAINS = {
    "diagnosticepci": (
        {"RESIDENCES": "residences.gpkg", "QPV": "qpv2024.gpkg", "IRIS": "iris.gpkg"},
        {"PERMUTATIONS": "999", **FIELDS},
        {
            "precarite:Indice de précarité": {"indice_precarite", "qpv_code", "iris_code"},
            "grappes:Grappes": {"moran_i", "p_valeur", "grappe"},
        },
    ),
    "publicationsecret": (
        {"RESIDENCES": "residences.gpkg"},
        {"LIMITES": "commune"},
        {
            "precarite:Indice de précarité par groupe": {
                "groupe",
                "menages_plus",
                "indice_precarite",
            },
            "groupes:Totaux par limite": {"unite", "zonage", "menages_plus"},
            "groupes:Groupe de chaque résidence (interne)": {"groupe"},
            "groupes:Certificat de secret": set(),
        },
    ),
    "suiviobjectifs": (
        {
            "ATTRIBUTIONS": "attributions.gpkg",
            "QPV2015": "qpv2015.gpkg",
            "QPV2024": "qpv2024.gpkg",
        },
        {},
        {
            f"{name}:{label}": {"objectif", "denominateur"}
            for name, label in (
                ("ensemble", "Objectifs, ensemble"),
                ("annees", "Objectifs par année"),
                ("communes", "Objectifs par commune"),
            )
        },
    ),
    "surcoucheplh": (
        {
            "PROGRAMME": "programme_points.gpkg",
            "QPV": "qpv2024.gpkg",
            "IRIS": "iris_mesures.gpkg",
        },
        {"VALEUR": "apl", "PERMUTATIONS": "999"},
        {
            "grappes:Grappes par IRIS": {"grappe"},
            "programme:Opérations et alertes": {"alerte", "motifs"},
            "programme:Programmation par secteur": {"plai"},
            "programme:Règles appliquées": {"regle", "constat"},
        },
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_every_model_runs_without_a_window(from_checkout, inputs, tmp_path, name):
    layers, values, results = CHAINS[name]
    given = [f"--{key}={inputs / file}" for key, file in layers.items()]
    given += [f"--{key}={value}" for key, value in values.items()]
    targets = {
        key: tmp_path / f"{number}.{'gpkg' if columns else 'html'}"
        for number, (key, columns) in enumerate(results.items())
    }
    given += [f"--{key}={target}" for key, target in targets.items()]
    from_checkout("run", f"equilibre:{name}", *given)
    for key, columns in results.items():
        if columns:
            found = gpd.read_file(targets[key], layer=targets[key].stem)
            assert len(found) and columns <= set(found.columns), key
        else:
            assert "Audit conforme" in targets[key].read_text(encoding="utf-8")


def test_the_whole_release_of_the_model_is_audited_with_its_totals(from_checkout, inputs, tmp_path):
    groups, totals = tmp_path / "groupes.gpkg", tmp_path / "totaux.gpkg"
    from_checkout(
        "run",
        "equilibre:certifiedrelease",
        f"--INPUT={inputs / 'residences.gpkg'}",
        "--COUNTS=menages;menages_apl",
        "--BASES=menages_apl=menages",
        "--WITHIN=commune",
        f"--OUTPUT={groups}",
        f"--OUTPUT_TOTALS={totals}",
    )
    grouped = gpd.read_file(groups, layer="groupes").groupby("commune")["menages"].sum()
    table = gpd.read_file(totals, layer="totaux").query("zonage == 'commune'")
    published = table.set_index("unite")["menages"].dropna()
    residual = published - grouped.reindex(published.index, fill_value=0)
    assert ((residual == 0) | (residual >= 11)).all(), residual[residual.between(1, 10)]
    assert table["menages"].isna().any(), "rien n’est retenu : le test ne prouve rien"


def test_a_bad_value_is_refused_in_french_without_traceback(qgis_process, grid, tmp_path):
    target = tmp_path / "rien.gpkg"
    said = qgis_process(
        "run",
        "equilibre:localmoran",
        f"--INPUT={grid}",
        "--VALUE=valuer",
        f"--OUTPUT={target}",
        code=1,
    )
    assert "le champ « valuer » est absent" in said
    assert "Traceback" not in said
    assert not target.exists()


def test_the_provider_of_the_zip_is_the_vendored_one(from_zip, from_checkout):
    vendored, ours = (
        json.loads(process("--json", "list"))["providers"]["equilibre"]
        for process in (from_zip, from_checkout)
    )
    assert vendored["name"] == ours["name"] == "Équilibre territorial"
    assert vendored["version"].startswith("9") and ours["version"].startswith("0")
    assert set(vendored["algorithms"]) == set(ours["algorithms"])


@pytest.mark.parametrize("package", ABOVE)
def test_the_floor_really_lacks_what_is_above_it(from_zip, package):
    script = f"import importlib.util as u; print(u.find_spec({package!r}))"
    found = subprocess.run(
        ["/usr/bin/python3", "-c", script],
        env=from_zip.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "None"


@pytest.mark.skipif(not OURS, reason="les paquets sont ceux du système : rien ne peut manquer")
def test_without_its_packages_the_plugin_says_which_ones_and_stays_quiet(tmp_path_factory):
    process = make_process(tmp_path_factory.mktemp("nu"), "", link_checkout)
    listed = json.loads(process("--json", "list"))["providers"]
    assert "equilibre" not in listed and "native" in listed


def test_the_zip_is_reproducible_light_and_without_binaries(tmp_path):
    archive = package(tmp_path / "un")
    assert package(tmp_path / "deux").read_bytes() == archive.read_bytes()
    assert archive.stat().st_size < 25_000_000
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert {name.partition("/")[0] for name in names} == {PLUGIN}
        assert not [n for n in names if n.endswith((".so", ".pyd", ".dll", ".pyc"))]
        for needed in ("__init__.py", "metadata.txt", "LICENSE", "vendor/geotools/__init__.py"):
            assert f"{PLUGIN}/{needed}" in names
        for entry in opened.infolist():
            assert str(ROOT).encode() not in opened.read(entry)
