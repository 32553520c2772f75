"""Only an audited release leaves, whole, with a certificate of each file."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from html import unescape

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geotools.errors import CancelledError, ConfigurationError, InputError, SecrecyRefusedError
from geotools.outputs import (
    KeyFigure,
    LayerSpec,
    Publication,
    check_certificate,
    guard,
    publish_release,
)
from geotools.progress import Progress
from geotools.secrecy import PublishedTable, audit_release, protect

HIDDEN = 7  # households with APL in B3: under the threshold


@pytest.fixture
def atoms():
    return pd.DataFrame(
        {"menages": [61, 80, 61, 90], "menages_apl": [30, 40, HIDDEN, 45]},
        index=["R1", "R2", "R3", "R4"],
    )


@pytest.fixture
def release(atoms):
    groups = pd.Series(["B1", "B2", "B3", "B4"], index=atoms.index)
    total = pd.Series("T", index=atoms.index)
    zonings = {"groupes": groups, "territoire": total}
    return protect(atoms, zonings, {"menages_apl": "menages"})


@pytest.fixture
def publication(release, proof, atoms):
    """Layers prepared with the confidential figures, as a careless pipeline would."""
    frame = gpd.GeoDataFrame(
        {
            "libelle": ["Nord", "Est", "Sud", "Ouest"],
            "menages_apl": atoms["menages_apl"].to_numpy(dtype=float),
            "apl": (atoms["menages_apl"] / atoms["menages"]).to_numpy(),
            "indice_precarite": [101.0, 102.0, 77.77, 104.0],
        },
        index=pd.Index(["B1", "B2", "B3", "B4"], name="code"),
        geometry=[box(x, 0, x + 200, 200) for x in (0, 200, 400, 600)],
        crs=2154,
    )
    uses = ("menages", "menages_apl")
    groups = LayerSpec(
        "groupes",
        "Groupes de résidences",
        frame,
        "precarite",
        {"menages": "Ménages", "menages_apl": "Bénéficiaires de l’APL", "apl": "Part d’APL"},
        {"apl": "%"},
        themes={"apl": ""},
        depends={"libelle": (), "apl": uses, "indice_precarite": uses},
    )
    total = pd.DataFrame({"libelle": ["Essai"]}, index=pd.Index(["T"], name="code"))
    communes = frame.dissolve()[["geometry"]].set_axis(pd.Index(["99001"], name="code"))
    communes["libelle"] = "Essai"
    return Publication(
        layers=[
            LayerSpec("communes", "Communes", communes, "communes", depends={"libelle": ()}),
            groups,
            LayerSpec("territoire", "Territoire", total, depends={"libelle": ()}),
        ],
        proof=proof,
        key_figures=[KeyFigure("Ménages", "territoire", "T", "menages")],
        reference=("territoire", "T"),
        maps=[("groupes", "indice_precarite")],
    )


@pytest.fixture
def published(tmp_path, release, publication):
    audit = audit_release(release.tables)
    return publish_release(release, audit, tmp_path / "diffusion", publication)


def test_the_folder_is_complete(published):
    names = {path.relative_to(published).as_posix() for path in published.rglob("*.*")}
    assert names == {
        "diagnostic.gpkg",
        "diagnostic.qgz",
        "diagnostic.xlsx",
        "rapport.docx",
        "rapport.html",
        "certificat.json",
        "certificat.html",
        "tableaux/communes.csv",
        "tableaux/groupes.csv",
        "tableaux/territoire.csv",
        "cartes/groupes-indice_precarite.pdf",
    }
    assert [path.name for path in published.parent.iterdir()] == ["diffusion"]


def test_counts_come_from_the_release_and_what_depends_on_a_withheld_one_is_withheld(published):
    with closing(sqlite3.connect(published / "diagnostic.gpkg")) as database:
        sql = "SELECT code, menages, menages_apl, apl, indice_precarite FROM groupes ORDER BY code"
        rows = {row[0]: row[1:] for row in database.execute(sql)}
    assert rows["B1"] == (61, 30, pytest.approx(30 / 61), 101.0)
    assert rows["B3"][1:] == (None, None, None)


def test_no_confidential_figure_is_in_any_file(published):
    hidden = (b"77.77", b"77,8", b"77,77", b"11,5", f"{HIDDEN / 61:.6f}".encode())
    for path in published.rglob("*"):
        if path.suffix in {".html", ".csv", ".json"}:
            content = path.read_bytes()
            assert not [text for text in hidden if text in content], path.name
    csv = (published / "tableaux" / "groupes.csv").read_text(encoding="utf-8-sig").splitlines()
    assert csv[3] in ("B3;Sud;61;s;s;s", "B3;Sud;s;s;s;s")


def test_the_certificate_names_the_rule_and_every_file_and_can_be_verified(published, release):
    statement = json.loads((published / "certificat.json").read_text(encoding="utf-8"))
    assert statement["resultat"] == "conforme"
    assert statement["empreinte_des_tableaux"] == release.digest
    assert "au moins 11 unités" in statement["regle"]
    assert len(statement["fichiers"]) == 9
    assert check_certificate(published).empty
    page = unescape((published / "certificat.html").read_text(encoding="utf-8"))
    assert all(item["sha256"] in page for item in statement["fichiers"])
    (published / "rapport.html").write_text("autre")
    (published / "diagnostic.xlsx").unlink()
    (published / "notes.txt").write_text("ajout")
    found = check_certificate(published).set_index("fichier")["constat"].to_dict()
    assert found == {"rapport.html": "modifié", "diagnostic.xlsx": "absent", "notes.txt": "ajouté"}


def test_the_same_release_gives_the_same_certificate(published, tmp_path, release, publication):
    audit = audit_release(release.tables)
    again = publish_release(release, audit, tmp_path / "encore", publication)
    one, two = (folder / "certificat.json" for folder in (published, again))
    assert one.read_bytes() == two.read_bytes()


def test_a_failed_audit_writes_nothing(tmp_path, release, publication, atoms):
    bare = PublishedTable(atoms.set_axis(["B1", "B2", "B3", "B4"]), {"menages_apl": "menages"})
    leaky = replace(release, tables={**release.tables, "groupes": bare})
    audit = audit_release(leaky.tables)
    assert not audit.passed
    with pytest.raises(SecrecyRefusedError, match="refusée") as caught:
        publish_release(leaky, audit, tmp_path / "diffusion", publication)
    assert caught.value.exit_code == 3
    assert not list(tmp_path.iterdir())


def test_an_audit_of_other_tables_writes_nothing(tmp_path, release, publication):
    audit = audit_release(release.tables)
    counts = release.tables["groupes"].counts.copy()
    counts.loc["B1", "menages"] += 1
    changed = replace(release.tables["groupes"], counts=counts)
    other = replace(release, tables={**release.tables, "groupes": changed})
    with pytest.raises(SecrecyRefusedError, match="ne sont plus celles"):
        publish_release(other, audit, tmp_path / "diffusion", publication)
    assert not list(tmp_path.iterdir())


def change(publication, name, **values):
    layers = [replace(x, **values) if x.name == name else x for x in publication.layers]
    return replace(publication, layers=layers)


def test_a_column_that_declares_nothing_is_refused(tmp_path, release, publication):
    silent = change(publication, "groupes", depends={"libelle": (), "apl": ("menages_apl",)})
    with pytest.raises(SecrecyRefusedError, match="rien n’est déclaré pour indice_precarite"):
        publish_release(release, audit_release(release.tables), tmp_path / "d", silent)
    assert not list(tmp_path.iterdir())


def test_a_figure_of_counts_that_were_not_audited_is_refused(release, publication):
    groups = publication.layers[1]
    uses = {**groups.depends, "apl": ("menages_impayes",)}
    with pytest.raises(SecrecyRefusedError, match="menages_impayes, absent"):
        guard(replace(groups, depends=uses), release.tables)


def test_units_that_were_not_audited_are_refused(tmp_path, release, publication):
    groups = publication.layers[1]
    more = groups.frame.rename(index={"B4": "B9"})
    with pytest.raises(SecrecyRefusedError, match=r"1 unité.*B9"):
        publish_release(
            release,
            audit_release(release.tables),
            tmp_path / "d",
            change(publication, "groupes", frame=more),
        )


def test_a_table_of_the_release_without_a_layer_is_told(tmp_path, release, publication):
    fewer = replace(publication, layers=publication.layers[:2], key_figures=(), reference=None)
    with pytest.raises(ConfigurationError, match="territoire, sans couche"):
        publish_release(release, audit_release(release.tables), tmp_path / "d", fewer)


def test_an_existing_publication_stays_unless_replaced(published, release, publication):
    audit = audit_release(release.tables)
    before = (published / "certificat.json").read_bytes()
    with pytest.raises(InputError, match="--overwrite"):
        publish_release(release, audit, published, publication)
    titled = replace(publication, notes=["Nouvelle note"])
    publish_release(release, audit, published, titled, overwrite=True)
    assert (published / "certificat.json").read_bytes() != before
    assert check_certificate(published).empty


class Stop(Progress):
    """Cancelled once maps are being drawn."""

    def __init__(self):
        self.stopped = False

    def show(self, fraction, label):
        self.stopped = label == "Rapport"

    def is_cancelled(self):
        return self.stopped


def test_a_cancelled_publication_leaves_nothing(tmp_path, release, publication):
    audit = audit_release(release.tables)
    with pytest.raises(CancelledError):
        publish_release(release, audit, tmp_path / "d", publication, progress=Stop())
    assert not list(tmp_path.iterdir())


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (max(p), min(p))),
        min_size=1,
        max_size=12,
    )
)
def test_every_figure_that_is_shown_is_one_of_the_release(counts):
    """Whatever was withheld, guarded layers show nothing that the release does not allow."""
    codes = [f"G{n}" for n in range(len(counts))]
    atoms = pd.DataFrame(counts, columns=["menages", "menages_apl"], index=codes)
    zonings = {"groupes": pd.Series(codes, index=codes)}
    release = protect(atoms, zonings, {"menages_apl": "menages"})
    frame = atoms.astype(float).assign(part=atoms["menages_apl"] / atoms["menages"])
    layer = LayerSpec("groupes", "G", frame, depends={"part": ("menages", "menages_apl")})
    shown = guard(layer, release.tables).frame
    allowed = release.tables["groupes"].counts
    pd.testing.assert_frame_equal(
        shown[["menages", "menages_apl"]], allowed.reindex(codes), check_names=False
    )
    blank = allowed.reindex(codes).isna().any(axis=1)
    assert shown.loc[blank, "part"].isna().all()
    kept = shown.loc[~blank, "part"].to_numpy(dtype=float)
    assert np.array_equal(kept, frame.loc[~blank, "part"].to_numpy(), equal_nan=True)


def test_the_report_of_a_publication_has_no_hidden_attribute(published):
    text = (published / "rapport.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text)[1])
    assert {key for layer in data["layers"] for key in layer} == {
        "name",
        "title",
        "point",
        "small",
        "view",
        "units",
        "centres",
        "themes",
    }


def test_without_a_word_processor_package_the_rest_is_published_and_it_is_said(
    release, publication, tmp_path, monkeypatch
):
    told = []

    class Told(Progress):
        def say(self, text):
            told.append(text)

    # Only the packages of the document lack: the others are asked for too.
    monkeypatch.setattr(
        "geotools.outputs.publish.missing", lambda names: ["docx"] * ("docx" in names)
    )
    folder = publish_release(
        release,
        audit_release(release.tables),
        tmp_path / "diffusion",
        publication,
        progress=Told(),
    )
    assert (folder / "rapport.html").is_file()
    assert not (folder / "rapport.docx").exists()
    assert any("docx" in text and "n’est pas écrit" in text for text in told)
