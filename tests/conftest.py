"""Fixtures that every test room shares."""

from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real French data, kept beside the checkout; tests say so when it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("les données réelles (../shared/data) ne sont pas là")
    return REAL_DATA
