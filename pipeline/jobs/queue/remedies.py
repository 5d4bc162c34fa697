"""What must hold before a newspaper is asked to take something back, or is said to have corrected itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casework import ABOUT_CLAIM
from config.load import Configuration
from pipeline.changes import Text, Yardstick
from pipeline.claims import register
from records import Trouble
from storage.claims import items_with_claim
from storage.corrections import corrections_of
from storage.decisions import standing
from storage.opening import Opened
from storage.queries import item
from times import from_iso


def check_claim(db: Opened, number: str, *, items: Sequence[str], province: str) -> None:
    """Correction and removal are asked for only where an item has a claim that two officers found false."""
    claim = register(standing(db, ABOUT_CLAIM, number)).get(number)
    if claim is None or claim.province != province:
        raise Trouble("claim.unknown", value=number)
    if claim.state != "refuted":
        raise Trouble("case.claim-not-refuted", number=number)
    if not set(items) & set(items_with_claim(db, number)):
        raise Trouble("case.claim-not-in-item", number=number)


def check_correction(db: Opened, configuration: Configuration, *, items: Sequence[str], since: datetime) -> None:
    """A correction is seen where an item was changed materially, taken down, or corrected by a notice."""
    yardstick = Yardstick.of(configuration.lexicons["changes"])
    if not any(_is_corrected(db, yardstick, one, since) for one in items):
        raise Trouble("case.no-correction")


def _is_corrected(db: Opened, yardstick: Yardstick, wanted: str, since: datetime) -> bool:
    found = item(db, wanted)
    if found["removed_at"] or any(row["role"] == "corrected-by" for row in corrections_of(db, wanted)):
        return True
    newest, *older = found["versions"]
    if not older or from_iso(newest["seen_at"]) < since:
        return False
    before, now = (Text(one["title"], f"{one['lede']}\n{one['body']}") for one in (older[0], newest))
    return yardstick.change(before, now).is_material
