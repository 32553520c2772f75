"""The files of a certified folder are audited again on what the certificate calls counts."""

import shutil

import pandas as pd
import pytest

from geotools.secrecy import audit_files


@pytest.mark.parametrize("kind", ["tableaux/*.csv", "*.gpkg", "*.xlsx"])
def test_what_we_publish_passes_or_says_why_it_is_not_looked_at(public, kind):
    paths = sorted(public.glob(kind))
    audit = audit_files(paths)
    assert audit.passed and audit.checked
    reading = audit.reading
    counted = reading[reading["lecture"] == "effectif"]
    assert counted["table"].nunique() >= 6
    others = reading[reading["lecture"] == "non vérifiée"]
    assert "Résidences groupées" in set(others["colonne"]) or kind == "*.gpkg"
    assert (others["remarque"].str.len() > 0).all()


def test_a_file_that_is_not_the_one_certified_is_read_as_a_stranger_s(public, tmp_path):
    folder = tmp_path / "copie"
    shutil.copytree(public, folder)
    path = folder / "tableaux" / "territoire.csv"
    header, row = path.read_text(encoding="utf-8-sig").splitlines()[:2]
    cells = row.split(";")
    place = next(i for i, cell in enumerate(cells) if cell.isdigit() and int(cell) > 100)
    cells[place] = "7"
    path.write_text(f"{header}\n{';'.join(cells)}\n", encoding="utf-8")
    assert not audit_files([path]).passed


def test_a_sheet_called_notes_is_looked_at_like_any_other(tmp_path):
    path = tmp_path / "livraison.xlsx"
    with pd.ExcelWriter(path) as book:
        frame = pd.DataFrame({"code": ["A", "B"], "menages": [40, 52]})
        frame.to_excel(book, sheet_name="Iris", index=False)
        frame.replace({"A": "C", "B": "D", 52: 4}).to_excel(book, sheet_name="Notes", index=False)
    found = audit_files([path]).findings()
    assert found["table"].tolist() == ["livraison Notes"] * len(found) and len(found)
