"""Attacks on what leaves: derived figures, hidden attributes, page source, metadata.

The public folder is written by the stages of ``geotools diagnostic`` on the small fictitious
territory; every attack below reads its files as somebody who received them would.
"""

import getpass
import json
import re
import socket
import sqlite3
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_pdf import pdfRepr

from geotools._version import __version__
from geotools.diagnostic.measures import measure
from geotools.errors import SecrecyRefusedError
from geotools.outputs import LayerSpec
from geotools.outputs.publish import guard
from geotools.outputs.report_tables import written
from geotools.progress import SILENT, Progress
from geotools.secrecy import PublishedTable, audit_release

LAYERS = ("territoire", "groupes", "communes", "qpv", "iris", "carreaux")
PARTS = {
    "rev_lt40": ("menages_tbr", "menages_plus"),
    "apl": ("menages_apl", "menages_apl_connu"),
    "chomeurs": ("majeurs_chomeurs", "majeurs"),
    "sans_emploi": ("majeurs_sans_emploi", "majeurs"),
    "er_part": ("menages_recents", "menages_anciennete"),
}
INDEX = {"rev_lt40": 2, "apl": 1, "chomeurs": 1, "sans_emploi": 1}


def files(folder):
    return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}


def layer(folder, name):
    with sqlite3.connect(folder / "diagnostic.gpkg") as base:
        return pd.read_sql(f'SELECT * FROM "{name}"', base)


def test_nothing_that_leaves_depends_on_what_was_withheld(prepared, written, public):
    """Other confidential counts behind the same release: every byte of every file is the same.

    Rates, indices, clusters, class breaks, legends, hidden attributes, the report and its page
    source, the maps and their metadata are then functions of the released figures.
    """
    context = prepared[1]
    rng = np.random.default_rng(5)
    counts = context.measured.counts
    others = counts * 0 + rng.integers(0, 500, counts.shape)
    groups = context.grouping.groups.copy()
    held = [c for c in groups.columns if c in counts.columns]
    groups[held] = rng.integers(0, 500, (len(groups), len(held)))
    changed = replace(
        context,
        measured=replace(context.measured, counts=others, reference=context.measured.reference * 3),
        grouping=replace(context.grouping, groups=groups, rows=context.grouping.rows * 7),
    )
    again = files(written(changed, "autre"))
    first = files(public)
    assert list(again) == list(first)
    differing = [name for name in first if first[name].read_bytes() != again[name].read_bytes()]
    assert differing == []


def solved(table, reference):
    """Withheld numerators that a reader works out from rates and from the index of one unit."""
    found = []
    for _, row in table.iterrows():
        for rate, (part, base) in PARTS.items():
            if pd.isna(row[part]) and pd.notna(row[rate]) and pd.notna(row[base]):
                found.append((part, row[rate] * row[base]))
        unknown = [rate for rate in INDEX if pd.isna(row[rate])]
        if pd.notna(row["indice_precarite"]) and len(unknown) == 1:
            (rate,) = unknown
            known = sum(w * row[r] / reference[r] for r, w in INDEX.items() if r != rate)
            share = (row["indice_precarite"] / 100 * sum(INDEX.values()) - known) / INDEX[rate]
            found.append((PARTS[rate][0], share * reference[rate] * row[PARTS[rate][1]]))
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_no_withheld_count_is_worked_out_from_rates_or_from_the_index(public, name):
    reference = layer(public, "territoire").iloc[0]
    assert solved(layer(public, name), reference) == []


def test_that_attack_works_on_a_layer_that_forgets_to_withhold_its_index(public):
    """One numerator and its rate are blanked, the index is left: the count comes back."""
    table = layer(public, "groupes").dropna(subset=["indice_precarite"]).head(1)
    truth = table["menages_apl"].iloc[0]
    careless = table.assign(menages_apl=np.nan, apl=np.nan)
    ((part, value),) = solved(careless, layer(public, "territoire").iloc[0])
    assert part == "menages_apl"
    assert value == pytest.approx(truth)


def test_clusters_are_those_that_a_reader_computes_from_the_published_index(public):
    """Local Moran by hand on the published groups: no withheld value is in a mean nor in a lag."""
    groups = layer(public, "groupes")
    shown = groups["moran_i"].notna()
    assert shown.sum() >= 10
    assert (shown == groups["indice_precarite"].notna()).all()
    z = groups.loc[shown, "indice_precarite"]
    z = (z - z.mean()) / z.std(ddof=0)
    lag = groups.loc[shown, "moran_i"] / z
    assert np.isfinite(lag).all()
    assert lag.between(z.min() - 1e-9, z.max() + 1e-9).all()
    quadrant = np.where(z > 0, "H", "L") + pd.Series(np.where(lag > 0, "H", "L"), z.index)
    assert (quadrant == groups.loc[shown, "quadrant"]).all()


class Told(Progress):
    """Keeps what a person is told."""

    def __init__(self):
        self.lines = []

    def say(self, text):
        self.lines.append(text)


def test_no_mean_median_nor_ratio_leaves_even_when_asked(prepared):
    """They are no shares of a base: nothing says how few units are behind them."""
    material, located = prepared[1].material, prepared[1].located
    configuration = material.configuration
    asked = replace(configuration.indicateurs, publies=("charges", "ind_jeunesse_25_65", "apl"))
    asking = replace(material, configuration=replace(configuration, indicateurs=asked))
    plain = measure(material, located, SILENT)
    assert {"charges", "logements_charges", "menages_apl"} <= set(plain.counts.columns)
    told = Told()
    assert measure(asking, located, told).published == ("apl",)
    refused = asked.publies[:2]
    assert all(any(name in line for line in told.lines) for name in refused)


def test_a_median_over_a_withheld_count_is_blanked_by_the_gate(prepared):
    """A median, a mean, a label: whatever is declared to depend on a count follows its fate."""
    table = prepared[1].release.tables["iris"]
    frame = pd.DataFrame({"mediane": 400.0, "etiquette": "loyer bas"}, index=table.counts.index)
    spec = LayerSpec(
        name="iris",
        title="IRIS",
        frame=frame,
        depends=dict.fromkeys(frame.columns, ("menages_apl", "menages_apl_connu")),
    )
    shown = guard(spec, {"iris": table}).frame
    known = table.counts[["menages_apl", "menages_apl_connu"]].notna().all(axis=1).to_numpy()
    assert 0 < known.sum() < len(known)
    for column in frame:
        assert (shown[column].notna().to_numpy() == known).all()
    with pytest.raises(SecrecyRefusedError, match="mediane"):
        guard(replace(spec, depends={}), {"iris": table})


def test_two_means_and_their_counts_give_the_amount_of_the_places_left_out():
    """12 dwellings at 300 € in all, 11 at 290 € in A: the last one pays 410 €."""
    rents = pd.DataFrame({"atome": [f"r{i}" for i in range(12)], "loyers": [290.0] * 11 + [410.0]})
    atoms = pd.Index(rents["atome"])
    iris = pd.Series(["A"] * 11 + ["B"], atoms)
    means = {"commune": (300.0, 12, pd.Series("C", atoms)), "iris": (290.0, 11, iris)}
    tables = {
        name: PublishedTable(pd.DataFrame({"loyers": [mean * count]}, [zoning.iloc[0]]), {}, zoning)
        for name, (mean, count, zoning) in means.items()
    }
    assert audit_release({"commune": tables["commune"]}, contributions=rents).passed
    (breach,) = audit_release(tables, contributions=rents).breaches
    assert (breach.guarantee, breach.value) == ("G3", pytest.approx(1.0))


def test_class_breaks_lie_among_the_published_rates(public):
    """A break beyond what is shown would tell of a withheld rate."""
    with sqlite3.connect(public / "diagnostic.gpkg") as base:
        styles = base.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
    looked_at = 0
    for name, style in styles:
        for rate in PARTS:
            found = re.findall(rf'filter="&quot;{rate}&quot; (?:&gt;=|&lt;) ([0-9.]+)', style)
            if name not in LAYERS or not found:
                continue
            shown = layer(public, name)[rate].dropna()
            breaks = sorted({float(value) for value in found})
            assert shown.min() - 0.01 <= breaks[0] and breaks[-1] <= shown.max() + 0.01
            looked_at += 1
    assert looked_at >= 10


def cell(column, row):
    """A cell as the page's script writes it."""
    if "n" in column:
        return written(column["n"][row], column["form"])
    return "s" if column["i"][row] < 0 else column["t"][column["i"][row]]


def test_the_page_source_shows_what_the_tables_show_and_nothing_more(public):
    """Same cells in the report as in the CSV files; the data of its maps name known units only."""
    page = (public / "rapport.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])
    for name in LAYERS:
        path = public / "tableaux" / f"{name}.csv"
        shown = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
        table = data["tables"][name]
        columns = [[cell(column, row) for row in range(len(shown))] for column in table["columns"]]
        rows = list(zip(table["codes"], *columns, strict=True))
        told = pd.DataFrame(rows, columns=shown.columns)
        plain = told.replace(r"[\s\u202f\xa0]|%|<[^>]*>", "", regex=True)
        pd.testing.assert_frame_equal(plain == "s", shown == "s")
        counts = list(shown.columns[shown.columns.str.match("Ménages|Majeurs|Occupants")])
        counts = [column for column in counts if not column.endswith("(%)")]
        assert len(counts) >= 9
        pd.testing.assert_frame_equal(plain[counts], shown[counts])
    assert data["withheld"]["label"].startswith("s")
    assert "<!--" not in page


def decoded(path):
    """Return the bytes of a file, and of what is compressed in it."""
    raw = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return raw + b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".pdf":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.S):
            try:
                raw += zlib.decompress(stream)
            except zlib.error:  # an image or a font that is not deflated
                continue
    return raw


def test_no_file_names_a_person_a_machine_nor_a_folder(prepared, public):
    traces = {str(prepared[0]), str(Path.home()) + "/", f"/home/{getpass.getuser()}", "interne/"}
    traces |= {socket.gethostname()} if len(socket.gethostname()) > 4 else set()
    for name, path in files(public).items():
        content = decoded(path)
        for trace in traces:
            for text in (trace.encode(), trace.encode("utf-16-le")):
                assert text not in content, (name, trace)


def test_the_metadata_of_office_and_pdf_files_name_no_person_and_no_moment(prepared, public):
    with zipfile.ZipFile(public / "diagnostic.xlsx") as book:
        core = book.read("docProps/core.xml").decode()
        stamps = {entry.date_time for entry in book.infolist()}
    assert "<dc:creator></dc:creator>" in core
    assert "lastModifiedBy></cp" in core or "lastModifiedBy" not in core
    assert set(re.findall(r"T(\d\d:\d\d:\d\d)", core)) <= {"00:00:00"}  # the day, no hour
    assert len(stamps) == 1
    territory = prepared[1].material.configuration.territoire.nom
    author = pdfRepr(f"{territory} · Équilibre territorial {__version__}")
    for path in (public / "cartes").glob("*.pdf"):
        raw = path.read_bytes()
        assert b"/CreationDate" not in raw and b"/ModDate" not in raw
        assert raw.count(b"/Author") == 1 and b"/Author " + author in raw  # the territory


def test_the_geopackage_holds_nothing_but_its_rows(prepared, public):
    """No free page, no journal, no slack: a copy rebuilt row by row is the same."""
    path = public / "diagnostic.gpkg"
    copy = prepared[0] / "copie.gpkg"
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert base.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        base.execute("VACUUM INTO ?", (str(copy),))
    assert copy.stat().st_size == path.stat().st_size
    assert not [name for name in files(public) if name.endswith(("-wal", "-shm", "-journal"))]
    before, after = path.read_bytes(), copy.read_bytes()
    differing = sum(a != b for a, b in zip(before, after, strict=True))
    assert differing <= 64  # the header counts changes; every page is packed the same way


def test_no_row_of_a_residence_is_in_the_bytes(prepared, public):
    """Codes of residences, and their counts as any of our writers would print them."""
    measured = prepared[1].measured
    counts = measured.counts[measured.columns]
    small = ((counts >= 1) & (counts <= 10)).any(axis=1) & (counts > 0).all(axis=1)
    rows = counts[small].astype(int).astype(str)
    assert len(rows) >= 20
    codes = set(map(str, counts.index))
    for name, path in files(public).items():
        content = decoded(path).decode("utf-8", errors="ignore")
        assert not codes & set(re.findall(r"[\w:-]+", content)), name
        for separator in (";", ",", '","', "</td><td class=num>"):
            assert not [t for t in rows.agg(separator.join, axis=1) if t in content], name
