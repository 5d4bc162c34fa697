"""A replayed WARC file as visits of a crawl, and what of it could not be used."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import datetime

from config.lineage import owner_of
from config.load import Configuration
from crawlers.pieces import piece_digest, read_piece
from crawlers.recorder import Recorder
from crawlers.replay import Replay
from crawlers.warc import PIECE_TYPE, Capture
from pieces import ENCLOSED, PIECE
from pipeline.jobs.report import Failure
from records import Fetch, Outlet, Trouble, Visit
from times import local_day
from urls import host_of, path_of


def replayed_visits(source: Replay, configuration: Configuration) -> Iterator[Visit]:
    """Every capture of a configured outlet, in order of time."""

    def owner(url: str, at: datetime) -> Outlet | None:
        return owner_of(configuration.outlets, host_of(url), local_day(at))

    return source.visits(owner, is_article)


def take_pieces(source: Replay, recorder: Recorder, has: Container[str], limit: int) -> list[Failure]:
    """Copy the pieces of a replayed file, and the files that came with them, each once; names what is none."""
    failures = []
    for capture in source.brought():
        if capture.record in has:
            recorder.already(capture.record)
            continue
        try:
            recorder.copy(_fetch_of(source, capture, limit), source.path, capture)
        except (Trouble, ValueError) as error:
            failures.append(Failure("", capture.url, "unreadable-record", str(error)[:200]))
    return failures


def _fetch_of(source: Replay, capture: Capture, limit: int) -> Fetch:
    """The journal line that the door wrote for it (``jobs/collecting/door.py``), as far as the record tells."""
    if capture.content_type != PIECE_TYPE:
        return Fetch("", "", capture.url, ENCLOSED, capture.at, "ok", replayed=True)
    piece = read_piece(source.body_of(capture, limit))
    outcome, named_by = "removed" if piece.removed else "ok", piece.found_at or piece.source
    return Fetch("", piece.outlet, piece.address, PIECE, capture.at, outcome, named_by=named_by, replayed=True,
                 digest=piece_digest(piece))  # fmt: skip


def is_article(outlet: Outlet, url: str) -> bool:
    """Does this address have the shape of the outlet's articles?"""
    return bool(outlet.article_path) and re.search(outlet.article_path, path_of(url)) is not None


def replay_failures(source: Replay) -> Iterator[Failure]:
    """What of a replayed file could not be used."""
    if source.unknown:
        hosts = sorted({host_of(url) for url in source.unknown})
        yield Failure("", str(source.path), "unknown-outlet", f"{len(source.unknown)}: {', '.join(hosts[:20])}")
    if source.odd:
        yield Failure("", str(source.path), "odd-records", ", ".join(map(str, source.odd[:20])))
    if source.broken:
        yield Failure("", str(source.path), "truncated-archive", f"byte {source.broken.facts['offset']}")
