"""What the pages refuse, and with which status a fault is told."""

from __future__ import annotations

from records import Trouble

_STATUS = (("storage.", 503), ("home.", 503), ("accounts.", 503))
_NOT_FOUND, _CONFLICT = ("unknown", "no-such", "bad-week"), ("changed", "taken", "locked")


class Refused(Exception):
    """A request that is not served: its status, the key of its sentence with facts, and what headers go with it."""

    def __init__(self, status: int, key: str, *, headers: dict[str, str] | None = None, **facts: object) -> None:
        super().__init__(key)
        self.status, self.key, self.facts, self.headers = status, key, facts, headers or {}


def status_of(trouble: Trouble) -> int:
    """The status of a fault that a job told: not there, changed meanwhile, cannot now, or asked wrongly."""
    place, _, what = trouble.key.rpartition(".")
    if any(word in what for word in _NOT_FOUND):
        return 404
    if any(word in what for word in _CONFLICT):
        return 409
    return next((status for start, status in _STATUS if f"{place}.".startswith(start)), 400)
