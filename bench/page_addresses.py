"""What officers ask of the pages, by chance: the addresses that ``bench.pages`` measures."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.million import DAYS, FIRST, PLACES, PLAN, PROVINCE, SUBS
from config.load import load
from storage.opening import NAME

NOW = datetime(2026, 7, 28, 2, tzinfo=UTC)  # nine in the morning of a day of which the made items have some
OF_EACH = 200  # items, events and matters that are asked for
TYPED = (
    "tuyen quang", "cầu đường na hang", "hoc sinh ham yen", "công an thành phố", "mua lu sat lo", "gia vang hom nay",
    "khởi tố bị can", "tai nạn giao thông", "bong da viet nam", "xuat khau gao", "na hang", "người dân", "khong co dau",
)  # fmt: skip
# The periods that the pages offer on that day, beside a plan's own.
PERIODS = (("2026-07-01", "2026-07-31"), ("2026-07-01", "2026-09-30"), ("2026-01-01", "2026-12-31"),
           ("2024-01-01", "2026-12-31"))  # fmt: skip
PICTURES = ("month", "theme", "genre", "tone")
Ask = Callable[[random.Random], str]

_ITEMS = """SELECT i.id FROM counted c JOIN items i ON i.number = c.number WHERE c.scope = ? AND c.relevance = 2
            ORDER BY c.number * 7919 % 1000003 LIMIT ?"""
_EVENTS = """SELECT DISTINCT e.event FROM counted c JOIN items i ON i.number = c.number
             JOIN event_items e ON e.item = i.id WHERE c.scope = ? AND c.relevance = 2
             ORDER BY c.number * 7919 % 1000003 LIMIT ?"""
_MATTERS = "SELECT key FROM matters WHERE province = ? ORDER BY key LIMIT ?"


def addresses(home: Path) -> dict[str, Ask]:
    """An address of each kind for a home of made items, by name."""
    items, events, matters = _known(home)
    slugs = sorted(slug for slug, one in load().outlets.items() if one.domains)

    def of(path: str) -> Ask:
        return lambda _: path

    def in_period(path: str) -> Ask:
        return lambda chance: f"{path}{'&' if '?' in path else '?'}{_period(chance)}"

    def one(path: str, among: list[str]) -> Ask:
        return lambda chance: path.format(quote(chance.choice(among), safe=""))

    return {
        "Hôm nay": of("/"),
        "Hôm nay, the curve": of("/hom-nay/tuan.svg"),
        "Tin, bài": of("/tin-bai"),
        "Tin, bài, a later page": lambda chance: f"/tin-bai?sau={_later(chance)}",
        "Tin, bài, filters": lambda chance: f"/tin-bai?{_filters(chance, slugs)}",
        "Tin, bài, words": lambda chance: f"/tin-bai?q={quote(chance.choice((*TYPED, *PLACES)))}",
        "Tin, bài, words in all": lambda chance: f"/tin-bai?ke-hoach=-&q={quote(chance.choice((*TYPED, *PLACES)))}",
        "as one types": lambda chance: f"/tin-bai/nhanh?q={_typed(chance)}",
        "Một bài": one("/tin-bai/{}", items),
        "Sự kiện": of("/su-kien"),
        "Sự kiện, the largest": of("/su-kien?xep=lon"),
        "Sự kiện, every province": of("/su-kien?ke-hoach=tat-ca"),
        "one event": one("/su-kien/{}", events),
        "one event, the time line": one("/su-kien/{}/dong-thoi-gian.svg", events[:20]),
        "Báo": in_period("/bao"),
        "one outlet": lambda chance: f"/bao/{chance.choice(slugs[:20])}?{_period(chance)}",
        "one outlet, the charts": lambda chance: (
            f"/bao/{chance.choice(slugs[:5])}/hinh/{chance.choice(PICTURES)}.svg?{_period(chance)}"
        ),
        "Kế hoạch": in_period("/ke-hoach"),
        "Hợp đồng": in_period("/hop-dong"),
        "Hợp đồng, items of a figure": lambda chance: (
            f"/hop-dong/tin-bai?so={chance.choice(('pieces', 'originals', 'mentions'))}&{_period(chance)}"
        ),
        "Hợp đồng, reconciling": of("/hop-dong/doi-chieu"),
        "Khen thưởng": in_period("/khen-thuong"),
        "one nominee": lambda chance: (
            f"/khen-thuong/de-cu?loai=outlet&ten={chance.choice(slugs[:5])}&{_period(chance)}"
        ),
        "Cảnh báo": of("/canh-bao"),
        "Cảnh báo, filters": lambda chance: f"/canh-bao?{_matters(chance)}",
        "one matter": one("/canh-bao/{}", matters),
        "the week's list": lambda chance: f"/canh-bao/tuan/2026-W{chance.randrange(5, 32):02}",
        "sổ xác minh": of("/quan-tri/tin-da-kiem-chung"),
        "Nguồn": of("/nguon"),
        "one source": one("/nguon/{}", slugs[:20]),
        "Nguồn, missed coverage": of("/nguon/bi-sot/danh-sach"),
        "Nguồn, an address": lambda chance: f"/nguon/tra?dia-chi={quote(_address(chance, slugs), safe='')}",
        "Quản trị": of("/quan-tri"),
        "users": of("/quan-tri/nguoi-dung"),
        "the audit": of("/quan-tri/nhat-ky"),
        "Quản trị, configured": lambda chance: f"/quan-tri/{chance.choice(('bao', 'ke-hoach', 'don-vi'))}",
        "the account": of("/tai-khoan"),
        "JSON: items": lambda chance: f"/api/v1/items?{_filters(chance, slugs)}",
        "JSON: an item": one("/api/v1/items/{}", items),
        "JSON: coverage": in_period(f"/api/v1/coverage?ke-hoach={PLAN}"),
        "JSON: contracts": in_period("/api/v1/contracts"),
        "JSON: awards": in_period("/api/v1/awards"),
        "JSON: outlets": of("/api/v1/outlets"),
        "JSON: flags": of("/api/v1/flags"),
        "JSON: events": of("/api/v1/events"),
        "JSON: an event": one("/api/v1/events/{}", events),
        "JSON: health": of("/api/v1/health"),
    }  # fmt: skip


def _known(home: Path) -> tuple[list[str], list[str], list[str]]:
    """Items, events and matters of the province."""
    with closing(sqlite3.connect(f"file:{home / NAME}?mode=ro", uri=True)) as db:
        items, events, matters = (
            [row[0] for row in db.execute(sql, [PROVINCE, OF_EACH])] for sql in (_ITEMS, _EVENTS, _MATTERS)
        )
    return items, events, matters


def _day(chance: random.Random) -> str:
    return str(FIRST + timedelta(days=chance.randrange(DAYS - 31)))


def _period(chance: random.Random) -> str:
    """A period that the pages offer; one time in ten two days of one's own."""
    since, until = chance.choice(PERIODS)
    if chance.random() < 0.1:
        since = _day(chance)
        until = str(datetime.fromisoformat(since).date() + timedelta(days=30))
    return urlencode({"tu": since, "den": until})


def _filters(chance: random.Random, slugs: list[str]) -> str:
    """A query with two or three filters."""
    since = _day(chance)
    until = str(datetime.fromisoformat(since).date() + timedelta(days=30))
    offered = [
        {"bao": chance.choice(slugs)}, {"noi-dung": chance.choice(SUBS)}, {"sac-thai": chance.choice(["neg", "pos"])},
        {"tu": since, "den": until}, {"the-loai": chance.choice(["bai", "tin"])}, {"lien-quan": "ca-hai"},
        {"xep": chance.choice(["cu", "thu"])}, {"tinh-trang": chance.choice(["cho", "in-lai"])},
    ]  # fmt: skip
    query: dict[str, str] = {}
    for one in chance.sample(offered, chance.choice([2, 2, 3])):
        query |= one
    return urlencode(query)


def _matters(chance: random.Random) -> str:
    """A query of the queue with one or two filters."""
    offered = [
        {"loai": chance.choice(["criticism", "claim", "dispute", "burst"])}, {"muc": chance.choice(["high", "medium"])},
        {"tinh-trang": chance.choice(["open", "tat-ca", "under-way"])}, {"ke-hoach": PLAN}, {"xep": "cu"},
    ]  # fmt: skip
    query: dict[str, str] = {}
    for one in chance.sample(offered, chance.choice([1, 2])):
        query |= one
    return urlencode(query)


def _typed(chance: random.Random) -> str:
    """Words as far as they are typed."""
    words = chance.choice(TYPED)
    return quote(words[: chance.randint(2, len(words))])


def _later(chance: random.Random) -> str:
    """A page somewhere in the list, by the place at which it begins."""
    day = _day(chance)
    return quote(f"{day}~{day}T09:00:00Z~{chance.randrange(1, 1_000_000)}")


def _address(chance: random.Random, slugs: list[str]) -> str:
    return f"https://{chance.choice(slugs)}.example.vn/bai-{chance.randrange(1, 100_000)}.html"
