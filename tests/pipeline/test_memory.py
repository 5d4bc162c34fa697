"""What a crawl remembers of an address: whom it asks only for what has changed, and whose word it checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.recorder import Answered, Recorder, fetch_of
from pipeline.jobs.collecting.memory import NOT_BELIEVED, WHOLE_AT_LEAST, Memory
from pipeline.jobs.reading.process import take_journal
from records import Visit
from storage.asked import NOT_ASKED
from storage.store import CaptureWrite, Store

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED, PAGE = Visit("bao", "https://bao.vn/rss", "feed"), Visit("bao", "http://bao.vn/tin-1.htm?utm_source=rss", "page")


class Past:
    """A home to which answers come through recorder, journal and database, as in a crawl."""

    def __init__(self, path):
        self.path = path
        self.journal = path / "journal"
        self.store = Store.open(path)
        self.now = NOW
        self.memory = Memory(self.store, lambda: self.now, path / "archive", 1_000_000)

    def told(self, hours, outcome="ok", visit=FEED, *, body=b"<rss/>", etag='"a"'):
        """An answer so many hours after NOW."""
        self.now = NOW + hours * HOUR
        status = {"ok": "200 OK", "not-modified": "304 Not Modified"}.get(outcome, "500 Error")
        with Recorder(self.path) as recorder:
            fetch = fetch_of(visit, self.now, outcome, status=int(status[:3]))
            if outcome in NOT_ASKED or outcome == "timeout":
                recorder.failure(fetch)
            else:
                known = self.memory(visit)
                headers = [("ETag", etag)] if etag else []
                answered = Answered(visit.url, status, tuple(headers), b"" if outcome == "not-modified" else body)
                recorder.response(replace(fetch, etag=etag), answered, known)
        take_journal(self, self.store)

    def seen(self, hours, visit=FEED):
        self.now = NOW + hours * HOUR
        return self.memory(visit)

    def asks(self, hours, visit=FEED):
        """Is it asked for what has changed only, and is a "not modified" to be checked?"""
        seen = self.seen(hours, visit)
        return seen.ask_if_changed, seen.check


@pytest.fixture
def past(tmp_path):
    made = Past(tmp_path)
    yield made
    made.store.db.close()


# --- who is asked only for what has changed ---------------------------------------------------


def test_of_what_was_never_asked_nothing_is_known(past):
    assert past.seen(0) is None


@pytest.mark.parametrize("kind", ["robots", "probe"])
def test_robots_and_first_visits_are_always_asked_whole(past, kind):
    visit = Visit("bao", FEED.url, kind)
    past.told(0, visit=visit)
    assert past.seen(1, visit) is None


def test_a_failure_before_any_body_leaves_nothing_to_ask_with(past):
    past.told(0, "timeout")
    assert past.seen(1) is None


@pytest.mark.parametrize(
    ("outcomes", "asks"),
    [
        (("ok",), True),
        (("ok", "not-modified"), True),
        (("ok", "not-modified", "not-modified"), True),
        (("ok", "timeout"), False),
        (("ok", "http-500"), False),
        (("ok", "block-page"), False),
        (("ok", "lying-304"), False),
        (("ok", "timeout", "ok"), True),
        (("ok", "postponed"), False),
    ],
)
def test_only_who_last_answered_well_is_asked_for_changes(past, outcomes, asks):
    for hour, outcome in enumerate(outcomes):
        past.told(hour, outcome)
    assert past.seen(len(outcomes)).ask_if_changed == asks


def test_what_it_is_asked_with_is_of_its_newest_body(past):
    past.told(0, etag='"a"')
    past.told(1, etag='"b"', body=b"<rss>2</rss>")
    past.told(2, "not-modified", etag="")
    assert (past.seen(3).etag, past.seen(3).at) == ('"b"', NOW + HOUR)


def test_a_page_is_known_by_its_canonical_address(past):
    past.told(0, visit=PAGE)
    for written in (PAGE.url, "https://bao.vn/tin-1.htm", "http://bao.vn:80/tin-1.htm#x"):
        assert past.seen(1, Visit("bao", written, "page")).url == "https://bao.vn/tin-1.htm"
    assert past.seen(1, Visit("bao", "https://bao.vn/tin-1.htm", "feed")) is None


# --- whose word is checked --------------------------------------------------------------------


def test_the_first_not_modified_is_checked_at_once(past):
    past.told(0)
    assert past.asks(0.5) == (True, True)


def test_once_it_was_found_true_it_is_checked_once_a_day(past):
    past.told(0)
    past.told(1, "not-modified")
    assert past.asks(1) == (True, True)
    past.told(1)  # the check: as it was
    assert past.asks(2) == (True, False)
    for hour in (8, 16, 24):
        past.told(hour, "not-modified")
    last = WHOLE_AT_LEAST / HOUR + 1
    assert [past.asks(hour)[1] for hour in (24.5, last, last + 0.1)] == [False, False, True]


def test_a_check_that_failed_is_made_up_for(past):
    """After a failure the whole is asked for anyway; the answer after it is checked as if for the first time."""
    past.told(0)
    past.told(1, "not-modified")
    past.told(1, "timeout")
    assert past.asks(2)[0] is False
    past.told(2)
    assert past.asks(3) == (True, False)  # a whole answer came after the first "not modified"


def test_a_page_is_not_checked(past):
    """It is looked at six times in all, and its edits are told by its feed too."""
    past.told(0, visit=PAGE)
    past.told(1, "not-modified", visit=PAGE)
    assert [past.asks(hours, PAGE) for hours in (2, 200)] == [(True, False)] * 2


# --- who lied ---------------------------------------------------------------------------------


def test_who_lied_is_asked_for_everything_for_thirty_days(past):
    past.told(0)
    past.told(1, "lying-304")
    past.told(2)
    days = NOT_BELIEVED / HOUR
    assert [past.asks(hours)[0] for hours in (3, 500, days, days + 1, days + 1.1)] == [False] * 4 + [True]


def test_so_is_who_hid_something_behind_a_not_modified(past):
    past.told(0)
    past.told(1)
    lied = past.store.fetches(past.store.unprocessed())[-1]
    past.store.save([CaptureWrite(lied, 0, faults=[("lying-304", "https://bao.vn/tin-2.htm")])])
    assert past.asks(2)[0] is False
    assert past.asks(1 + NOT_BELIEVED / HOUR + 0.1)[0] is True


def test_another_fault_is_no_lie(past):
    past.told(0)
    (fetch,) = past.store.fetches(past.store.unprocessed())
    past.store.save([CaptureWrite(fetch, 0, faults=[("flawed-feed", "x")])])
    assert past.asks(1)[0] is True


# --- what stood there -------------------------------------------------------------------------


def test_a_body_is_recalled_however_often_it_was_only_referred_to(past):
    past.told(0, body=b"<rss>mot</rss>")
    past.told(1, "not-modified")
    past.told(2, body=b"<rss>mot</rss>")
    past.told(3, "not-modified")
    seen = past.seen(4)
    assert (past.memory.recall(seen), seen.at) == (b"<rss>mot</rss>", NOW)


def test_what_the_archive_cannot_give_is_empty(past, caplog):
    past.told(0)
    seen = past.seen(1)
    for path in (past.path / "archive").glob("*.warc.gz"):
        path.write_bytes(b"broken")
    assert past.memory.recall(seen) == b""
    assert "cannot recall" in caplog.text


def test_what_nobody_archived_is_empty(past):
    past.told(0)
    assert past.memory.recall(replace(past.seen(1), record="urn:uuid:none")) == b""
