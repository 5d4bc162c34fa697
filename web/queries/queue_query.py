"""What the queue is asked for: the query of its address as one thing, for the page and for programs alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Query

from pipeline.jobs.queue.cases import Asked
from web.caller import Called, Caller
from web.queries.days import Day, iso_day
from web.queries.plans import PlanCode

EVERYTHING = "tat-ca"  # of states; without any word the queue shows what is not at its end
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """A restriction of the queue and the way through it."""

    asked: Asked
    state: str  # as it stands in the address
    is_mine: bool
    oldest: bool
    after: tuple[str, str] | None  # raised_at and key of the last row of the page before

    @property
    def is_narrowed(self) -> bool:
        """Is anything asked for that only the folded filters show?"""
        asked = self.asked
        own = asked.department and not self.is_mine
        return bool(asked.kind or asked.severity or asked.since or asked.until or own)


def _read(
    me: Called, *, ke_hoach: PlanCode = "", loai: str = "",
    tinh_trang: Annotated[str, Query(alias="tinh-trang")] = "", muc: str = "",
    don_vi: Annotated[str, Query(alias="don-vi")] = "", tu: Day = "", den: Day = "",
    qua_han: Annotated[str, Query(alias="qua-han")] = "", toi: str = "", xep: str = "", sau: str = "",
) -> QueueQuery:  # fmt: skip
    """The words of a query; ``toi`` stands for who asks, and for the department of that account."""
    asked = asked_of(me, {
        "ke-hoach": ke_hoach, "loai": loai, "tinh-trang": tinh_trang, "muc": muc, "don-vi": don_vi, "tu": tu,
        "den": den, "qua-han": qua_han, "toi": toi,
    })  # fmt: skip
    at, _, key = sau.partition("~")
    return QueueQuery(asked, tinh_trang, bool(toi), is_oldest_first(xep), (at, key) if key else None)


def asked_of(me: Caller, said: Mapping[str, str]) -> Asked:
    """What a query restricts the queue to; ``said`` has the query's own names, any of them may be missing."""
    state, mine = said.get("tinh-trang", ""), bool(said.get("toi"))
    own = me.user.department if me.user else ""
    return Asked(
        plan=said.get("ke-hoach", ""), kind=said.get("loai", ""), severity=said.get("muc", ""),
        state="" if state == EVERYTHING else state or PENDING,
        since=iso_day(said.get("tu", "")), until=iso_day(said.get("den", "")),
        department=own if mine else said.get("don-vi", ""), person=me.account if mine else "",
        late=bool(said.get("qua-han")),
    )  # fmt: skip


def is_oldest_first(order: str) -> bool:
    """Does the query's ``xep`` ask for what waits longest first?"""
    return order == "cu"


Queried = Annotated[QueueQuery, Depends(_read)]


def address_of(sent: str) -> str:
    """The address of the queue with a query that a page was sent: whatever it is, it stays the queue's."""
    query = urlencode([(name, value) for name, value in parse_qsl(sent) if name != "sau"])
    return f"/canh-bao?{query}" if query else "/canh-bao"


def place_of(row: dict[str, Any]) -> str:
    """A row as the query's ``sau`` names it."""
    return f"{row['raised_at']}~{row['key']}"
