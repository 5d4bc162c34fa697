"""The pages of events: which are listed, in which order, page by page, and one event across outlets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.jobs.items import event_views
from pipeline.jobs.items.event_views import event_view, events_listed
from records import Trouble
from storage.event_pages import EventsAsked, events_page
from storage.recount import recount
from tests.desk import NOW, TQ, Desk
from tests.fillings.whole_item import EVENT, HOSTILE, ITEM
from tests.pages import Pages
from times import local_day

TODAY = local_day(NOW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Thirty events: number n has 1 + n % 4 items on as many outlets, the newest n days back, every third about us."""
    desk = Desk(tmp_path_factory.mktemp("events"))
    outlets = ("vnexpress", "nhan-dan", "tuoi-tre", "dan-tri")
    for number in range(30):
        for told in range(1 + number % 4):
            at = NOW - timedelta(days=number, hours=told)
            relevance = "2" if number % 3 == 0 else "0"
            name = f"e{number:04}{told:07}"
            desk.item(name, at=at, outlet=outlets[told], event=f"ev{number}", relevance=relevance, flag="")
    with desk.db.atomic():
        recount(desk.db)
    yield desk
    desk.db.close()


def walked(desk: Desk, asked: EventsAsked, size: int) -> list[str]:
    """The ids of all events, page by page."""
    found: list[str] = []
    after = None
    while True:
        rows, after = events_page(desk.db, asked, after=after, limit=size)
        assert len(rows) == size or after is None
        found += [row["id"] for row in rows]
        if after is None:
            return found


def expected(asked: EventsAsked) -> list[str]:
    days = {number: local_day(NOW - timedelta(days=number)).isoformat() for number in range(30)}
    wanted = [
        number for number in range(30)
        if number % 4 and (not asked.province or number % 3 == 0)
        and asked.since <= days[number] <= (asked.until or "9999")
    ]  # fmt: skip
    if asked.order == "largest":
        wanted.sort(key=lambda number: (number % 4, f"ev{number}"), reverse=True)
    return [f"ev{number}" for number in wanted]


@settings(max_examples=25)
@given(
    size=st.integers(1, 9), province=st.sampled_from(["", TQ]), order=st.sampled_from(["newest", "largest"]),
    days=st.none() | st.tuples(st.integers(0, 29), st.integers(0, 29)).map(sorted),
)  # fmt: skip
def test_pages_join_to_the_whole_list_whatever_their_size(
    many: Desk, size: int, province: str, order: str, days: list[int] | None
) -> None:
    newest, oldest = days or [0, 0]
    since, until = (str(TODAY - timedelta(days=back)) for back in (oldest, newest)) if days else ("", "")
    asked = EventsAsked(province, since, until, "newest" if order == "newest" else "largest")
    assert walked(many, asked, size) == expected(asked)


def test_an_event_that_some_items_fall_out_of_is_listed_once(many: Desk) -> None:
    shown = walked(many, EventsAsked("", "", ""), 4)
    assert len(shown) == len(set(shown)) == 22


@pytest.mark.parametrize(
    "after",
    ["x", "[1]", '["a"]', "[1,2,3]", "[" * 5000, '["a",' + "9" * 40 + "]", '["a",true]', r'["\ud800",1]', '["a",1.5]'],
)
def test_a_key_of_a_page_that_nobody_wrote_is_refused(many: Desk, after: str) -> None:
    asked = {"province": "", "since": "", "until": "", "today": TODAY}
    for order in ("moi", "lon"):
        if order == "lon" and after == "[1,2,3]":
            continue
        with pytest.raises(Trouble, match=r"events\.bad-key"):
            events_listed(many.home, order=order, after=after, **asked)  # type: ignore[arg-type]


def test_the_largest_are_of_the_last_days_where_none_are_asked_for(many: Desk) -> None:
    listed = events_listed(many.home, province=TQ, since="", until="", order="lon", after="", today=TODAY)
    assert listed.since == str(TODAY - timedelta(days=event_views.LATELY - 1))
    everything = events_listed(many.home, province="", since="", until="", order="lon", after="", today=TODAY)
    assert everything.since == str(TODAY - timedelta(days=event_views.ALL_LATELY - 1))


# --- pages ---


def test_an_event_shows_who_told_of_it_when_and_whose_text_it_was(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get(f"/su-kien/{EVENT}").text
    assert shown.index("Sạt lở ở Tuyên Quang") < shown.index("Sạt lở, tin thứ 3") < shown.index("Sạt lở, tin thứ 6")
    assert f'<a href="/tin-bai/{ITEM}">Đăng lại</a>' in shown
    assert "VnExpress đưa đầu tiên" in shown
    assert "Đã gỡ" in shown
    assert "/canh-bao/" in shown


def test_the_list_leads_to_events_and_its_address_is_its_query(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    for query in ({}, {"xep": "lon"}, {"ke-hoach": "tat-ca", "tu": "2026-07-22", "den": "2026-07-22"}):
        answer = viewer.get(f"/su-kien?{urlencode(query)}")
        assert answer.status_code == 200
        assert f'href="/su-kien/{EVENT}"' in answer.text, query
    assert EVENT not in viewer.get("/su-kien?ke-hoach=dong-thap-2024").text


@pytest.mark.parametrize(
    ("query", "status"),
    [("xep=x", 400), ("tu=hom-qua", 400), ("tu=2026-07-22&den=2026-07-01", 400), ("ke-hoach=x", 404), ("sau=x", 400)],
)
def test_a_bad_query_is_a_sentence(reading: Pages, query: str, status: int) -> None:
    for path in ("/su-kien", "/api/v1/events"):
        answer = reading.signed_in("viewer").get(f"{path}?{query}")
        assert answer.status_code == status
        assert "Traceback" not in answer.text


def test_an_unknown_event_is_not_found(reading: Pages) -> None:
    for path in ("/su-kien/x", "/su-kien/x/dong-thoi-gian.svg", "/api/v1/events/x"):
        assert reading.signed_in("viewer").get(path).status_code == 404
    assert reading.signed_in("viewer").get(f"/su-kien/{EVENT}?sau=x").status_code == 400


def test_the_picture_holds_no_words_of_an_article(reading: Pages) -> None:
    for shade in ("", "?mau=toi"):
        answer = reading.signed_in("viewer").get(f"/su-kien/{EVENT}/dong-thoi-gian.svg{shade}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "Báo Nhân Dân" in answer.text
        assert "<script" not in answer.text


def test_programs_read_events_and_go_on_from_page_to_page(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    found = viewer.get("/api/v1/events").json()
    assert [row["id"] for row in found["events"]] == [EVENT]
    assert (found["events"][0]["outlets"], found["after"]) == (5, "")
    event = viewer.get(f"/api/v1/events/{EVENT}").json()
    assert event["telling"][0]["id"] == ITEM
    assert event["telling"][-1]["id"] == HOSTILE
    assert sum(row["items"] for row in event["by_outlet"]) == event["items"] == len(event["telling"])


def test_a_large_event_goes_on_where_its_page_ended(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(event_views.TELLING + 5):
        desk.item(f"g{number:011}", at=NOW + timedelta(minutes=number // 3), event="lon", flag="")
    desk.db.close()
    first = event_view(desk.home, "lon", province=TQ)
    second = event_view(desk.home, "lon", province=TQ, after=first["after"])
    ids = [row["id"] for row in [*first["telling"], *second["telling"]]]
    assert (len(ids), len(set(ids)), second["after"]) == (event_views.TELLING + 5, event_views.TELLING + 5, "")
    assert json.dumps(first)
