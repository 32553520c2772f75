"""Files of the network: refused unless asked for, then read whole or not at all."""

import pytest

from geotools.diagnostic.configuration import load_configuration
from geotools.errors import ConfigurationError, InputError
from geotools.sources.remote import fetched
from tests.web import served

BODY = b"a;b\n1;2\n" * 5_000


def written(folder, address, more=""):
    path = folder / "territoire.toml"
    path.write_text(
        '[territoire]\nnom = "A"\nmillesime = 2024\n[sources.logements]\nformat = "rpls"\n'
        f'fichier = "{address}"\n{more}'
    )
    return path


def test_an_address_is_refused_unless_asked_for_and_then_copied_whole(tmp_path):
    with served({"/rpls%202024.csv": (200, len(BODY), BODY)}) as site:
        address = f"{site}/rpls%202024.csv"
        with pytest.raises(ConfigurationError, match="distant = true"):
            load_configuration(written(tmp_path, address))
        read = load_configuration(written(tmp_path, address, "distant = true\n"))
        copy = read.sources["logements"].fichier
        assert copy.name == "rpls 2024.csv"
        assert copy.read_bytes() == BODY
        assert copy.stat().st_mode & 0o077 == 0 or copy.parent.stat().st_mode & 0o077 == 0


def test_a_lost_connection_leaves_nothing_to_read_by_mistake():
    with served({"/x.csv": (200, 10 * len(BODY), BODY)}) as site:
        with pytest.raises(InputError, match="perdue en route"):
            fetched(f"{site}/x.csv")
        with pytest.raises(InputError, match="répond 404"):
            fetched(f"{site}/absent.csv")
    with pytest.raises(InputError, match="ne répond pas"):
        fetched(f"{site}/x.csv")


@pytest.mark.parametrize(
    "address",
    [
        "https://moi:secret-1@exemple.invalid/x.csv",
        "https://exemple.invalid/x.csv?X-Amz-Signature=secret-1",
        "s3://seau/x.parquet?token=secret-1",
    ],
)
def test_a_password_or_a_token_is_refused_and_not_repeated(address):
    with pytest.raises(ConfigurationError) as refused:
        fetched(address)
    assert "secret-1" not in str(refused.value)


def test_virtual_files_of_gdal_are_refused_even_when_asked_for(tmp_path):
    path = written(tmp_path, "/vsicurl/https://exemple.invalid/x.csv", "distant = true\n")
    with pytest.raises(ConfigurationError):
        load_configuration(path)
