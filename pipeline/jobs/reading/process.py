"""``process``: from the archive to judged items in the database; no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from config.load import Configuration
from crawlers.journal import journal_sizes, read_journal
from crawlers.recorder import SOURCES
from pipeline.jobs.home import Home
from pipeline.jobs.reading.claims import match_claims
from pipeline.jobs.reading.corrections import find_corrections
from pipeline.jobs.reading.duplicates import find_copies
from pipeline.jobs.reading.events import find_events
from pipeline.jobs.reading.flags import raise_flags
from pipeline.jobs.reading.models import Judge
from pipeline.jobs.reading.names import find_names
from pipeline.jobs.reading.read import FAULTS_TO_TELL, Read, Reader
from pipeline.jobs.reading.twins import find_twins
from pipeline.jobs.report import Failure, Ledger, ProcessReport, Progress, silent
from pipeline.jobs.watching.rhythms import life_of
from pipeline.parsers import LAYOUTS, Layouts
from pipeline.settle import Shelf
from records import Article, ItemState, Settled
from storage.decisions import take_decisions
from storage.recount import is_out_of_step, rebuild
from storage.store import CHECKED_WITHIN, CaptureWrite, Store, digests_of, item_id
from text import folded

CAPTURES_A_BATCH = 25  # pages of about 250 kB, or feeds of 50 entries: a transaction of some hundred items
ITEMS_A_BATCH = 200


def take_journal(home: Home, store: Store) -> list[Failure]:
    """Bring what the journal has beyond the database's fetch ledger into it; names the lines that are none."""
    sizes = journal_sizes(home.journal)
    broken: list[str] = []
    store.take_fetches(read_journal(home.journal, read_already=store.journals_read(), broken=broken), sizes)
    return [Failure("", str(home.journal / place), "broken-journal") for place in broken]


def take_decided(home: Home, store: Store, now: datetime) -> list[Failure]:
    """The same for what people decided."""
    broken = take_decisions(home.path, store.db, now=now)
    return [Failure("", str(home.decisions / place), "broken-journal") for place in broken]


def process(
    home: Home,
    configuration: Configuration,
    store: Store,
    judge: Judge,
    keys: Sequence[str],
    *,
    progress: Progress = silent,
    layouts: Layouts = LAYOUTS,
) -> ProcessReport:
    """Read these captures into items and judge every item that is not judged by the present models.

    Idempotent: a capture that was read before changes nothing unless it reads differently now.
    """
    report = ProcessReport()
    proving: dict[str, datetime] = {}  # sources, and when they were last visited
    reader = replace(reader_for(home, configuration, store), layouts=layouts)
    for chunk in chunks(keys, CAPTURES_A_BATCH):
        reads = _checked([reader.read(fetch) for fetch in store.fetches(chunk)], store)
        writes = _settle(reads, store, report.ledger)
        store.save(writes)
        for write in writes:
            _tell_faults(write, report)
        proving.update((read.fetch.url, read.fetch.at) for read in reads if read.proof)
        report.captures += len(reads)
        progress("progress.process", report.captures, len(keys))
    _end_frozen_proofs(store, proving)
    report.annotated = annotate_stale(store, judge, progress=progress)
    report.named = find_names(store, configuration, progress=progress)
    find_copies(store, configuration, progress=progress)
    find_twins(store, configuration, progress=progress)
    find_corrections(store, configuration)
    find_events(store, progress=progress)
    if is_out_of_step(store.db):
        rebuild(store.db)
    match_claims(store, configuration, progress=progress)
    raise_flags(store, configuration)
    if not report.ledger.balances:
        raise RuntimeError(f"the ledger does not balance: {report.ledger}")
    return report


def _end_frozen_proofs(store: Store, proving: Mapping[str, datetime]) -> None:
    """A feed that always answers and never has anything new would prove every day; its own rhythm speaks against it."""
    for source, visited in proving.items():
        frozen = (alarm for alarm in life_of(store, source, visited).alarms(visited) if alarm.kind == "nothing-new")
        for alarm in frozen:
            store.end_proofs(source, alarm.since)


def reader_for(home: Home, configuration: Configuration, store: Store) -> Reader:
    limit = configuration.settings.max_body_bytes
    return Reader(home.archive, configuration.outlets, limit, configuration.date_habits, store.fetch)


def _settle(reads: Sequence[Read], store: Store, ledger: Ledger) -> list[CaptureWrite]:
    urls = [url for read in reads for article in read.articles for url in (article.url, *article.aliases)]
    urls += [read.fetch.url for read in reads if read.dropped and read.fetch.kind == "page"]
    shelf = Shelf(store.states(urls), new_id=item_id, digests=digests_of)
    return [_capture(_own_article(_kept_from_feed(read, shelf), shelf), shelf, ledger) for read in reads]


def _checked(reads: Sequence[Read], store: Store) -> list[Read]:
    """Add what a single capture cannot tell: whether a source hid entries behind a "not modified"."""
    checked = []
    named: set[tuple[str, str]] = set()  # source and address, by the captures of this batch so far
    for read in reads:
        source = read.fetch.url
        hidden = [url for url in _hidden(read, store) if (source, url) not in named]
        named.update((source, lead.url) for lead in read.leads)
        lie = (("lying-304", ", ".join(hidden)[:300]),) if hidden else ()
        checked.append(replace(read, faults=(*read.faults, *lie)))
    return checked


def _hidden(read: Read, store: Store) -> list[str]:
    """What the database does not know of what it lists, though it had just said "not modified"."""
    if read.fetch.kind not in SOURCES or read.fetch.outcome != "ok" or read.fetch.same_as:
        return []
    # What was published a moment ago may have come between the two answers: nothing was hidden then.
    latest = read.fetch.at - CHECKED_WITHIN
    return store.hidden(read.fetch, [lead.url for lead in read.leads if (lead.published_at or latest) <= latest])


def _kept_from_feed(read: Read, shelf: Shelf) -> Read:
    """A page without an article loses nothing where a feed or an earlier page told of it: a fault, not a loss."""
    if read.fetch.kind != "page" or not read.dropped or not shelf.at(read.fetch.url):
        return read
    return replace(read, dropped=(), faults=tuple((drop.reason, drop.detail) for drop in read.dropped))


def _own_article(read: Read, shelf: Shelf) -> Read:
    """A page that now leads to another of the outlet's articles is gone: the other's words are not its next version."""
    strange = [
        other.id
        for article in read.articles
        for other in shelf.others(article)
        if not _is_same(article, shelf.at(article.url), other)
    ]
    return replace(read, articles=(), faults=(("not-an-article", ", ".join(strange)),)) if strange else read


def _is_same(article: Article, own: ItemState | None, other: ItemState) -> bool:
    """Has it only moved? Then what its address leads to still bears its title. (The page's and the other's are one.)"""
    return own is not None and folded(own.title) in (folded(article.title), folded(other.title))


def _capture(read: Read, shelf: Shelf, ledger: Ledger) -> CaptureWrite:
    merged = [shelf.merge(article, other) for article in read.articles for other in shelf.others(article)]
    ledger.merged += len(merged)
    settled = [shelf.settle(article) for article in read.articles]
    entered = 0
    for one in settled:
        entered += _count(one, read.counted, ledger)
    for drop in read.dropped:
        ledger.drop(drop.reason)
    entered += len(read.dropped)
    ledger.entered += entered
    changes = [one for one in settled if one.verdict != "known"]
    addresses = [pair for one in settled if one.verdict == "known" for pair in shelf.add_addresses(one.article, one.id)]
    return CaptureWrite(
        read.fetch, entered, changes, read.leads, read.proof, read.dropped, read.faults, addresses, read.thread,
        read.piece, merged,
    )  # fmt: skip


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


def _tell_faults(write: CaptureWrite, report: ProcessReport) -> None:
    for reason, detail in write.faults:
        report.faults[reason] = report.faults.get(reason, 0) + 1
        if reason in FAULTS_TO_TELL:
            report.failures.append(Failure(write.fetch.outlet, write.fetch.url, reason, detail))


def annotate_stale(store: Store, judge: Judge, *, progress: Progress = silent) -> int:
    """Judge the items without annotations, or with those of other models; returns how many."""
    total = store.count_stale(judge.signature)
    done, last = 0, 0
    while items := store.stale(judge.signature, ITEMS_A_BATCH, last):
        judged = judge.annotator.annotate_all(article for *_, article in items)
        named = list(zip((item for _, item, _ in items), judged, strict=True))
        store.save_annotations(judge.signature, named, judge.plans)
        last = items[-1][0]
        done += len(items)
        progress("progress.annotate", done, total)
    store.rule(judge.plans)
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
