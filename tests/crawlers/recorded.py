"""A page and its answer, recorded, and what stands in journal and archive then."""

from datetime import UTC, datetime, timedelta

from crawlers.journal import read_journal
from crawlers.recorder import Answered, fetch_of, payload_digest
from crawlers.warc import body_of, read_record, scan
from records import Seen, Visit

AT = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, PAGE = "https://bao.vn/rss", "https://bao.vn/tin-1.htm"
HTML = (("Content-Type", "text/html"), ("ETag", '"a"'))
BODY = "Tuyên Quang".encode() * 1000


def fetch(url=PAGE, outcome="ok", *, at=AT, kind="page", status=200):
    return fetch_of(Visit("bao", url, kind), at, outcome, status=status)


def answered(body=BODY, url=PAGE, status="200 OK"):
    return Answered(url, status, HTML, body)


def seen(body=BODY, url=PAGE, record="urn:uuid:0"):
    return Seen(record, url, AT - HOUR, payload_digest(body), '"a"', "", ask_if_changed=True, check=False)


def lines(home):
    return list(read_journal(home / "journal", read_already={}))


def files(home):
    return sorted((home / "archive").glob("*.warc.gz"))


def captures(home):
    return [capture for path in files(home) for capture in scan(path)]


def body_at(home, line):
    return body_of(read_record(home / "archive" / line.warc, line.offset), 10_000_000)
