"""What time it is, or what time a reproducible run is told that it is."""

from __future__ import annotations

import os
from datetime import datetime, timezone

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable of the reproducible-builds project: seconds since 1970, in UTC."""


def now() -> datetime:
    """Return the present, with its time zone; the date that ``SOURCE_DATE_EPOCH`` says, if any."""
    told = os.environ.get(EPOCH, "")
    if told.isdigit():
        return datetime.fromtimestamp(int(told), tz=timezone.utc)
    return datetime.now().astimezone()
