"""What may be asked of an item beside its labels: whether it waits for an answer, was changed, removed, copied."""

from __future__ import annotations

from types import MappingProxyType

from storage.flags import WAITING

_OF_ITEM = "EXISTS (SELECT 1 FROM items s WHERE s.number = c.number AND {test})"
_FLAGGED = "EXISTS (SELECT 1 FROM flags ff WHERE ff.item = s.id{test})"
_WAITING = _FLAGGED.format(test=f" AND +ff.matter IN ({WAITING})")  # made once for a query; "+": read by item
_COPY = "EXISTS (SELECT 1 FROM places pp WHERE pp.item = s.id AND pp.original <> s.id)"
_RULED = "EXISTS (SELECT 1 FROM annotations ra WHERE ra.item = s.id AND ra.decision <> '' AND ra.overruled = '')"

# By word, a test of ``counted c``.
ITEM_STATES = MappingProxyType({
    "waiting": _OF_ITEM.format(test=_WAITING),
    "settled": _OF_ITEM.format(test=f"{_FLAGGED.format(test='')} AND NOT {_WAITING}"),
    "removed": _OF_ITEM.format(test="s.removed_at IS NOT NULL"),
    "edited": _OF_ITEM.format(test="s.version > 1"),
    "ruled": _OF_ITEM.format(test=_RULED),
    "copy": _OF_ITEM.format(test=_COPY),
    "own": _OF_ITEM.format(test=f"NOT {_COPY}"),
})  # fmt: skip
