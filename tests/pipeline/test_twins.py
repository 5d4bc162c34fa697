"""One piece in two appearances: what is sure, what is asked, what an officer says; a contract counts it once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load
from pieces import Piece, made_address
from pipeline.jobs.collecting.crawl import mend
from pipeline.jobs.collecting.door import open_door
from pipeline.jobs.home import Home
from pipeline.jobs.items.appearances import say_of_pair, twins_view, undo_of_pair
from pipeline.jobs.items.correct import Wording
from pipeline.jobs.items.views import item_view
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.reading.process import process
from pipeline.twins import Appearance, Pair, compared, first_of, settled
from records import Annotation, Trouble
from storage.store import Store
from tests.conftest import Diembao
from tests.replayed import Nobody
from times import iso

DAY = date(2026, 7, 20)
NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
CONFIGURATION = load()
NOBODY = Nobody()
AFTER = datetime(2027, 12, 31, tzinfo=UTC)  # all of it was published by then
TITLE = "Hàm Yên khánh thành cầu treo qua sông Lô"
TEXT = (
    "Sáng 20/7, xã Hàm Yên khánh thành cầu treo bắc qua sông Lô sau mười tháng thi công. Cầu dài 120 mét, nối hai thôn "
    "mà trước đây bà con phải đi đò. Chủ tịch xã cho biết học sinh từ nay tới trường gần hơn sáu cây số. "
    "Kinh phí do ngân sách tỉnh và nhân dân cùng đóng góp."
)
OTHER = (
    "Vụ xuân năm nay bà con trồng lạc được mùa, thương lái tới tận ruộng thu mua. Giá lạc tươi cao hơn năm ngoái hai "
    "nghìn đồng mỗi cân. Hợp tác xã đã ký hợp đồng bao tiêu với ba doanh nghiệp, bảo đảm đầu ra cho hai trăm hộ trồng "
    "lạc của xã trong ba vụ liên tiếp."
)
PRINT = Appearance("in", "bao", "print", DAY, "2026-07-19T17:00:00Z", TITLE, TEXT)
WEB = Appearance("mang", "bao", "online", DAY, "2026-07-20T03:00:00Z", TITLE, TEXT)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        pytest.param({}, {}, "sure", id="the-same"),
        pytest.param({"text": ""}, {}, "sure", id="the-same-title-and-no-text"),
        pytest.param({"text": ""}, {"day": DAY + timedelta(days=2)}, "doubtful", id="the-same-title-two-days-on"),
        pytest.param({"text": ""}, {"day": DAY + timedelta(days=4)}, None, id="the-same-title-four-days-on"),
        pytest.param({"title": "Cầu treo sông Lô thông xe", "text": TEXT[:180]}, {}, "sure", id="another-title-a-part"),
        pytest.param({"text": OTHER}, {}, "doubtful", id="one-title-two-texts"),
        pytest.param({"title": "Được mùa lạc xuân", "text": OTHER}, {}, None, id="nothing-in-common"),
        pytest.param({"title": "Bản tin sáng", "text": ""}, {"title": "Bản tin sáng"}, None, id="a-title-of-every-day"),
        pytest.param({"title": "Giá lạc ngày 19/7 tại Hàm Yên", "text": ""}, {"title": "Giá lạc ngày 20/7 tại Hàm Yên"},
                     None, id="a-series"),
        pytest.param({"title": "Khánh thành cầu treo Hàm Yên", "text": ""}, {}, "doubtful", id="like-titles"),
        pytest.param({"outlet": "an-pham"}, {}, "doubtful", id="another-title-of-the-house"),
        pytest.param({"day": None, "told": "mang"}, {}, "sure", id="the-file-says-so"),
        pytest.param({"day": None}, {}, None, id="no-day"),
    ],
)  # fmt: skip
def test_a_pair_is_sure_doubtful_or_none(one: dict[str, Any], other: dict[str, Any], verdict: str | None) -> None:
    found = compared(replace(PRINT, **one), replace(WEB, **other))
    assert (found.verdict if found else None) == verdict


def pair(one: str, other: str, score: float, verdict: str = "sure", basis: str = "text") -> Pair:
    return Pair(one, other, verdict, score, basis)  # type: ignore[arg-type]


CHANNELS = {"in": "print", "in2": "print", "phat": "radio", "a": "online", "b": "online"}


@pytest.mark.parametrize(
    ("pairs", "decided", "expected"),
    [
        ([pair("in", "a", 0.9), pair("in", "b", 0.5)], {}, [("in", "a", "sure")]),
        ([pair("in", "a", 0.9), pair("in", "b", 0.85)], {}, [("in", "a", "doubtful"), ("in", "b", "doubtful")]),
        ([pair("in", "a", 0.9), pair("in2", "a", 0.5)], {}, [("in", "a", "sure")]),
        ([pair("in", "a", 0.9), pair("phat", "a", 0.5)], {}, [("in", "a", "sure"), ("phat", "a", "sure")]),
        ([pair("in", "a", 0.9), pair("in", "b", 0.85)], {"in|a": True}, [("in", "a", "sure")]),
        ([pair("in", "a", 0.9)], {"in|a": False}, []),
        ([pair("in", "a", 0.4, "doubtful")], {"in|a": True}, [("in", "a", "sure")]),
        ([pair("in", "a", 0.4, "doubtful"), pair("in", "b", 0.9)], {}, [("in", "b", "sure")]),
        ([], {"in|a": True}, [("in", "a", "sure")]),
    ],
)  # fmt: skip
def test_pairs_stand_as_officers_say_and_the_best_of_the_sure(
    pairs: list[Pair], decided: dict[str, bool], expected: list[tuple[str, str, str]]
) -> None:
    for order in permutations(pairs):
        found = settled(order, decided, CHANNELS)
        assert sorted((one.one, one.other, one.verdict) for one in found) == expected


def test_all_appearances_of_a_piece_belong_to_its_first() -> None:
    pairs = [pair("in", "a", 0.9), pair("phat", "a", 0.9), pair("in2", "b", 0.4, "doubtful")]
    moments = {"in": "2", "a": "3", "phat": "1", "in2": "1", "b": "2"}
    assert first_of(pairs, moments) == {"a": "phat", "in": "phat"}


SAID = st.sampled_from(("cầu", "sông", "xã", "tỉnh", "mới", "khánh", "thành", "20", "7", "bản", "tin"))
WORDS = st.lists(SAID, max_size=60).map(" ".join)
DAYS = st.none() | st.integers(0, 5).map(lambda days: DAY + timedelta(days=days))


@given(WORDS, WORDS, WORDS, WORDS, DAYS, DAYS)
def test_comparing_is_the_same_from_either_side(t1: str, t2: str, x1: str, x2: str, d1: date, d2: date) -> None:
    one, other = replace(PRINT, title=t1, text=x1, day=d1), replace(WEB, title=t2, text=x2, day=d2)
    there, back = compared(one, other), compared(other, one)
    assert (there and (there.verdict, there.score)) == (back and (back.verdict, back.score))


# --- from the door to the contract ---

OUTLET = "nhan-dan"  # a partner of the Tuyên Quang plan


def printed(title: str, text: str = TEXT, *, day: date = DAY, twin: str = "", channel: str = "print") -> Piece:
    address = made_address(outlet=OUTLET, channel=channel, day=day, title=title)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7)
    return Piece(OUTLET, address, channel, "file", "template@1", title, text=text, published_at=at, twin=twin)  # type: ignore[arg-type]


def on_the_web(number: int, title: str, text: str = TEXT) -> Piece:
    address = f"https://nhandan.vn/cau-post{number}.html"
    return Piece(OUTLET, address, "online", "file", "vnsocial", title, text=text, published_at=NOW)


def read(home: Home, *pieces: Piece, at: datetime = NOW, judge: Nobody = NOBODY) -> None:
    with home.for_writing(), Store.open(home.path) as store:
        mend(home, store, now=at)
        with open_door(home, store, clock=lambda: at) as door:
            for piece in pieces:
                door.take(piece)
        process(home, CONFIGURATION, store, judge, store.unprocessed())  # type: ignore[arg-type]


def appearances(home: Home) -> list[tuple[str, str]]:
    """Addresses of further appearances with those of their first."""
    with Store.open(home.path) as store:
        rows = store.db.query("""SELECT i.url, f.url AS first FROM appearances a JOIN items i ON i.id = a.item
                                 JOIN items f ON f.id = a.of ORDER BY 1""")
        return [(row["url"], row["first"]) for row in rows]


def test_twins_are_found_in_whatever_order_they_come_and_again_after_a_rebuild(tmp_path: Path) -> None:
    page, web, told = printed(TITLE), on_the_web(1, TITLE), printed("Lạc xuân", OTHER, twin=on_the_web(2, "").address)
    other = on_the_web(2, "Bà con Hàm Yên được mùa lạc", OTHER.upper())
    expected = sorted([(web.address, page.address), (other.address, told.address)])
    for name, order in (("a", [page, told, web, other]), ("b", [web, other, page, told])):
        home = Home(tmp_path / name)
        for piece in order:
            read(home, piece)
        assert appearances(home) == expected
        for path in home.path.glob("diembao.db*"):
            path.unlink()
        read(home)
        assert appearances(home) == expected


def test_an_officer_says_and_takes_it_back(tmp_path: Path, diembao: Diembao) -> None:
    home, wording = Home(tmp_path), Wording(by="Cán bộ An")
    page, web = printed(TITLE, OTHER), on_the_web(1, TITLE)
    read(home, page, web)
    assert appearances(home) == []
    (asked,) = json.loads(diembao("--home", tmp_path, "twins", "--format", "json").stdout)
    assert (asked["verdict"], asked["title"], asked["web_title"]) == ("doubtful", TITLE, TITLE)
    said = diembao("--home", tmp_path, "twins", web.address, page.address, "--same", "--by", "Cán bộ An")
    assert (said.returncode, "hai lần xuất hiện" in said.stdout) == (0, True)
    assert appearances(home) == [(web.address, page.address)]
    assert [row["channel"] for row in item_view(home, web.address)["appearances"]] == ["print"]
    undo_of_pair(home, page.address, web.address, wording, clock=lambda: NOW)
    assert appearances(home) == []
    say_of_pair(home, page.address, web.address, wording, same=False, clock=lambda: NOW)
    assert twins_view(home, everything=True) == []
    undo_of_pair(home, page.address, web.address, wording, clock=lambda: NOW)
    with pytest.raises(Trouble, match="nothing-to-undo"):
        undo_of_pair(home, page.address, web.address, wording, clock=lambda: NOW)
    read(home)  # nothing new: what was decided and undone stays so
    assert (appearances(home), len(twins_view(home))) == ([], 1)
    with pytest.raises(Trouble, match="not-a-pair"):
        say_of_pair(home, web.address, web.address, wording, same=True, clock=lambda: NOW)


class Local(Nobody):
    """A judge that takes every text for one about the province."""

    signature = "local"

    def annotate(self, _article: object) -> tuple[Annotation, ...]:
        return (Annotation("relevance", "tuyen-quang", "2", 1.0, "local@1"),)


def contract_pieces(home: Home) -> dict[str, int]:
    with books_of(home, now=iso(NOW), configuration=CONFIGURATION) as books:
        view = contracts_view(books, by=(), filters=Filters(plan="tuyen-quang-2024-2026"))
        channels = contracts_view(books, by=("channel",), filters=Filters(plan="tuyen-quang-2024-2026"))
    assert sum(row["pieces"] for row in channels.rows) == view.total["pieces"]
    return {name: view.total[name] for name in ("pieces", "originals", "reprints", "repeats")}


@pytest.mark.parametrize("text", [TEXT, "Tin phát thanh: Hàm Yên có cầu mới."], ids=["the-same-text", "a-short-one"])
def test_a_printed_piece_and_its_web_twin_change_a_contract_by_one(tmp_path: Path, text: str) -> None:
    home = Home(tmp_path)
    read(home, on_the_web(9, "Mở tuyến buýt mới", OTHER), judge=Local())
    before = contract_pieces(home)
    read(home, printed(TITLE, text), on_the_web(1, TITLE), judge=Local())
    after = contract_pieces(home)
    assert before["pieces"] == 1
    assert {name: after[name] - before[name] for name in after} == {
        "pieces": 1, "originals": 1, "reprints": 0, "repeats": 1,
    }  # fmt: skip
    assert len(appearances(home)) == 1


SAMPLES = Path(__file__).parents[1] / "samples_channels" / "twins.jsonl"


def through_a_store(home: Home, pair: dict[str, Any]) -> str:
    """What comes of a pair: "sure", "doubtful" or "none"."""
    told, web = pair["piece"], pair["web"]
    day, at = date.fromisoformat(told["date"]), datetime.fromisoformat(web["published"]).astimezone(UTC)
    piece = replace(
        printed(told["title"], told["text"], day=day, channel=told["channel"]), outlet=told["outlet"],
        section=told["where"],
    )  # fmt: skip
    page = replace(on_the_web(1, web["title"], web["text"]), outlet=web["outlet"], published_at=at)
    read(home, piece, page, at=AFTER)
    with Store.open(home.path) as store:
        return next((row["verdict"] for row in store.db.query("SELECT verdict FROM twins")), "none")


def test_the_pairs_that_somebody_else_judged(tmp_path: Path) -> None:
    """First score, before the thresholds were set by kind of error: 16 of 40 right, none joined wrongly, 5 missed."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in SAMPLES.read_text("utf-8").splitlines():
        row = json.loads(line)
        found.setdefault((row["expect"], through_a_store(Home(tmp_path / row["id"]), row)), []).append(row["id"])
    assert not found.get(("not", "sure"))  # a contract would count one piece too few
    assert not found.get(("doubtful", "sure"))
    assert len(found["twin", "sure"]) >= 10
    assert len(found.get(("twin", "none"), [])) <= 1  # the station and the paper of a province: not firm
    assert len(found.get(("not", "doubtful"), [])) <= 2
