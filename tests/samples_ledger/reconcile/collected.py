"""The collected items: their titles, days and addresses, and the rows of the list that speak of them."""

import datetime as dt
import random
import re
import unicodedata
from dataclasses import dataclass, field, replace

import parts

HANOI = dt.timezone(dt.timedelta(hours=7))


@dataclass(frozen=True)
class Item:
    """A collected item of the outlet."""

    number: int
    title: str
    when: dt.datetime

    @property
    def url(self) -> str:
        """The canonical address."""
        return f"https://tienphong.vn/{slug(self.title)}-post{self.number}.tpo"


@dataclass(frozen=True)
class Row:
    """A line of the outlet's list, and what a careful clerk makes of it."""

    why: str
    expect: str
    title: str
    month: int
    day: dt.date | None = None
    address: str = ""
    style: str = "text"
    url: str | None = None
    never: str | None = None
    accept: tuple[str, ...] = ()
    candidates: tuple[str, ...] = field(default=())
    date_style: str = "slash"


def fold(text: str) -> str:
    """Lower case without diacritics, quotes, dashes and doubled spaces."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in flat if not unicodedata.combining(c))).strip()


def slug(title: str) -> str:
    """The part of an address made from a title."""
    return fold(title).replace(" ", "-")


def moment(rng: random.Random, year: int, month: int = 0) -> dt.datetime:
    """A time of publication in Hanoi; now and then a minute from midnight."""
    day = dt.date(year, month or rng.randint(1, 12), rng.randint(1, 28))
    clock = rng.choice(
        [dt.time(0, 1), dt.time(23, 59)] + [dt.time(rng.randint(5, 22), rng.randint(0, 59)) for _ in range(10)]
    )
    return dt.datetime.combine(day, clock, HANOI)


class Stock:
    """The titles: which are collected and which are kept aside, so that nothing collected says the same."""

    def __init__(self, rng: random.Random) -> None:
        """Deal the cards."""
        self.rng = rng
        pairs = [(t, p) for t in parts.NUMBERED + parts.PLAIN for p in parts.PLACES]
        rng.shuffle(pairs)
        self.collected, self.aside, self.old = pairs[:1975], pairs[1975:-60], pairs[-60:]
        self.numbers = {pair: rng.randint(12, 98) * 5 for pair in pairs}

    def title(self, pair: tuple[str, str], shift: int = 0) -> str:
        """The sentence with its holes filled; `shift` changes its number."""
        return pair[0].format(p=pair[1], n=self.numbers[pair] + shift)


@dataclass
class Collection:
    """All collected items, by the use that the rows make of them."""

    plain: list[tuple[Item, tuple[str, str]]]
    old: list[Item]
    series: list[Item]
    columns: list[tuple[Item, str, int]]
    people: list[tuple[Item, str]]
    twins: list[tuple[Item, Item]]

    def all(self) -> list[Item]:
        """Every item once, by number."""
        found = (
            [i for i, _ in self.plain]
            + self.old
            + self.series
            + [c[0] for c in self.columns]
            + [p[0] for p in self.people]
        )
        return sorted(found + [i for pair in self.twins for i in pair], key=lambda i: i.number)


class Numbers:
    """Numbers of addresses: given once, with gaps, and others that no page has."""

    def __init__(self, rng: random.Random) -> None:
        """Shuffle the even ones for pages; the odd ones are of no page."""
        self.used = rng.sample(range(1700000, 1790000, 2), 6000)
        self.free = rng.sample(range(1700001, 1790001, 2), 6000)

    def page(self) -> int:
        """A number that a page gets."""
        return self.used.pop()

    def nobody(self) -> int:
        """A number that no page has."""
        return self.free.pop()


def collect(rng: random.Random, stock: Stock, numbers: Numbers) -> Collection:
    """Make the collected items."""

    def item(title: str, year: int = 2025, month: int = 0) -> Item:
        return Item(numbers.page(), title, moment(rng, year, month))

    plain = [(item(stock.title(pair)), pair) for pair in stock.collected]
    old = [item(stock.title(pair), 2024) for pair in stock.old]
    series = [item(f"{name} - Bài {n}: {parts.PIECES[n - 1]}") for name in parts.SERIES for n in (1, 3)]
    series += [item(f"{name} - Bài {n}: {parts.PIECES[n - 1]}") for name in parts.SERIES[:10] for n in (4,)]
    columns = [(item(text.format(n=n)), text, n) for text in parts.COLUMNS for n in range(1, 40, 2)]
    columns += [(item(text.format(n=2024), 2024), text, 2024) for text in parts.YEARLY]
    people = [
        (item(text.format(h=f"{family} {pair[0]}")), text.format(h=f"{family} {pair[1]}"))
        for text in parts.PEOPLE
        for family, pair in zip(parts.FAMILIES, parts.GIVEN, strict=True)
    ]
    twins = []
    for pair in stock.aside[:24]:
        month = rng.randint(1, 12)
        title = stock.title(pair)
        early, late = item(title, 2025, month), item(title, 2025, month)
        if early.when.date() == late.when.date():
            late = replace(late, when=late.when.replace(day=late.when.day % 28 + 1))
        twins.append((early, late))
    return Collection(plain, old, series, columns, people, twins)
