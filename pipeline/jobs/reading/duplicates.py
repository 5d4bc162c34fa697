"""Finds the copies of what is new or has changed, and puts each item into its cluster; no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import lru_cache

import numpy as np

from config.load import Configuration
from pipeline.duplicates import Copy, Member, clusters, credited, names_of, together
from pipeline.jobs.report import Progress, silent
from pipeline.pairs import Prepared, overlap, prepared
from pipeline.sketches import SketchIndex
from storage.duplicates import CopyStore, Sketched
from storage.store import Store

ITEMS_A_BATCH = 200
REMEMBERED = 2000  # texts made ready for comparing; a hot story's are compared again and again

Text = tuple[str, Prepared]  # an item's id with it


def find_copies(store: Store, configuration: Configuration, *, progress: Progress = silent) -> int:
    """Compare every item that is new or reads differently with all others; returns how many were compared.

    Killed anywhere, the next run goes on. What is found does not depend on the order in which items came: a pair is
    judged by its two texts, a cluster by all pairs of the items that hang together.
    """
    copies = CopyStore(store.db)
    total, done, last = copies.count_stale(), 0, 0
    if total:
        index = _index(copies)
        ready = lru_cache(maxsize=REMEMBERED)(lambda number: _ready(copies, number))
        while rows := copies.stale(ITEMS_A_BATCH, last):
            copies.save([_sketched(row, index, ready) for row in rows])
            last, done = rows[-1]["number"], done + len(rows)
            progress("progress.copies", done, total)
    regroup(copies, names_of(configuration.outlets.values()))
    return done


def _index(copies: CopyStore) -> SketchIndex:
    index = SketchIndex()
    for number, packed in copies.sketches():
        index.add(number, np.frombuffer(packed, dtype=np.uint32))
    return index


def _ready(copies: CopyStore, number: int) -> Text | None:
    row = copies.texts([number]).get(number)
    return (row["id"], prepared(row["title"], row["text"])) if row else None


def _sketched(row: Mapping[str, str | int], index: SketchIndex, ready: Callable[[int], Text | None]) -> Sketched:
    item, number = str(row["id"]), int(row["number"])
    one = prepared(str(row["title"]), str(row["text"]))
    found = []
    for near in index.near(one.sketch):
        other = ready(near)
        if other and other[0] != item and (shares := overlap(one, other[1])):
            pair = (item, other[0], shares.one, shares.other)
            found.append(pair if item < other[0] else (other[0], item, shares.other, shares.one))
    index.add(number, one.sketch)
    return Sketched(item, str(row["reading_sha256"]), one.sketch.tobytes(), found)


def regroup(copies: CopyStore, names: Mapping[str, frozenset[str]]) -> None:
    """Make the clusters anew that a change touched."""
    for group in together(copies.to_regroup(), copies.near):
        items = sorted(group)
        members = {
            row["id"]: Member(row["id"], row["outlet"], row["at"], credited(row["credit"], names))
            for row in copies.members(items)
        }
        pairs = [Copy(*pair) for pair in copies.pairs_among(items)]
        copies.place(items, [asdict(place) for place in clusters(members, pairs)])
