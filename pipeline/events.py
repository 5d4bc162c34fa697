"""Groups items that tell of one happening in words of their own, as they come, within a window of time.

An item joins the event to whose latest items it is most like, if it is like enough: a mean over half of them, so
that a topic (a season, a championship) does not grow into one event by its loose ends, and less the longer ago they
were, so that what is in the news every day does not either. Which event an item joins depends only on the items
before it in time: :func:`grouped` may begin anywhere behind what has not changed.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from text import matching, words

# In the middle of where both halves of tests/gold/events.jsonl score alike (docs/choices.md); events_span.jsonl,
# labelled before, was looked at once, afterwards.
ALIKE = 0.08  # cosine, after fading
FADING = 0.7  # of likeness over the window: what was told three days before counts 0.3 times
WINDOW_HOURS = 72.0  # an event's items of longer ago say nothing of whether it goes on
HALF, LEAST = 0.5, 2  # share of an event's items in the window that are compared, and how many at least
UNLIKE = 0.03  # cosine below which two items are taken to have nothing in common
HEADLINE = 3.0  # times that a headline's words count
LONGEST = 2400  # characters of a body: what happened stands at its beginning
KEPT = 100  # of an item's syllables and pairs the rarest; of 60, 100, 200 and all as good as any, and quick
BUCKETS = 2**18  # of the table of commonness
SCALE = 20.0  # of its logarithms, in a byte
BLOCK = 400  # items that are compared with their window at a time: some megabytes

Table = NDArray[np.uint8]
_MIX = np.uint64(0x9E3779B97F4A7C15)  # of splitmix64: its products spread over all bits


@dataclass(frozen=True, slots=True)
class Told:
    """What an item tells, and when; ``event`` where it has been grouped already."""

    id: str
    hour: float  # of publication, since 1970
    title: str
    body: str
    event: str = ""


class Rarity:
    """How rare syllables and pairs of them are: from a table of how many of a background's articles have them."""

    def __init__(self, table: Table) -> None:
        common = np.expm1(table.astype(np.float64) / SCALE)
        self._rarity = np.log((common[-1] + 1) / (common[:-1] + 1)).clip(min=0)

    def row(self, title: str, body: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Columns of a text's rarest syllables and pairs in order, and their weights, of length 1 together."""
        said = [(HEADLINE, _grams(title)), (1.0, _grams(body[:LONGEST]))]
        grams, places = np.unique(np.concatenate([found for _, found in said]), return_inverse=True)
        times = np.concatenate([np.full(len(found), count) for count, found in said])
        weights = (1 + np.log(np.bincount(places, times))) * self._rarity[grams % len(self._rarity)]
        kept = np.sort(np.argsort(-weights, kind="stable")[:KEPT])
        grams, weights = grams[kept], weights[kept]
        return grams, weights / (math.sqrt(float(weights @ weights)) or 1.0)

    def matrix(self, items: Iterable[Told]) -> csr_matrix:
        """One row an item."""
        rows = [self.row(item.title, item.body) for item in items]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.empty(0, np.int64), *(columns for columns, _ in rows)])
        weights = np.concatenate([np.empty(0, np.float64), *(weights for _, weights in rows)])
        used, columns = np.unique(columns, return_inverse=True)  # turning it takes as long as it has columns
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(used)))


def _grams(text: str) -> NDArray[np.int64]:
    """A number for each syllable of a text, and for each two that follow one another."""
    one = np.array([_number(syllable) for syllable in words(matching(text))], dtype=np.uint64)
    two = (one[:-1] * _MIX + one[1:]) >> np.uint64(16)
    return np.concatenate([one, two & np.uint64(0xFFFFFFFF)]).astype(np.int64)


@lru_cache(maxsize=2**16)
def _number(syllable: str) -> int:
    return zlib.crc32(syllable.encode())


def grouped(items: Sequence[Told], rarity: Rarity) -> dict[str, str]:
    """The event of each item that has none, by its first item's id; ``items`` in order of hour and id.

    Items that have an event stand before those that have none.
    """
    events = [item.event for item in items]
    hours = np.array([item.hour for item in items])
    window = _Window(hours)
    for place, (places, likeness) in enumerate(_likenesses(rarity.matrix(items), hours, events)):
        events[place] = events[place] or window.joined(place, places, likeness) or items[place].id
        window.add(place, events[place])
    return {item.id: event for item, event in zip(items, events, strict=True) if not item.event}


def _likenesses(
    matrix: csr_matrix, hours: NDArray[np.float64], events: Sequence[str]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Of each item the places of those before it in its window that are like it, and how much; nothing if grouped."""
    done = sum(map(bool, events))
    yield from ((np.empty(0, np.int64), np.empty(0)) for _ in range(done))
    for start in range(done, len(hours), BLOCK):
        end = min(start + BLOCK, len(hours))
        first = int(np.searchsorted(hours, hours[start] - WINDOW_HOURS))
        block = (matrix[start:end] @ matrix[first:end].T).tocsr()
        block.sort_indices()
        for place in range(start, end):
            row = slice(block.indptr[place - start], block.indptr[place - start + 1])
            places, likeness = block.indices[row].astype(np.int64) + first, block.data[row]
            kept = (places < place) & (likeness >= UNLIKE) & (hours[places] >= hours[place] - WINDOW_HOURS)
            ago = hours[place] - hours[places[kept]]
            yield places[kept], likeness[kept] * (1 - FADING * ago / WINDOW_HOURS)


class _Window:
    """The events so far, each with the hours of its items."""

    def __init__(self, hours: NDArray[np.float64]) -> None:
        self._hours = hours
        self._event: list[str] = []
        self._members: dict[str, list[float]] = {}

    def add(self, place: int, event: str) -> None:
        self._event.append(event)
        self._members.setdefault(event, []).append(float(self._hours[place]))

    def joined(self, place: int, places: NDArray[np.int64], likeness: NDArray[np.float64]) -> str:
        """The event to which an item belongs, "" for none."""
        alike: dict[str, list[float]] = {}
        for near, like in zip(places.tolist(), likeness.tolist(), strict=True):
            alike.setdefault(self._event[near], []).append(like)
        since = float(self._hours[place]) - WINDOW_HOURS
        scores = {event: self._score(event, found, since) for event, found in alike.items() if max(found) >= ALIKE}
        best = max(scores, key=lambda event: (scores[event], event), default="")
        return best if best and scores[best] >= ALIKE else ""

    def _score(self, event: str, likeness: Sequence[float], since: float) -> float:
        """The mean over half of an event's items in the window; those that are unlike count as 0."""
        members = sum(hour >= since for hour in self._members[event])
        compared = min(members, max(LEAST, math.ceil(members * HALF)))
        return sum(sorted(likeness, reverse=True)[:compared]) / compared


def name_of(items: Sequence[Told], rarity: Rarity) -> str:
    """The headline that says most of what the others say; of equals the earliest."""
    matrix = rarity.matrix(Told(item.id, item.hour, item.title, "") for item in items)
    shares = np.asarray((matrix @ matrix.T).sum(axis=1)).ravel().round(9)
    return items[int(shares.argmax())].title


def table_of(texts: Iterable[str]) -> Table:
    """The table of commonness of a background: logarithms, the last for the number of its articles."""
    found = np.zeros(BUCKETS + 1, dtype=np.float64)
    for text in texts:
        found[np.unique(_grams(text) % BUCKETS)] += 1
        found[-1] += 1
    return np.rint(np.log1p(found) * SCALE).clip(0, 255).astype(np.uint8)
