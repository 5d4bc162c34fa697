"""What became of an item: edits with what they changed, corrections, copies, removal; and the lines that tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from config.load import Configuration
from config.wording import sentence
from pipeline.changes import Change, Piece, Text, Yardstick
from pipeline.jobs.items.reach import reach_lines
from pipeline.jobs.items.voices import voice_lines
from times import HANOI, from_iso, shown_moment

Found = Mapping[str, Any]
CONTEXT = 6  # words that are shown on each side of a change
PERCENT = 100


_yardstick = lru_cache(maxsize=4)(Yardstick.of)  # made of some two hundred phrases, the same for every item


def with_history(found: Found, configuration: Configuration, **linked: Sequence[Found]) -> dict[str, Any]:
    """An item's view with its edits ("changes"), the last sighting, and what it is linked to, such as its copies."""
    seen = [
        row["at"] for row in found["requests"] if row["kind"] == "page" and row["outcome"] in ("ok", "not-modified")
    ]
    return {
        **found,
        "last_seen_at": max(seen, default=None),
        "changes": list(_changes(found, _yardstick(configuration.lexicons["changes"]))),
        **linked,
    }


def _changes(found: Found, yardstick: Yardstick) -> Iterator[dict[str, Any]]:
    """Each edit, oldest first: between which versions, of which kinds, the words side by side."""
    for old, new in pairwise(reversed(found["versions"])):
        change = yardstick.change(_text(old), _text(new))
        yield {
            "from": old["number"], "to": new["number"], "seen_at": new["seen_at"],
            "before": _last_sighting(found, new["seen_at"]), "material": change.is_material,
            "kinds": list(change.kinds), "pieces": _pieces(change),
        }  # fmt: skip


def _text(version: Found) -> Text:
    return Text(version["title"], "\n".join(part for part in (version["lede"], version["body"]) if part))


def _last_sighting(found: Found, moment: str) -> str | None:
    """When the page was last seen before a moment: the edit happened since."""
    seen = [row["at"] for row in found["requests"] if row["kind"] == "page" and row["at"] < moment]
    return max(seen, default=None)


def _pieces(change: Change) -> list[dict[str, str]]:
    """The changed stretches: what stood there and what stands there, with the words before and behind ("was",
    "became", "before", "behind"), and both sides as one line in brackets ("old", "new")."""
    pieces = change.pieces
    return [_piece(pieces, place) for place, piece in enumerate(pieces) if not piece.is_same]


def _piece(pieces: Sequence[Piece], place: int) -> dict[str, str]:
    piece = pieces[place]
    before = " ".join(pieces[place - 1].new.split()[-CONTEXT:]) if place else ""
    behind = " ".join(pieces[place + 1].new.split()[:CONTEXT]) if place + 1 < len(pieces) else ""
    old, new = (" ".join(part for part in (before, f"[{side}]", behind) if part) for side in (piece.old, piece.new))
    return {"old": old, "new": new, "before": before, "was": piece.old, "became": piece.new, "behind": behind}


# --- in words ---


def history_lines(found: Found, names: Mapping[str, str]) -> Iterator[str]:
    """Copies, event, corrections, comments and removal of an item in sentences; ``names`` are those of the outlets."""
    yield from _copy_lines(found["copies"], names)
    for event in found["event"]:
        facts = {"first": _moment(event["first_at"]), "last": _moment(event["last_at"]), "items": event["items"]}
        yield sentence("history.event", name=event["name"], outlets=event["outlets"], **facts)
    for row in found["corrections"]:
        keys = {"corrected-by": "history.corrected-by", "corrects": "history.corrects"}
        yield sentence(keys[row["role"]], title=row["title"], item=row["item"], moment=_moment(row["at"]))
    yield from voice_lines(found["comments"])
    if found["removed_at"] and found["last_seen_at"]:
        facts = {"seen": _moment(found["last_seen_at"]), "absent": _moment(found["removed_at"])}
        yield sentence("history.removed", **facts)


def _copy_lines(copies: Sequence[Found], names: Mapping[str, str]) -> Iterator[str]:
    if copies:
        yield sentence("copies.title", outlets=len({row["outlet"] for row in copies}))
    for row in copies:
        facts = {
            "outlet": names.get(row["outlet"], row["outlet"]), "title": row["title"], "item": row["item"],
            "moment": _moment(row["published_at"]), "overlap": round(row["overlap"] * PERCENT),
            "taken": round(row["taken"] * PERCENT),
        }  # fmt: skip
        keys = {"original": "copies.original", "reprint": "copies.reprint", "partial": "copies.partial"}
        yield sentence(keys[row["mark"]], **facts)


def change_line(change: Found) -> str:
    """What an edit was, in one sentence."""
    kinds = ", ".join(sentence(f"change.{kind}") for kind in change["kinds"])
    facts = {"old": change["from"], "new": change["to"], "moment": _moment(change["seen_at"]), "kinds": kinds}
    key = "history.material" if change["material"] else "history.small"
    return sentence(key, before=_moment(change["before"]), **facts)


def _moment(written: str | None) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M") if written else sentence("history.unknown")


def beside_lines(found: Mapping[str, Any], outlets: Mapping[str, str]) -> Iterator[str]:
    """What stands beside the text of an item: its other appearances, files, length, and what platforms counted."""
    for row in found["appearances"]:
        facts = {"channel": sentence(f"channel.{row['channel']}"), "outlet": outlets.get(row["outlet"], row["outlet"])}
        moment = shown_moment(row["published_at"]) if row["published_at"] else "?"
        yield sentence("item.appearance", **facts, moment=moment, title=row["title"], item=row["id"])
    for row in found["enclosed"]:
        yield sentence("item.enclosed", name=row["name"], size=row["bytes"], sha256=row["sha256"])
    if found["told"] and found["told"]["seconds"]:
        minutes, seconds = divmod(found["told"]["seconds"], 60)
        yield sentence("item.lasts", minutes=minutes, seconds=f"{seconds:02}")
    yield from reach_lines(found["totals"])
