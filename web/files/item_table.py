"""The items that a query finds as rows of a file, and what stands above them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

from config.wording import sentence
from pipeline.jobs.items.listing import Sought, all_items
from pipeline.jobs.ledger.counting import names_of
from records import Plan
from times import HANOI, from_iso, shown_moment
from web.caller import Caller
from web.configuration_notices import fault_line
from web.queries.item_query import Wanted, described, genre_name, tone_name
from web.rendering import shown_number, shown_when

COLUMNS = ("title", "outlet", "published_at", "themes", "tone", "genre", "channel", "relevance", "url", "id")


def written_out(lines: Iterator[str]) -> tuple[IO[bytes], int]:
    """A file of these lines, at its beginning, for who closes it, and how many there are below the first."""
    out, count = tempfile.SpooledTemporaryFile(max_size=2**21), 0  # noqa: SIM115, closed when it was sent
    try:
        for count, line in enumerate(lines):  # noqa: B007
            out.write(line.encode())
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out, count


def plan_of_file(me: Caller, sought: Sought) -> Plan:
    """The plan by whose names the rows are told: the one that is asked for, else the default one."""
    return me.configuration.plans[sought.filters.plan] if sought.filters.plan else me.plan


def item_rows(me: Caller, sought: Sought, most: int, *, plain: bool = False) -> Iterator[dict[str, Any]]:
    """At most so many of the items that are sought, a dict of COLUMNS each; ``plain``: moments as text."""
    names = names_of(me.configuration, plan_of_file(me, sought))
    for row in all_items(me.home, sought, configuration=me.configuration, most=most):
        yield {**_told(row, names, of_province=bool(sought.filters.plan)), "published_at": _moment(row, plain=plain)}


def _moment(row: Mapping[str, Any], *, plain: bool) -> Any:
    """The moment of publication in Hà Nội: as text, or as a spreadsheet has it, without a zone."""
    if not row["published_at"]:
        return ""
    if plain:
        return shown_moment(row["published_at"])
    return from_iso(row["published_at"]).astimezone(HANOI).replace(tzinfo=None)


def _told(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], *, of_province: bool) -> dict[str, Any]:
    """A row in words."""
    subject = {1: "nhac", 2: "chinh"}[row["relevance"]]
    return {
        "title": row["title"], "outlet": names["outlet"].get(row["outlet"], row["outlet"]),
        "themes": "; ".join(names["sub"].get(sub, sub) for sub in row["themes"]), "tone": tone_name(row["tone"]),
        "genre": genre_name(row["genre"]), "channel": sentence(f"channel.{row['channel']}"),
        "relevance": sentence(f"web.items.subject.{subject}") if of_province else "",
        "url": row["url"], "id": row["id"],
    }  # fmt: skip


def lines_above(me: Caller, wanted: Wanted, sought: Sought, count: int, *, gap_days: int) -> list[str]:
    """What stands above the table: what was asked, how much that is, and when."""
    key, facts = ("web.items.floor", {"days": gap_days}) if gap_days else ("web.items.count", {})
    made = sentence("web.items.made", moment=shown_when(me.now), who=me.by)
    return [
        described(wanted, me.configuration, plan_of_file(me, sought)),
        sentence(key, count=shown_number(count), **facts),
        made,
        *fault_line(me.fault),
    ]
