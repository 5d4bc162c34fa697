"""What an interface's answer becomes: posts with totals, what is left out with its reason; no answer makes it fail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.feeds import read_feed
from pieces import Totals
from pipeline.social import facebook, tiktok, youtube, zalo
from pipeline.social.reading import Reading, count, moment, piece_of, titled
from platforms import Post, SocialPage
from tests.social_server import channel_feed
from tests.social_world import BEGIN, DAYS, PAGES, POSTS

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
PAGE = SocialPage("fb-thu", "facebook", "12345", "https://x.example/12345", "Trang thử", "outlet", outlet="bao-thu")
POST = {"id": "1_2", "message": "Tít\nLời", "created_time": "2026-07-20T04:00:00+0000",
        "permalink_url": "https://www.facebook.com/1/posts/2", "shares": {"count": 3},
        "reactions": {"summary": {"total_count": 12}}, "comments": {"summary": {"total_count": 4}}}  # fmt: skip


def test_a_post_of_graph_becomes_a_piece_of_its_outlet() -> None:
    (post,) = facebook.read_posts({"data": [POST]}).posts
    piece = piece_of(post, PAGE, NOW)
    assert (piece.outlet, piece.channel, piece.origin, piece.source) == ("bao-thu", "social", "social", "facebook")
    assert (piece.title, piece.text, piece.address) == ("Tít", "Lời", "https://www.facebook.com/1/posts/2")
    assert piece.published_at == datetime(2026, 7, 20, 4, tzinfo=UTC)
    assert piece.totals == Totals(NOW, "facebook", {"reactions": 12, "comments": 4, "shares": 3})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"message": None}, "no-text"), ({"message": " \n"}, "no-text"), ({"permalink_url": ""}, "no-link"),
     ({"permalink_url": "javascript:x"}, "no-link"), ({"id": ""}, "no-link")],
)  # fmt: skip
def test_a_post_that_is_no_item_is_left_out_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    reading = facebook.read_posts({"data": [{**POST, **changed}, POST]})
    assert [drop.reason for drop in reading.dropped] == [reason]
    assert len(reading.posts) == 1


def test_a_total_that_is_hidden_is_not_there_and_is_not_nought() -> None:
    (post,) = facebook.read_posts({"data": [{**POST, "shares": None, "reactions": {}}]}).posts
    assert post.totals == {"comments": 4}


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [("Tít", "Tít", ""), ("Tít\nLời một\nLời hai", "Tít", "Lời một\nLời hai"),
     ("Chữ " * 60, "Chữ " * 29 + "Chữ…", "Chữ " * 60)],
)  # fmt: skip
def test_the_first_line_is_the_title_and_is_not_said_twice(text: str, title: str, body: str) -> None:
    assert titled(Post("1", "https://x.example", text, None, "")) == (title, body)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("PT4M13S", 253), ("PT1H", 3600), ("P1DT2S", 86402), ("PT0S", 0), ("P0D", 0), ("PT", None), ("", None),
     ("4:13", None), ("PT1.5S", None)],
)  # fmt: skip
def test_a_duration_in_seconds(written: str, seconds: int | None) -> None:
    assert youtube.seconds_of(written) == seconds


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2026-07-20T04:00:00+0000", NOW.replace(hour=4)), ("2026-07-20T04:00:00Z", NOW.replace(hour=4)),
     (int(NOW.timestamp()), NOW), (int(NOW.timestamp() * 1000) + 7, NOW), (True, None), (0, None), (-5, None),
     (10**15, None), ("gần đây", None), (None, None), (10**40, None)],
)  # fmt: skip
def test_a_moment_as_platforms_write_it(written: Any, expected: datetime | None) -> None:
    assert moment(written) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12),
        (12, 12),
        ("-1", None),
        (-1, None),
        (1.5, None),
        (True, None),
        ("²", None),
        ("9" * 30, None),
        (None, None),
    ],
)
def test_a_count_is_a_count(value: Any, expected: int | None) -> None:
    assert count(value) == expected


def test_private_and_hidden_pieces_are_left_out() -> None:
    video = {"id": "v1", "snippet": {"title": "T"}, "status": {"privacyStatus": "unlisted"}}
    article = {"id": "a", "title": "T", "link_view": "https://rd.zapps.vn/detail/1?id=a", "status": "hide"}
    readings = youtube.read_videos({"items": [video]}), zalo.read_list({"data": {"medias": [article]}})
    assert [(reading.posts, [drop.reason for drop in reading.dropped]) for reading in readings] == [
        ((), ["not-public"])
    ] * 2


def test_the_feed_of_a_channel_gives_its_videos_with_views_through_the_feed_reader() -> None:
    page, now = PAGES[3], BEGIN.replace(day=BEGIN.day + DAYS - 5)
    body = channel_feed(page, now).encode()
    leads = read_feed(body, outlet="x", source="https://www.youtube.com/feeds/videos.xml", seen_at=now).leads
    posts = youtube.of_feed(leads, body)
    told = [one for one in POSTS[page.slug] if one.at <= now and not (one.removed_at and one.removed_at <= now)]
    assert [(post.id, post.totals) for post in posts] == [
        (one.key, {"views": one.counted(now)}) for one in told[::-1][:15]
    ]


def test_nobodys_name_is_taken_from_oembed() -> None:
    answer = {"title": "Lễ hội", "author_name": "Nguyễn Kín Đáo", "author_url": "https://www.tiktok.com/@x"}
    post = tiktok.read_video(answer, key="1", url="https://www.tiktok.com/@x/video/1", published_at=None)
    assert post is not None
    assert "Kín Đáo" not in repr(piece_of(post, PAGE, NOW))


_FIELDS = (
    "id message data items medias snippet title statistics viewCount permalink_url created_time reactions summary"
    " total_count shares count status link_view body"
)
_NAMES = _FIELDS.split()
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=6))
def test_no_answer_makes_a_reader_fail(answer: dict[str, Any]) -> None:
    for read in (facebook.read_posts, youtube.read_videos, zalo.read_list):
        reading = read(answer)
        assert isinstance(reading, Reading)
        for post in reading.posts:
            assert piece_of(post, PAGE, NOW).address.startswith("http")
    zalo.text_of(answer)
