"""Which encoding a text file is written in, judged on its bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

import numpy as np

_REPLACEMENT = "\ufffd"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 little-endian starts as UTF-16 does: it comes first."""

_FRENCH = {
    **dict.fromkeys("âäëïöùûüÿæœÂÄËÎÏÔÖÙÛÜŸÆŒ«»°€²–\u00a0", 1),
    **dict.fromkeys("éèêàçôîÉÈÊÀÇ’", 4),
}
"""What accented letters and signs weigh: the commonest of French tell the encoding."""

_ONE_BYTE = ("cp1252", "cp850", "mac_roman")
"""Windows (latin-1 is a part of it), DOS and old Macintosh files, the first winning a tie."""

NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "cp850": "DOS (CP850)",
    "mac_roman": "Macintosh",
}
"""How people call each encoding."""


@dataclass
class Witness:
    """What the blocks of a file tell about its encoding, added up as they are read."""

    letters: int = 0
    damaged: int = 0
    bytes_seen: np.ndarray = field(default_factory=lambda: np.zeros(256, dtype=np.int64))

    def hear(self, block: bytes) -> None:
        """Take one more block into account."""
        if block.isascii():
            return
        text = block.decode("utf-8", errors="replace")
        earlier = block.count(_REPLACEMENT.encode())  # damage of an earlier conversion, valid UTF-8
        bad = text.count(_REPLACEMENT) - earlier
        beyond = len(text) - len(text.encode("ascii", errors="ignore"))
        self.damaged += bad
        self.letters += beyond - bad
        if bad:
            self.bytes_seen += np.bincount(np.frombuffer(block, dtype=np.uint8), minlength=256)

    def verdict(self, start: bytes) -> tuple[str, int] | None:
        """Return the encoding and how many bytes mean nothing in it; None when it is no text.

        Parameters
        ----------
        start : bytes
            The first block of the file.
        """
        marked = next((name for mark, name in _BOMS if start.startswith(mark)), None)
        if marked is not None and marked != "utf-8-sig":
            return marked, 0
        if b"\0" in start:
            wide = _wide(start)
            return None if wide is None else (wide, 0)
        if marked is None and self.damaged > self.letters:
            return max(
                ((name, self._lost(name)) for name in _ONE_BYTE), key=lambda p: self._french(p[0])
            )
        return "utf-8-sig", self.damaged

    def _french(self, encoding: str) -> int:
        return sum(
            int(self.bytes_seen[byte])
            * _FRENCH.get(bytes((byte,)).decode(encoding, errors="replace"), 0)
            for byte in range(0x80, 0x100)
        )

    def _lost(self, encoding: str) -> int:
        return sum(
            int(self.bytes_seen[byte])
            for byte in range(0x80, 0x100)
            if bytes((byte,)).decode(encoding, errors="replace") == _REPLACEMENT
        )


def _wide(start: bytes) -> str | None:
    """Recognise UTF-16 without its mark: one byte of two is nil in a text of Europe."""
    sample = np.frombuffer(start[: len(start) // 2 * 2], dtype=np.uint8)
    nil = sample == 0
    for name, high in (("utf-16-le", nil[1::2]), ("utf-16-be", nil[0::2])):
        low = nil[0::2] if name == "utf-16-le" else nil[1::2]
        if high.mean() > 0.7 and not low.any():
            return name
    return None
