"""The document for a word processor: the same content, real styles, alternative texts."""

import shutil
import subprocess
import zipfile

import pytest

from geotools.errors import InputError
from geotools.outputs import ReportSpec
from geotools.outputs.document import Chapter, Chart, Document, Message, TableView, compose
from geotools.typography import typeset, without_lines

docx = pytest.importorskip("docx")
pytest.importorskip("matplotlib")
from geotools.outputs.word import write_word  # noqa: E402 - after importorskip
from geotools.outputs.word_table import column_widths, kept_columns  # noqa: E402


@pytest.fixture
def spec(layer, proof):
    charts = (
        Chart("dots", "groupes", ("indice_precarite",), "Points"),
        Chart("histogram", "groupes", ("indice_precarite",), "Répartition"),
        Chart("scatter", "groupes", ("apl", "menages"), "Nuage", color="grappe"),
        Chart("bars", "groupes", ("grappe",), "Classes"),
        Chart("map", "groupes", ("indice_precarite",), "Carte"),
        Chart("slope", "groupes", ("apl", "apl"), "Pentes", labels=("2022", "2024")),
    )
    table = TableView("groupes", ("libelle", "apl"), sort="-apl", limit=2)
    chapters = (
        Chapter("occupation", "Occupation", "Qui ?", (), charts, (table,), caution="Attention."),
        Chapter("demande", "Demande", "Combien ?", opened_by="Il faut un fichier."),
    )
    keys = (Message("Une phrase vraie : 12 %.", True, "occupation"),)
    document = Document("Essai", chapters, keys, definitions=[("APL", "Aide au logement.")])
    told = compose(document, (), {"groupes": layer})
    return ReportSpec([layer], proof, notes=["Une note."], document=told)


@pytest.fixture
def file(spec, tmp_path):
    return write_word(tmp_path / "rapport.docx", spec)


def test_titles_messages_captions_and_tables_have_their_styles(file):
    read = docx.Document(str(file))
    styled = [(p.style.name, p.text) for p in read.paragraphs if p.text]
    assert ("Title", "Val-d’Essai") in styled
    assert ("List Number", "Une phrase vraie\u00a0: 12\u00a0%.") in styled
    titles = [text for style, text in styled if style == "Heading 1"]
    assert titles == [
        "Messages clés",
        "1. Occupation",
        "2. Demande",
        "Lire ces chiffres",
        "Définitions",
        "Sources et secret",
    ]
    captions = [text for style, text in styled if style == "Caption"]
    assert [text.split(" ")[0] for text in captions] == ["Figure"] * 6 + ["Tableau"]
    assert captions[0].endswith("1. Points")
    (table,) = read.tables
    # Names tell the rows apart: codes are not shown.
    assert [cell.text for cell in table.rows[1].cells] == ["Clos & Cie", "100,0\u202f%"]
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_no_word_of_a_table_is_cut_and_the_page_is_filled():
    texts = [["Nom", "Dissimilarité (%)", "Motifs"], ["Sainte-Aurore", "19,2", "un mot " * 40]]
    kept = kept_columns(texts)
    widths = column_widths(texts, kept)
    assert kept == [0, 1, 2]
    assert sum(widths) == pytest.approx(16.6)
    assert widths[1] >= 0.17 * len("Dissimilarité")
    assert widths[2] == max(widths)


def test_columns_that_do_not_fit_are_left_to_the_workbook():
    texts = [["Nom", *["Anticonstitutionnellement"] * 6], ["Brumeval", *["1"] * 6]]
    assert kept_columns(texts) == [0, 1, 2]


def test_every_picture_has_an_alternative_text(file):
    read = docx.Document(str(file))
    pictures = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert len(pictures) == 6
    assert all(text and len(text) > 15 for text in pictures)


def test_the_table_of_contents_leads_to_each_title(file):
    with zipfile.ZipFile(file) as archive:
        text = archive.read("word/document.xml").decode()
    assert "TOC \\o" in text
    for number in range(1, 7):
        assert f'w:anchor="_Toc{number:05d}"' in text
        assert f'w:name="_Toc{number:05d}"' in text
    assert 'w:val="fr-FR"' in zipfile.ZipFile(file).read("word/styles.xml").decode()


def test_withheld_figures_are_not_in_it(file):
    with zipfile.ZipFile(file) as archive:
        text = archive.read("word/document.xml").decode()
    assert "L’Île" not in text
    assert ">s<" not in text


def test_the_same_report_gives_the_same_bytes(spec, tmp_path, file):
    again = write_word(tmp_path / "encore.docx", spec)
    assert again.read_bytes() == file.read_bytes()


def test_another_extension_is_refused(spec, tmp_path):
    with pytest.raises(InputError, match=r"\.docx"):
        write_word(tmp_path / "rapport.odt", spec)


def test_a_word_processor_opens_it(file, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice n’est pas installé")
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = [office, profile, "--headless", "--convert-to", "txt:Text", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(file)], check=True, capture_output=True)
    text = (tmp_path / "rapport.txt").read_text(encoding="utf-8-sig")
    assert "Une phrase vraie" in text
    assert "Il faut un fichier." in text
    assert "Error" not in text


def test_typography_keeps_together_what_must_not_be_parted():
    assert typeset("40 % : « oui » ?") == "40\u00a0%\u00a0: «\u00a0oui\u00a0»\u00a0?"
    assert without_lines("Règlement de l’ANRU (002:400-401)") == "Règlement de l’ANRU"
    law = "CCH, article L. 441-1 (loi de 2017)"
    assert without_lines(law) == law
