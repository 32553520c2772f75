"""Encoding, separator and damage of text files."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import InputError
from geotools.sources.letters import count_lost_letters, repair_letters
from geotools.sources.reading import Notes
from geotools.sources.textfile import probe_text, read_text

ROWS = "code;nom\n01004;Ambérieu\n2A004;Ajaccio\n"


def read(path):
    notes = Notes()
    found = probe_text(path)
    return read_text(found, found.header, notes).astype(str), found, notes.lines


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_table(tmp_path, encoding, expected):
    path = tmp_path / "f.csv"
    path.write_bytes(ROWS.encode(encoding))
    frame, found, _ = read(path)
    assert found.encoding == expected
    assert frame.to_dict("list") == {"code": ["01004", "2A004"], "nom": ["Ambérieu", "Ajaccio"]}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    path = tmp_path / "f.csv"
    path.write_text(ROWS.replace(";", separator))
    assert read(path)[0]["code"].tolist() == ["01004", "2A004"]


def test_bytes_that_utf8_cannot_read_are_replaced_and_counted(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("nom\nÉté à Épône\nVall".encode() + b"\xe9e\n")
    frame, found, notes = read(path)
    assert (found.encoding, found.damaged) == ("utf-8-sig", 1)
    assert frame["nom"].tolist() == ["Été à Épône", "Vall\ufffde"]
    assert notes == ["1 octet(s) illisible(s) en UTF-8 ont été remplacés par « \ufffd »."]


def test_earlier_damage_does_not_hide_utf8(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("nom\nVall\ufffde\n", encoding="utf-8")
    assert read(path)[1].encoding == "utf-8-sig"


def test_the_digest_is_that_of_the_file(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a\n1\n")
    assert probe_text(path).sha256 == hashlib.sha256(b"a\n1\n").hexdigest()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"a;b\0;c\n", "octets nuls"),
        (b"a;b;a\n1;2;3\n", "« a » figure plusieurs fois"),
        (b"a;b\n1;2\n3;4;5\n", "ligne 3 : 3 champs au lieu de 2"),
        (b"a;b\n1;2;3\n4;5;6\n", "plus de champs que l’en-tête"),
        (b'a;b\n1;"2\n', "guillemet"),
    ],
)
def test_what_is_not_a_table_is_refused_in_one_sentence(tmp_path, content, words):
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(path)


def repaired(text):
    return repair_letters(pd.Series(pd.Categorical([text])))[0].astype(str).iloc[0]


ACCENTED = "éèêëç"
WORDS = st.text(alphabet="abdefgilmnoprstuv", min_size=1, max_size=8)


def seven_bits(text):
    return bytes(byte & 0x7F for byte in text.encode()).decode("ascii")


@given(WORDS, st.sampled_from(ACCENTED), WORDS)
def test_letters_sent_over_seven_bits_come_back(before, letter, after):
    assert repaired(seven_bits(before + letter + after)) == before + letter + after


@given(WORDS, st.sampled_from("éèêàçîôÉÀ"), WORDS)
def test_letters_encoded_twice_come_back(before, letter, after):
    text = before + letter + after
    twice = text.encode().decode("cp1252", errors="ignore")
    if twice.encode("cp1252") == text.encode():
        assert repaired(twice) == text


@settings(max_examples=200)
@given(st.text(alphabet="abcdeéèêàçÎîôABCDE '-.0123456789()", max_size=20))
def test_text_without_capital_c_is_left_alone(text):
    clean = text.replace("C", "B").strip()
    if clean:
        assert repaired(clean) == clean


@pytest.mark.parametrize("text", ["RES. C (NORD)", "Bât C1", "BatC4", "C'est", "ABC)"])
def test_labels_that_only_look_damaged_are_left_alone(text):
    assert repaired(text) == text


def test_lost_letters_are_counted():
    column = pd.Series(pd.Categorical(["Rue de la Libert?", "R?s.", "Nord", "Vall\ufffde", "?"]))
    assert count_lost_letters(column) == 3


def test_rows_changed_are_counted_not_values():
    column = pd.Series(pd.Categorical(["VallC)e", "Vallée", "VallC)e"]))
    assert repair_letters(column)[1] == 2
