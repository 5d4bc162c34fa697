"""One line of the hostile press's log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

TOLD = ("if-none-match", "if-modified-since", "cookie", "user-agent")  # the headers that are worth a line


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it; its moments are those of the press's own clock."""

    host: str
    path: str
    begun: datetime  # the request's head was read
    ended: datetime  # the answer was handed over, or the other side had left
    status: int = 200  # 0 where none was sent
    headers: Mapping[str, str] = field(default_factory=dict)
    left: bool = False  # the other side left before the answer's end
    retry_after: float | None = None  # seconds that the answer asked to be left alone
