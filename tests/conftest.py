"""Fixtures that every test room shares."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine is slow, not wrong: no test depends on time.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real French data, kept beside the checkout; tests say so when it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("les données réelles (../shared/data) ne sont pas là")
    return REAL_DATA
