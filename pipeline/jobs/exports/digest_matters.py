"""What a digest says is to be answered: the queue's matters that no earlier digest told, and those that are overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from casework import OF_TEXT
from config.load import Configuration
from pipeline.jobs.queue.cases import with_reasons
from storage.flags import QueueFilter, flagged_items, queue
from storage.opening import Opened
from storage.rulings import heirs_of
from times import iso

SECOND = timedelta(seconds=1)  # moments are written in whole seconds; the queue's end is exclusive
Row = dict[str, Any]


class ToldBefore(Protocol):
    """An earlier digest; ``matters`` is None where it was made before digests kept them."""

    @property
    def since(self) -> datetime: ...
    @property
    def matters(self) -> frozenset[str] | None: ...


def matters_to_answer(
    db: Opened, configuration: Configuration, province: str, earlier: Sequence[ToldBefore],
    *, since: datetime, until: datetime, day: date,
) -> list[Row]:  # fmt: skip
    """Rows of the queue with reasons and the text of their first items: overdue ones, then the newest first."""
    told = _named_now(db, frozenset[str]().union(*(one.matters for one in earlier if one.matters)))
    before = min((one.since for one in earlier if one.matters is not None), default=since)

    def asked(**more: Any) -> list[Row]:
        return queue(db, QueueFilter(province=province, as_of=iso(until + SECOND), **more))

    fresh = asked(states=("open",), since=iso(min(before, since) + SECOND), until=iso(until + SECOND))
    fresh = [row for row in [*fresh, *asked(states=("renewed",))] if name_of(row) not in told]
    rows = {row["key"]: row for row in [*asked(late_on=day.isoformat()), *fresh]}
    return _with_texts(db, with_reasons(db, configuration, list(rows.values()), until))


def name_of(row: Row) -> str:
    """A matter in digests; one that more was raised of since a step is another. The models' kinds are one question."""
    kind = "text" if row["raised_as"] in OF_TEXT else row["raised_as"]
    more = f"|{row['key']}+{row['since_decided']}" if row["state"] == "closed" else ""
    return f"{kind}|{row['anchor']}{more}"


def _named_now(db: Opened, names: Iterable[str]) -> frozenset[str]:
    """Names of matters, each whose first item was merged into another with that one."""
    parts = [(kind, *rest.partition("|")) for kind, _, rest in (name.partition("|") for name in names)]
    heirs = heirs_of(db, (item for _, item, *_ in parts))
    return frozenset(f"{kind}|{heirs.get(item, item)}{''.join(more)}" for kind, item, *more in parts)


def _with_texts(db: Opened, rows: Sequence[Row]) -> list[Row]:
    """Each row as an entry of its first item; "id" is the item's."""
    found = {(one["matter"], one["item"]): one for one in flagged_items(db, [row["key"] for row in rows])}
    lacks: Row = {"spans": [], "lede": "", "body": ""}
    texts = (found.get((row["key"], row["anchor"]), lacks) for row in rows)
    return [
        {**row, "id": row["anchor"], **{name: text[name] for name in lacks}}
        for row, text in zip(rows, texts, strict=True)
        if row["title"] is not None  # all its items were merged into others
    ]
