"""What readers say under an item, in totals: how many, how many of them praise and blame; nothing by reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.load import Configuration
from config.wording import sentence
from times import HANOI, from_iso


def voices(found: Mapping[str, Any] | None, configuration: Configuration) -> dict[str, Any] | None:
    """Totals of an item's comments: "total" as the outlet counts them (None where it does not), "read" of them by how
    many "readers", "at" of the last look, "tones"; None where none were asked for."""
    if found is None:
        return None
    from nlp.comments import CommentTone, totals

    tone = CommentTone(configuration.lexicons["comments"])
    tones = totals([(one["text"], one["likes"]) for one in found["said"]], tone)
    facts = {name: found[name] for name in ("total", "readers", "at")}
    return {
        **facts,
        "read": len(found["said"]),
        "by": tone.by,
        "tones": {label or "unsure": one for label, one in tones.items()},
    }


def voice_lines(view: Mapping[str, Any] | None) -> Iterator[str]:
    """The totals in sentences."""
    if view is None:
        return
    at = from_iso(view["at"]).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")
    if not view["read"]:
        yield sentence("comments.none", moment=at)
        return
    of = sentence("comments.of", total=view["total"]) if (view["total"] or 0) > view["read"] else ""
    yield sentence("comments.count", read=view["read"], of=of, readers=view["readers"], moment=at)
    said = {f"{name}_{what}": number for name, one in view["tones"].items() for what, number in one.items()}
    yield sentence("comments.tones", **said)
