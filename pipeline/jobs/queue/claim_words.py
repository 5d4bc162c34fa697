"""The register of claims in the words that officers read; what a machine found is never called more than to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from config.wording import sentence
from pipeline.jobs.queue.case_words import shown_day
from pipeline.jobs.queue.reasons import moment

Row = Mapping[str, Any]


def claim_table(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The register as a table."""
    return [
        {
            "claim_number": row["number"], "claim_text": row["claim"], "claim_state": state_words(row),
            "claim_body": row["body"], "claim_sources": len(row["sources"]), "claim_repeats": row["repeats"],
            "claim_rebuts": row["rebuts"], "claim_quotes": row["quotes"],
        }
        for row in rows
    ]  # fmt: skip


def state_words(row: Row) -> str:
    return sentence(f"claim-state.{row['state']}")


def claim_lines(row: Row) -> Iterator[str]:
    """One claim: wordings, sources, officers' words, and the sentences that are to be read."""
    yield sentence("claim.line", number=row["number"], text=row["claim"], state=state_words(row))
    yield sentence("claim.body", body=row["body"], by=row["by"], moment=moment(row["at"]))
    for variant in row["variants"]:
        yield sentence("claim.variant", text=variant)
    for one in row["sources"]:
        own = sentence("claim.own") if one["own"] else ""
        yield sentence("claim.source", name=one["name"], document=one["document"], day=shown_day(one["day"]), own=own)
    yield from _statements(row)
    yield sentence("claim.matches", count=len(row["items"]))
    for one in row["items"]:
        yield _match(one)


def _statements(row: Row) -> Iterator[str]:
    """What officers said; one officer's word alone is told as waiting, never as the state."""
    for one in row["statements"]:
        if one["state"] == "refuted" and row["state"] != "refuted":
            yield sentence("claim.half", name=one["by"])
        else:
            facts = {"moment": moment(one["at"]), "by": one["by"], "document": one["document"]}
            yield sentence("claim.statement", state=sentence(f"claim-state.{one['state']}"), **facts)


def _match(one: Row) -> str:
    facts = {name: one[name] for name in ("title", "outlet", "item")}
    when = moment(one["published_at"]) if one["published_at"] else sentence("history.unknown")
    score = f"{one['score']:.2f}".replace(".", ",")
    stance = sentence(f"stance.{one['stance']}")
    return sentence("claim.match", stance=stance, score=score, words=one["sentence"], moment=when, **facts)
