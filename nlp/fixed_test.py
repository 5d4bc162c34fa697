"""The fixed test part: texts by which models are compared and from which none may learn, as digests."""

from __future__ import annotations

from pathlib import Path

DIGESTS = Path(__file__).parent / "models" / "tested_on.txt"


def fixed_test() -> frozenset[str]:
    """SHA-256 of each text of the fixed test part."""
    return frozenset(DIGESTS.read_text("ascii").split())
