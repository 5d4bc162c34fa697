"""The fetch ledger as append-only daily files."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.journal import Journal, journal_sizes, read_journal, recover_journal, without_record
from records import Fetch

AT = datetime(2026, 7, 20, 16, 59, 59, tzinfo=UTC)
FETCH = Fetch(
    key="urn:uuid:1", outlet="bao", url="https://bao.vn/đ", kind="page", at=AT, outcome="ok", status=200,
    warc="2026-07-20-0001.warc.gz", offset=17, named_by="https://bao.vn/rss", detail="dòng\nmới \u2028 “ngoặc”",
)  # fmt: skip


def written(folder, *fetches):
    with Journal(folder) as journal:
        for fetch in fetches:
            journal.append(fetch)
    return folder


def everything(folder):
    return list(read_journal(folder, read_already={}))


def test_what_is_appended_reads_back(tmp_path):
    failure = without_record(replace(FETCH, key="", status=None, warc=None, offset=None, named_by=None, replayed=True))
    assert everything(written(tmp_path / "journal", FETCH, failure)) == [FETCH, failure]


def test_a_day_has_a_file(tmp_path):
    written(tmp_path, FETCH, replace(FETCH, at=AT + timedelta(days=1)), FETCH)
    assert {name: len((tmp_path / name).read_bytes().splitlines()) for name in journal_sizes(tmp_path)} == {
        "2026-07-20.jsonl": 2,
        "2026-07-21.jsonl": 1,
    }


def test_a_second_run_appends(tmp_path):
    written(tmp_path, FETCH)
    written(tmp_path, replace(FETCH, key="2"))
    assert [fetch.key for fetch in everything(tmp_path)] == ["urn:uuid:1", "2"]


def test_a_line_is_there_before_the_journal_is_closed(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append(FETCH)
        assert everything(tmp_path) == [FETCH]


def test_more_days_than_files_may_be_open(tmp_path):
    fetches = [replace(FETCH, key=str(n), at=AT + timedelta(days=n % 40)) for n in range(80)]
    assert sorted(everything(written(tmp_path, *fetches)), key=lambda f: int(f.key)) == fetches


def test_only_what_is_new_is_read(tmp_path):
    sizes = journal_sizes(written(tmp_path, FETCH))
    assert list(read_journal(tmp_path, read_already=sizes)) == []
    written(tmp_path, replace(FETCH, key="2"))
    assert [fetch.key for fetch in read_journal(tmp_path, read_already=sizes)] == ["2"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"not json\n", id="no-json"),
        pytest.param(b"[]\n", id="list"),
        pytest.param(b"{}\n", id="empty-object"),
        pytest.param(b"\xff\xfe\n", id="no-utf-8"),
        pytest.param(b'{"key": "a", "at": "2026-07-20T00:00:00Z"}\n', id="missing-fields"),
        pytest.param(json.dumps({"key": "a", "at": "2026-07-20T00:00:00"}).encode() + b"\n", id="no-zone"),
        pytest.param(b"\n", id="empty-line"),
    ],
)
def test_a_line_that_is_none_is_passed_over_and_told_with_its_place(tmp_path, line):
    file = written(tmp_path, FETCH) / "2026-07-20.jsonl"
    begin = file.stat().st_size
    with file.open("ab") as stream:
        stream.write(line)
    written(tmp_path, replace(FETCH, key="2"))
    for read_already, keys in (({}, [FETCH.key, "2"]), ({file.name: begin}, ["2"])):
        broken: list[str] = []
        found = [fetch.key for fetch in read_journal(tmp_path, read_already=read_already, broken=broken)]
        assert (found, broken) == (keys, ["2026-07-20.jsonl:2"])


def test_a_half_line_is_cut_wherever_a_run_was_killed(tmp_path):
    file = written(tmp_path, FETCH, replace(FETCH, key="2")) / "2026-07-20.jsonl"
    whole = file.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first + 1, len(whole)):
        file.write_bytes(whole[:cut])
        assert recover_journal(tmp_path) == [file.name]
        assert file.read_bytes() == whole[:first]
    file.write_bytes(whole[:20])
    assert recover_journal(tmp_path) == [file.name]
    assert everything(tmp_path) == []


def test_a_whole_journal_is_left_alone(tmp_path):
    before = journal_sizes(written(tmp_path, FETCH))
    assert recover_journal(tmp_path) == []
    assert journal_sizes(tmp_path) == before
    assert recover_journal(tmp_path / "none") == []


def test_the_key_of_a_failure_is_the_same_in_every_run():
    failure = without_record(replace(FETCH, outcome="timeout"))
    assert failure.key == without_record(replace(FETCH, outcome="timeout", detail="other words")).key
    assert failure.key != without_record(replace(FETCH, outcome="http-404")).key
    assert failure.key != without_record(replace(FETCH, outcome="timeout", at=AT + timedelta(seconds=1))).key
