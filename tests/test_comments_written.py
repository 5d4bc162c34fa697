"""Whatever readers write and servers answer: nothing private is kept, and nothing breaks."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import TextResponse

from config.load import load
from crawlers.outcomes import Readers, archive_response
from crawlers.recorder import Answered, Recorder, fetch_of
from crawlers.redacted import read_redacted, redacted_record
from crawlers.threads import Unreadable, further, read_thread
from pipeline.jobs.collecting.follow import Follow
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import process, take_journal
from records import Visit
from storage.store import Store
from tests.commented import FAMILIES, NOW, assert_nothing_private, everything_in, home_of, page_of
from tests.replayed import Nobody

VISIT = Visit(
    "vnexpress", "https://binhluan.example.vn/get?objectid=1", "comments", named_by="https://thu.example.vn/tin-1.html"
)
CONFIGURATION = load()
READERS = Readers(b"k" * 32, {"vnexpress": "vnexpress"}, 10_000_000)
words = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)
# Longer than anything that a hash, a date or a word of ours would hold by chance.
private_names = st.from_regex(r"(?:Xq[a-z]{6}) (?:Zk[a-z]{6})", fullmatch=True)
private_mails = st.from_regex(r"xq[a-z]{8}@zk[a-z]{5}\.(?:com|vn)", fullmatch=True)
private_numbers = st.from_regex(r"0[35789]\d{8}", fullmatch=True)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(private_names, words, private_mails, private_numbers, words), min_size=1, max_size=4),
    st.booleans(),
)
def test_nothing_private_is_written_whatever_readers_write(rows, is_escaped):
    """Through the recorder and ``process``: archive, journal and database are searched as they lie on the disk."""
    items = [
        {"comment_id": str(n), "full_name": name, "userlike": n, "creation_time": 1784526000,
         "content": f"{before} {rows[0][0]}, {mail} {number[:4]} {number[4:7]}.{number[7:]} {after}"}
        for n, (name, before, mail, number, after) in enumerate(rows)
    ]  # fmt: skip
    body = json.dumps({"data": {"total": len(items), "items": items}}, ensure_ascii=is_escaped).encode()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with Recorder(home.path) as recorder:
            answer = archive_response(recorder, READERS)
            response = TextResponse(VISIT.url, body=body, encoding="utf-8")
            assert answer(VISIT, NOW, response.request, response) == "ok"
        with Store.open(home.path) as store:
            take_journal(home, store)
            process(home, CONFIGURATION, store, Nobody(), store.unprocessed())
            assert store.db.table("comments").count == len(rows)
        private = tuple(one for name, _, mail, number, _ in rows for one in (*name.split(), mail, number[1:]))
        assert_nothing_private(home.path, private)


def test_the_recorder_refuses_comments_as_they_came(tmp_path):
    with Recorder(tmp_path) as recorder, pytest.raises(ValueError, match="redacted"):
        recorder.response(fetch_of(VISIT, NOW, "ok", status=200), Answered(VISIT.url, "200 OK", (), b"Lan: 0912345678"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]


def test_the_address_of_a_reply_is_written_without_the_comment_that_it_answers():
    for name in ("id", "ParentId"):
        visit = replace(VISIT, url=f"https://binhluan.example.vn/get?objectid=1&{name}=c0ffee-11")
        for outcome in ("ok", "timeout", "over-budget"):
            assert "c0ffee" not in str(fetch_of(visit, NOW, outcome))


@pytest.mark.parametrize("status", [301, 403, 404, 429, 500, 503])
def test_an_answer_that_is_no_200_leaves_its_word_alone(tmp_path, status):
    with Recorder(tmp_path) as recorder:
        answer = archive_response(recorder, READERS)
        body = b"<html>Lan 0912345678 lan@thu.example.vn"
        headers = {
            "Set-Cookie": "user=lan@thu.example.vn",
            "ETag": "lan@thu.example.vn",
            "Location": "/lan@thu.example.vn",
        }
        answer(VISIT, NOW, None, TextResponse(VISIT.url, status=status, body=body, headers=headers))
    written = everything_in(tmp_path)
    assert "lan@thu" not in written
    assert "0912345678" not in written
    assert not list((tmp_path / "archive").glob("*.gz*"))


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>x</title>0912345678 bimat@gmail.com</html>",
        b'{"data": "0912345678"}',
        b'["bimat@gmail.com"]',
        b"\x00\xff",
    ],
    ids=["page", "other-json", "list", "bytes"],
)
def test_of_an_answer_that_is_none_its_word_alone_is_kept(tmp_path, body):
    with Recorder(tmp_path) as recorder:
        assert (
            archive_response(recorder, READERS)(VISIT, NOW, None, TextResponse(VISIT.url, body=body)) == "not-comments"
        )
    assert "not-comments" in everything_in(tmp_path)
    assert_nothing_private(tmp_path)


@pytest.mark.parametrize(("switch", "about", "expected"), [(True, True, 1), (False, True, 0), (True, False, 0)])
def test_comments_are_asked_for_only_where_the_office_wants_them_and_the_article_is_about_a_province(
    tmp_path, switch, about, expected
):
    home = home_of(tmp_path, "http://127.0.0.47:1", switch="comments = true\n" if switch else "")
    follow = Follow(home.configuration(), Told(about), {})
    visit = Visit("vccorp", "https://vccorp.thu.example.vn/tin-1.html", "page")
    found = list(follow(visit, page_of("vccorp", "tin-1.html"), NOW))
    assert [(one.kind, one.named_by) for one in found] == [("comments", visit.url)] * expected
    assert list(follow(replace(visit, at=NOW), page_of("vccorp", "tin-1.html"), NOW)) == []  # a replay asks nobody


class Told:
    """What a home knows of an article, as ``Follow`` asks it."""

    def __init__(self, about: bool) -> None:
        self.about = about

    def has_comments(self, _url: str) -> bool:
        return self.about


@given(st.binary(max_size=300), st.sampled_from(sorted(FAMILIES)))
def test_any_bytes_are_a_thread_or_none(body, family):
    with suppress(Unreadable):
        assert all(one.likes >= 0 for one in read_thread(family, body).said)


KEYS = (
    "data", "items", "comments", "total", "totalComment", "status", "comment_id", "parent_id", "content", "full_name",
    "creation_time", "userlike", "replys", "commentId", "commentContent", "createdDate", "totalLike", "userName",
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=12,
)


@given(values, st.sampled_from(["vnexpress", "vietnamnet"]))
def test_any_json_is_a_thread_or_none_and_its_record_can_be_read(given_json, family):
    with suppress(Unreadable):
        thread = read_thread(family, json.dumps(given_json).encode())
        record = redacted_record(thread, article="https://a.vn/1", asked="https://a.vn/c", key=b"k", known=())
        assert len(read_redacted(record)["comments"]) == len(thread.said)
        assert all(step >= 2 for _, step in further(family, "https://a.vn/get?offset=0", thread, 1))
