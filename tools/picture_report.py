"""Photograph the report of the demo in Chromium, for the README: ``docs/images/rapport.png``.

``make images`` runs it after the demo. Everything shown is fictitious.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "rapport.png"
SIZE = (1300, 2300)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")


def main(demo: Path) -> None:
    """Write the picture of ``diffusion/rapport.html``, in few colours."""
    from PIL import Image

    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium est absent : la photographie du rapport n’est pas refaite.")
    page = (demo / "diffusion" / "rapport.html").resolve()
    with tempfile.TemporaryDirectory() as place:
        shot = Path(place) / "rapport.png"
        window = "--window-size={},{}".format(*SIZE)
        profile = f"--user-data-dir={place}/profil"
        command = [chromium, *FLAGS, profile, window, f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        picture = Image.open(shot).convert("RGB").quantize(128, dither=Image.Dither.NONE)
        picture.save(TARGET, optimize=True)
    print(f"{TARGET.name} : {TARGET.stat().st_size // 1024} ko")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/demo"))
