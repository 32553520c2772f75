"""What libraries and the system refuse is one French sentence, and true metres are known."""

import errno

import numpy as np
import pytest
from pyproj import CRS, Transformer

from geotools.boundaries import (
    cut,
    library_sentence,
    read_own_toml,
    reading,
    system_sentence,
)
from geotools.errors import ConfigurationError, GeometryError, InputError
from geotools.metres import TOLERANCE, check_metres, read_crs, scale_error, true_system

CITIES = {"Brest": (-4.5, 48.4), "Lyon": (4.8, 45.7), "Ajaccio": (8.7, 41.9)}


def bounds(system, lon, lat):
    x, y = Transformer.from_crs(4326, system, always_xy=True).transform(lon, lat)
    return np.array([[x, y, x + 100, y + 100]])


@pytest.mark.parametrize("system", [2154, 3035, 27572, 3946, 32631])
@pytest.mark.parametrize("city", CITIES)
def test_the_systems_in_use_draw_true_metres(system, city):
    check_metres(CRS(system), bounds(system, *CITIES[city]), "couche")


@pytest.mark.parametrize("system", [3857, 54009, 3395, 8857, 5490, 32620, 3034, "EPSG:3832"])
def test_other_systems_are_found_by_their_scale_and_not_by_a_list(system):
    crs = CRS(f"ESRI:{system}" if system == 54009 else system)
    with pytest.raises(GeometryError, match="distances sont fausses"):
        check_metres(crs, bounds(crs, *CITIES["Lyon"]), "couche")


def test_web_mercator_is_off_by_one_over_the_cosine_of_the_latitude():
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(4.8, 45.7)
    off = scale_error(CRS(3857), np.array([x]), np.array([y]))[0]
    assert off == pytest.approx(1 / np.cos(np.radians(45.7)) - 1, abs=5e-3)


@pytest.mark.parametrize(
    ("place", "legal"), [((55.5, -21.1), 2975), ((-61.0, 14.6), 5490), ((4.8, 45.7), 2154)]
)
def test_a_layer_is_measured_in_the_legal_system_of_its_territory(place, legal):
    assert true_system(CRS(3857), bounds(3857, *place), "couche") == CRS(legal)
    assert TOLERANCE <= 0.01


@pytest.mark.parametrize("given", ["abc", "EPSG:9999999", "/tmp/x.prj", "x" * 100_000, "", 123456])
def test_a_system_that_is_none_is_named_short(given):
    with pytest.raises(GeometryError, match="n’est pas connu") as refusal:
        read_crs(given)
    assert len(str(refusal.value)) < 250


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disque est plein"),
        (errno.EFBIG, "taille des fichiers"),
        (errno.EROFS, "lecture seule"),
        (errno.EACCES, "accès est refusé"),
        (errno.ENAMETOOLONG, "trop long"),
        (errno.ENOTDIR, "tient la place d’un dossier"),
        (9999, "erreur 9999"),
    ],
)
def test_the_system_speaks_french(code, words):
    assert words in system_sentence(OSError(code, "in English", "a.csv"))
    assert "a.csv" in system_sentence(OSError(code, "in English", "a.csv"))


def test_lack_of_memory_and_depth_are_sentences():
    assert "mémoire" in system_sentence(MemoryError())
    assert "imbriqué" in system_sentence(RecursionError())
    assert system_sentence(KeyError("x")) is None and library_sentence(KeyError("x")) is None


def test_what_a_library_says_is_never_repeated(tmp_path):
    with pytest.raises(InputError) as refusal, reading(tmp_path / "f.gpkg"):
        raise ValueError("row 12: secret")
    assert "secret" not in str(refusal.value) and "f.gpkg" in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a = ", "pas du TOML"),
        (b"a = '\xff'", "UTF-8"),
        (b"a = " + b"[" * 20_000, "emboîte|TOML"),
        (b"#" * 1_000_001, "dix fois trop"),
    ],
)
def test_a_toml_of_a_person_is_refused_in_french(tmp_path, content, words):
    (tmp_path / "f.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=words):
        read_own_toml(tmp_path / "f.toml", "La règle ne se lit pas")


def test_long_values_are_cut():
    assert len(cut("x" * 100_000)) == 120 and cut("a\nb") == "a b"
