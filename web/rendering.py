"""The templates: always escaped, never silent about a name that is missing, with the words that officers read."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.wording import page_sentence, reason_sentence, sentence
from times import iso, shown_moment
from web import configuration_notices
from web.addresses import with_query
from web.error_messages import without_signatures
from web.presenters.labelled_cells import labelled
from web.presenters.user_agents import browser_name
from web.queries.days import shown_as_typed
from web.roles import Role

HERE = Path(__file__).parent
STATIC = HERE / "static"


def templates() -> Environment:
    """The environment in which every page is made."""
    loader = FileSystemLoader(HERE / "templates")
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip
    made.globals |= {
        "s": sentence,
        "page_s": page_sentence,
        "reason": reason_sentence,
        "asset": asset,
        "with_query": with_query,
        "Role": Role,
        "configuration_notices": configuration_notices,
    }
    made.filters |= {
        "day": shown_day,
        "moment": shown_moment,
        "when": shown_when,
        "number": shown_number,
        "floor": shown_floor,
    }
    made.filters |= {"typed": shown_as_typed, "labelled": labelled, "browser": browser_name}
    made.filters |= {"unsigned": without_signatures}
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file; another content is another address, so browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def shown_day(written: str | date | None) -> str:
    """A day as officers read it: 20/07/2026; "" for none."""
    if not written:
        return ""
    return (date.fromisoformat(written) if isinstance(written, str) else written).strftime("%d/%m/%Y")


def shown_number(number: int | float) -> str:
    """A number as it is written in Vietnamese: 1.234 and 0,5."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


def shown_floor(number: int | float, gap_days: int = 0) -> str:
    """A count as it may be said: "≥ 1.234" where days lack, for there may be more; never parted at a line's end."""
    return f"≥\u00a0{shown_number(number)}" if gap_days else shown_number(number)


def shown_when(moment: datetime) -> str:
    """An aware moment in Hà Nội time: 20/07/2026 06:05."""
    return shown_moment(iso(moment))
