"""The names of relevant items: organisations and office-holders, found for search and for grouping events."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from config.load import Configuration
from nlp.reading import read
from pipeline.jobs.report import Progress, silent
from storage.names import Named, NameStore, Unnamed
from storage.store import Store

if TYPE_CHECKING:
    from nlp.names import Namer

ITEMS_A_BATCH = 50
MODELS = 1  # the version of the tagger that nlp/tagging.py builds; raise it whenever its output changes


def namer_of(configuration: Configuration) -> Namer:
    """The finder of names; loading it costs a second and some 200 MB, so only who needs it asks."""
    from nlp.names import Namer
    from nlp.tagging import Tagger

    return Namer(Tagger(), configuration.lexicons["names"])


def find_names(
    store: Store,
    configuration: Configuration,
    *,
    load: Callable[[Configuration], Namer] = namer_of,
    progress: Progress = silent,
) -> int:
    """Find the names of the items about a province that have none yet; returns of how many items.

    Items about none of the provinces are not read, and lose the names that they had.
    """
    digest = hashlib.sha256(repr(configuration.lexicons["names"]).encode()).hexdigest()[:8]
    names = NameStore(store.db, list(configuration.provinces), f"names@{MODELS}.{digest}")
    names.forget()
    waiting = names.stale(ITEMS_A_BATCH)
    namer = load(configuration) if waiting else None
    done = 0
    while waiting and namer:
        names.save([(one, _names(namer, one)) for one in waiting])
        done += len(waiting)
        progress("progress.names", done, 0)
        waiting = names.stale(ITEMS_A_BATCH, waiting[-1].number)
    return done


def _names(namer: Namer, one: Unnamed) -> list[Named]:
    return [(name.kind, name.text, name.office, *name.span) for name in namer.names(read(one.article))]
