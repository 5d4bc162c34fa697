"""The digest of a day together with the document that says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.jobs.exports.digest import Digest, make_digest
from pipeline.jobs.exports.digest_words import document_of
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day
from pipeline.reports.documents import Document
from times import local_day


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """A digest and the document that says it."""

    digest: Digest
    document: Document


def digest_of(home: Home, day: str, *, plan: str = "", clock: Callable[[], datetime]) -> MadeDigest:
    """The digest of a day as officers write it ("" is today)."""
    wanted = countable_day(day) if day else local_day(clock())
    configuration = home.configuration()
    made = make_digest(home, configuration, wanted, plan=plan, clock=clock)
    return MadeDigest(made, document_of(made, configuration))
