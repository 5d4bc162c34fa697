"""The recorder: what it writes, what it leaves out, and which sources failed."""

import json
from dataclasses import replace

import pytest

from crawlers.archive import checksums, sha256_of
from crawlers.recorder import AHEAD, Recorder, payload_digest
from crawlers.warc import read_record, record_id, scan
from tests.crawlers.archived import passes_check
from tests.crawlers.recorded import AT, BODY, FEED, HOUR, PAGE, answered, body_at, captures, fetch, files, lines, seen

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
