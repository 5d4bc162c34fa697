"""How much of a platform's limit is used up, as the headers of Facebook's answers tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.social.wire import Response

_SHARES = ("call_count", "total_time", "total_cputime")
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Percent used of what the app may ask and of what this page's token may, and seconds until it is free again."""

    app: int = 0
    page: int = 0
    wait: float = 0.0


def usage_of(response: Response) -> Usage:
    """What X-App-Usage and X-Business-Use-Case-Usage say; nothing where they are absent or no JSON."""
    app = max(_shares(_parsed(response.header("X-App-Usage"))), default=0)
    cases = _parsed(response.header("X-Business-Use-Case-Usage"))
    rows = [row for some in cases.values() if isinstance(some, list) for row in some if isinstance(row, dict)]
    page = max((share for row in rows for share in _shares(row)), default=0)
    minutes = max((_number(row.get("estimated_time_to_regain_access")) for row in rows), default=0.0)
    return Usage(app, page, minutes * MINUTE)


def _parsed(written: str) -> dict[str, Any]:
    try:
        found = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shares(row: dict[str, Any]) -> Iterator[int]:
    return (int(_number(row.get(name))) for name in _SHARES)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6 else 0.0
