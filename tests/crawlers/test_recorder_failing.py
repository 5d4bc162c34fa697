"""The recorder writes in a thread of its own and tells what could not be written; half a record hides no other."""

import threading

import pytest

from crawlers.archive import ArchiveWriter, checksums, recover, sha256_of
from crawlers.recorder import AHEAD, Recorder
from crawlers.warc import scan
from records import Trouble
from tests.crawlers.archived import passes_check
from tests.crawlers.recorded import AT, FEED, HTML, PAGE, answered, body_at, captures, fetch, files, lines

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
