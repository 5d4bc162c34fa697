"""``process``: from the archive to judged items in the database; no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.load import Configuration
from crawlers.journal import journal_sizes, read_journal
from pipeline.jobs.home import Home
from pipeline.jobs.models import Judge
from pipeline.jobs.read import FAULTS_TO_TELL, Read, Reader
from pipeline.jobs.report import Failure, Ledger, ProcessReport, Progress, silent
from pipeline.settle import Shelf
from records import Settled
from storage.store import CaptureWrite, Store, digests_of, item_id

CAPTURES_A_BATCH = 25  # pages of about 250 kB, or feeds of 50 entries: a transaction of some hundred items
ITEMS_A_BATCH = 200


def take_journal(home: Home, store: Store) -> list[Failure]:
    """Bring what the journal has beyond the database's fetch ledger into it; names the lines that are none."""
    sizes = journal_sizes(home.journal)
    broken: list[str] = []
    store.take_fetches(read_journal(home.journal, read_already=store.journals_read(), broken=broken), sizes)
    return [Failure("", str(home.journal / place), "broken-journal") for place in broken]


def process(
    home: Home,
    configuration: Configuration,
    store: Store,
    judge: Judge,
    keys: Sequence[str],
    *,
    progress: Progress = silent,
) -> ProcessReport:
    """Read these captures into items and judge every item that is not judged by the present models.

    Idempotent: a capture that was read before changes nothing unless it reads differently now.
    """
    report = ProcessReport()
    reader = reader_for(home, configuration)
    for chunk in chunks(keys, CAPTURES_A_BATCH):
        reads = [reader.read(fetch) for fetch in store.fetches(chunk)]
        store.save(_settle(reads, store, report.ledger))
        for read in reads:
            _tell_faults(read, report)
        report.captures += len(reads)
        progress("progress.process", report.captures, len(keys))
    report.annotated = annotate_stale(store, judge, progress=progress)
    if not report.ledger.balances:
        raise RuntimeError(f"the ledger does not balance: {report.ledger}")
    return report


def reader_for(home: Home, configuration: Configuration) -> Reader:
    limit = configuration.settings.max_body_bytes
    return Reader(home.archive, configuration.outlets, limit, configuration.date_habits)


def _settle(reads: Sequence[Read], store: Store, ledger: Ledger) -> list[CaptureWrite]:
    urls = [url for read in reads for article in read.articles for url in (article.url, *article.aliases)]
    shelf = Shelf(store.states(urls), new_id=item_id, digests=digests_of)
    return [_capture(read, shelf, ledger) for read in reads]


def _capture(read: Read, shelf: Shelf, ledger: Ledger) -> CaptureWrite:
    settled = [shelf.settle(article) for article in read.articles]
    entered = 0
    for one in settled:
        entered += _count(one, read.counted, ledger)
    for drop in read.dropped:
        ledger.drop(drop.reason)
    entered += len(read.dropped)
    ledger.entered += entered
    changes = [one for one in settled if one.verdict != "known"]
    return CaptureWrite(read.fetch, entered, changes, read.leads, read.proof, read.dropped, read.faults)


def _count(settled: Settled, counted: bool, ledger: Ledger) -> int:
    """Count one article; a page that its feed named was counted there, unless the feed could not be read."""
    ledger.updated += settled.verdict == "updated"
    if not counted and settled.verdict != "new":
        return 0
    if settled.verdict == "new":
        ledger.new += 1
    else:
        ledger.known += 1
    return 1


def _tell_faults(read: Read, report: ProcessReport) -> None:
    for reason, detail in read.faults:
        report.faults[reason] = report.faults.get(reason, 0) + 1
        if reason in FAULTS_TO_TELL:
            report.failures.append(Failure(read.fetch.outlet, read.fetch.url, reason, detail))


def annotate_stale(store: Store, judge: Judge, *, progress: Progress = silent) -> int:
    """Judge the items without annotations, or with those of other models; returns how many."""
    total = store.count_stale(judge.signature)
    done, last = 0, 0
    while items := store.stale(judge.signature, ITEMS_A_BATCH, last):
        judged = [(item, judge.annotator.annotate(article)) for _, item, article in items]
        store.save_annotations(judge.signature, judged)
        last = items[-1][0]
        done += len(items)
        progress("progress.annotate", done, total)
    return done


def add_known(report: ProcessReport, store: Store, keys: Sequence[str]) -> None:
    """Count captures that were processed in an earlier run: what they brought is known by now."""
    entered, dropped = store.ledger_again(keys)
    report.ledger.entered += entered
    report.ledger.known += entered - sum(dropped.values())
    for reason, count in dropped.items():
        report.ledger.dropped[reason] = report.ledger.dropped.get(reason, 0) + count


def chunks(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
