"""The recorder: writes in a thread of its own, tells what could not be written, and vouches for nothing else."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.archive import ArchiveWriter, checksums, recover, sha256_of
from crawlers.journal import read_journal
from crawlers.recorder import AHEAD, Answered, Recorder, fetch_of, payload_digest
from crawlers.warc import body_of, read_record, record_id, scan
from records import Seen, Trouble, Visit

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


def passes_check(path):
    """The independent judge: warcio's own command, digests and all."""
    command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# --- what is written --------------------------------------------------------------------------


def test_a_response_has_a_record_and_a_line_that_finds_it(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder.response(fetch(), answered())
    (line,), (capture,) = lines(tmp_path), captures(tmp_path)
    assert (line.key, line.url, line.outcome, line.digest) == (capture.record, PAGE, "ok", payload_digest(BODY))
    assert (capture.digest, capture.same_as) == (payload_digest(BODY), "")
    assert body_at(tmp_path, line) == BODY
    assert (recorder.keys, recorder.added, recorder.count) == ([line.key], 1, {"ok": 1})
    assert passes_check(files(tmp_path)[0])


def test_a_failure_has_a_line_and_no_record(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder.failure(replace(fetch(outcome="timeout", status=None), detail="30 giây"))
    (line,) = lines(tmp_path)
    assert (line.outcome, line.detail, line.warc) == ("timeout", "30 giây", None)
    assert line.key.startswith("none:")
    assert (recorder.keys, recorder.added, recorder.count, files(tmp_path)) == ([], 0, {"timeout": 1}, [])


def test_the_same_failure_has_the_same_key_and_another_has_another(tmp_path):
    made = [fetch(outcome="timeout"), fetch(outcome="timeout"), fetch(outcome="http-500"), fetch(FEED, "timeout")]
    with Recorder(tmp_path) as recorder:
        for one in made:
            recorder.failure(one)
    first, same, *others = [line.key for line in lines(tmp_path)]
    assert first == same
    assert len({first, *others}) == 3


@pytest.mark.parametrize(
    ("outcome", "status", "profile"),
    [("ok", "200 OK", "identical-payload-digest"), ("not-modified", "304 Not Modified", "server-not-modified")],
)
def test_what_is_as_it_was_becomes_a_revisit_record_without_a_body(tmp_path, outcome, status, profile):
    with Recorder(tmp_path) as recorder:
        body = BODY if outcome == "ok" else b""
        recorder.response(fetch(outcome=outcome), answered(body, status=status), seen())
    (line,), (capture,), path = lines(tmp_path), captures(tmp_path), files(tmp_path)[0]
    assert (line.same_as, line.digest, capture.same_as) == ("urn:uuid:0", payload_digest(BODY), "urn:uuid:0")
    record = read_record(path, line.offset)
    assert record.rec_type == "revisit"
    assert record.rec_headers.get_header("WARC-Profile").endswith(profile)
    assert record.rec_headers.get_header("WARC-Refers-To-Date") == "2026-07-20T04:00:00Z"
    assert record.raw_stream.read() == b""
    assert passes_check(path)
    assert path.stat().st_size < 1000


@pytest.mark.parametrize(
    ("made", "answer", "before"),
    [
        pytest.param(fetch(), answered(b"khac"), seen(), id="another-body"),
        pytest.param(fetch(), answered(url=PAGE + "?moi"), seen(), id="the-same-body-at-another-address"),
        pytest.param(fetch(outcome="http-404"), answered(status="404 Not Found"), seen(), id="the-same-body-as-a-404"),
        pytest.param(fetch(outcome="block-page"), answered(), seen(), id="the-same-body-as-a-wall"),
        pytest.param(fetch(), answered(), None, id="never-seen"),
    ],
)
def test_anything_else_is_kept_whole(tmp_path, made, answer, before):
    with Recorder(tmp_path) as recorder:
        recorder.response(made, answer, before)
    (line,) = lines(tmp_path)
    assert (line.same_as, line.digest, body_at(tmp_path, line)) == ("", payload_digest(answer.body), answer.body)


def test_an_address_that_differs_in_nothing_that_counts_is_the_same(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder.response(fetch(), answered(url=PAGE.replace("https", "http") + "?utm_source=rss"), seen())
    assert lines(tmp_path)[0].same_as == "urn:uuid:0"


def test_days_have_files_of_their_own_each_checked_and_listed(tmp_path):
    with Recorder(tmp_path) as recorder:
        for hours in (0, 18, 19, 43):
            recorder.response(fetch(at=AT + hours * HOUR), answered(b"%d" % hours))
    assert [path.name for path in files(tmp_path)] == [f"2026-07-{day}-0001.warc.gz" for day in (20, 21, 22)]
    assert checksums(tmp_path / "archive") == {path.name: sha256_of(path) for path in files(tmp_path)}
    assert all(passes_check(path) for path in files(tmp_path))
    assert [path.name for path in sorted((tmp_path / "journal").iterdir())] == [
        "2026-07-20.jsonl", "2026-07-21.jsonl", "2026-07-22.jsonl",
    ]  # fmt: skip


def test_every_line_stands_behind_its_record_in_the_order_of_asking(tmp_path):
    with Recorder(tmp_path) as recorder:
        for n in range(3 * AHEAD):
            recorder.response(fetch(f"{PAGE}?n={n}"), answered(b"x" * n, f"{PAGE}?n={n}"))
    told = lines(tmp_path)
    assert [line.url for line in told] == [f"{PAGE}?n={n}" for n in range(3 * AHEAD)]
    assert [line.key for line in told] == [capture.record for capture in captures(tmp_path)]
    assert recorder.keys == [line.key for line in told]


def test_a_record_that_is_there_already_is_counted_and_not_written_again(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder.already("urn:uuid:7")
    assert (recorder.keys, recorder.added, lines(tmp_path)) == (["urn:uuid:7"], 0, [])


# --- which sources failed ---------------------------------------------------------------------


def failed_sources(tmp_path, *outcomes, kind="feed"):
    with Recorder(tmp_path) as recorder:
        for outcome in outcomes:
            recorder.failure(fetch(FEED, outcome, kind=kind, status=None))
        recorder.finish()
        return {url: one.outcome for url, one in recorder.failed_sources.items()}


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_the_last_of_several_tries_tells_whether_a_source_failed(tmp_path, kind):
    assert failed_sources(tmp_path / "a", "timeout", "http-500", kind=kind) == {FEED: "http-500"}
    assert failed_sources(tmp_path / "b", "timeout", "ok", kind=kind) == {}


def test_a_page_is_no_source(tmp_path):
    assert failed_sources(tmp_path, "timeout", kind="page") == {}


# --- in a thread of its own -------------------------------------------------------------------


class Halting:
    """Stands in for a method that writes: holds until it is let go, or fails."""

    def __init__(self, method, *, fails_at=()):
        self.method, self.fails_at, self.calls = method, fails_at, 0
        self.go, self.thread = threading.Event(), None

    def __call__(self, *what):
        self.calls += 1
        self.thread = threading.current_thread()
        if self.calls in self.fails_at:
            raise OSError(28, "No space left on device")
        return self.method(*what)


def test_writing_does_not_hold_up_who_asks(tmp_path):
    with Recorder(tmp_path) as recorder:
        halt = recorder._archive.write_response = Halting(recorder._archive.write_response)
        go = threading.Event()
        recorder._thread.submit(go.wait)
        for _ in range(AHEAD):
            recorder.response(fetch(), answered())
        assert halt.calls == 0
        go.set()
        recorder.finish()
    assert halt.calls == AHEAD
    assert halt.thread is not threading.current_thread()
    assert len(lines(tmp_path)) == AHEAD


def test_no_more_than_some_responses_wait_to_be_written(tmp_path):
    go = threading.Event()
    with Recorder(tmp_path) as recorder:
        recorder._thread.submit(go.wait)
        for _ in range(AHEAD):
            recorder.response(fetch(), answered())
        threading.Timer(0.05, go.set).start()
        recorder.response(fetch(), answered())  # waits for the first to be written
        assert go.is_set()
        assert len(recorder._waiting) <= AHEAD


def test_what_could_not_be_written_is_raised_at_the_next_call(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder._archive.write_response = Halting(recorder._archive.write_response, fails_at=(1,))
        recorder.response(fetch(), answered())
        recorder._waiting[0].exception()
        with pytest.raises(Trouble, match=r"archive\.cannot-write") as trouble:
            recorder.failure(fetch(FEED, "timeout"))
    assert trouble.value.facts == {"url": PAGE, "detail": "[Errno 28] No space left on device"}
    assert lines(tmp_path) == []


@pytest.mark.parametrize("end", ["finish", "exit"])
def test_what_could_not_be_written_is_raised_at_the_end(tmp_path, end):
    def crawl():
        with Recorder(tmp_path) as recorder:
            recorder._archive.write_response = Halting(recorder._archive.write_response, fails_at=(2,))
            for n in (1, 2, 3):
                recorder.response(fetch(f"{PAGE}?n={n}"), answered())
            if end == "finish":
                recorder.finish()

    with pytest.raises(Trouble, match=r"archive\.cannot-write") as trouble:
        crawl()
    assert trouble.value.facts["url"] == f"{PAGE}?n=2"
    assert lines(tmp_path)[0].url == f"{PAGE}?n=1"
    assert {capture.record for capture in captures(tmp_path)} == {line.key for line in lines(tmp_path)}


def test_a_fault_of_ours_is_raised_as_it_is(tmp_path):
    with pytest.raises(AttributeError), Recorder(tmp_path) as recorder:
        recorder.response(fetch(), None)


def test_a_journal_that_cannot_be_written_is_told_too(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder._journal.append = Halting(recorder._journal.append, fails_at=(1,))
        recorder.failure(fetch(outcome="timeout"))
        with pytest.raises(Trouble, match=r"archive\.cannot-write"):
            recorder.finish()
    assert (recorder.count, recorder.failed_sources) == ({}, {})


# --- a disk that is full in the middle of a record --------------------------------------------


class FullAfter:
    """A stream on a disk with room for so many bytes more."""

    def __init__(self, stream, room):
        self._stream, self._room = stream, room

    def write(self, content):
        fits = content[: self._room]
        self._room -= len(fits)
        self._stream.write(fits)
        if len(fits) < len(content):
            self._stream.flush()
            raise OSError(28, "No space left on device")

    def __getattr__(self, name):
        return getattr(self._stream, name)


def fill_up(recorder, room):
    (file,) = recorder._archive._open.values()
    file.stream = FullAfter(file.stream, room)


@pytest.mark.parametrize("room", [0, 1, 17, 200])
def test_half_a_record_puts_no_other_out_of_reach(tmp_path, room):
    """What is written after the disk had room again must be found by whoever reads the files from the beginning."""
    with Recorder(tmp_path) as recorder:
        recorder.response(fetch(f"{PAGE}?n=1"), answered(b"mot"))
        recorder.finish()
        fill_up(recorder, room)
        recorder.response(fetch(f"{PAGE}?n=2"), answered(b"hai"))
        with pytest.raises(Trouble):
            recorder.finish()
        recorder.response(fetch(f"{PAGE}?n=3"), answered(b"ba"))
    told = lines(tmp_path)
    assert [line.url for line in told] == [f"{PAGE}?n=1", f"{PAGE}?n=3"]
    recover(tmp_path / "archive", {line.key for line in told})  # as the next run does
    assert [capture.record for capture in captures(tmp_path)] == [line.key for line in told]
    assert [body_at(tmp_path, line) for line in told] == [b"mot", b"ba"]
    assert checksums(tmp_path / "archive") == {path.name: sha256_of(path) for path in files(tmp_path)}
    assert all(passes_check(path) for path in files(tmp_path))
    assert not list((tmp_path / "archive").glob("*.open"))


def test_a_copied_record_that_does_not_fit_is_left_the_same_way(tmp_path):
    with ArchiveWriter(tmp_path / "from") as writer:
        for body in (b"mot", b"hai"):
            writer.write_response(PAGE, AT, "200 OK", HTML, body)
    (source,) = (tmp_path / "from").glob("*.warc.gz")
    first, second = scan(source)
    with Recorder(tmp_path) as recorder:
        recorder.copy(fetch(), source, first)
        recorder.finish()
        fill_up(recorder, 30)
        recorder.copy(fetch(), source, second)
        with pytest.raises(Trouble):
            recorder.finish()
    recover(tmp_path / "archive", {line.key for line in lines(tmp_path)})
    assert [capture.record for capture in captures(tmp_path)] == [first.record]


def test_a_copy_keeps_id_date_and_what_it_refers_to(tmp_path):
    with Recorder(tmp_path / "from") as writer:
        writer.response(fetch(), answered())
        writer.response(fetch(at=AT + HOUR), answered(), seen())
    (source,) = files(tmp_path / "from")
    with Recorder(tmp_path / "to") as recorder:
        for capture in scan(source):
            recorder.copy(fetch(at=capture.at), source, capture)
    assert [(one.record, one.at, one.same_as) for one in captures(tmp_path / "to")] == [
        (one.record, one.at, one.same_as) for one in scan(source)
    ]
    first, second = lines(tmp_path / "to")
    assert (first.digest, second.digest, second.same_as) == (payload_digest(BODY),) * 2 + ("urn:uuid:0",)
    assert record_id(read_record(tmp_path / "to" / "archive" / second.warc, second.offset)) == second.key


def test_a_line_of_the_journal_is_plain_json(tmp_path):
    with Recorder(tmp_path) as recorder:
        recorder.failure(replace(fetch(outcome="http-503"), not_before=AT + HOUR, detail="Bảo trì\n\u2028"))
    (written,) = (tmp_path / "journal" / "2026-07-20.jsonl").read_bytes().splitlines()
    assert json.loads(written)["not_before"] == "2026-07-20T06:00:00Z"
    assert lines(tmp_path)[0].not_before == AT + HOUR
