"""The rows of the outlet's list: what is claimed rightly, twice, wrongly, and what nobody can tell."""

import datetime as dt
import random
from dataclasses import replace

import parts
from collected import Collection, Item, Numbers, Row, Stock, fold, moment, slug
from dirt import clean, date_style, dirty_address, dirty_title, full_date_style, trimmed

MATCHED_LOOSE = ("matched", "doubtful")
UNMATCHED = ("not_found", "doubtful")


class Clerk:
    """Writes the rows."""

    def __init__(self, rng: random.Random, stock: Stock, numbers: Numbers, collection: Collection) -> None:
        """Keep what the rows are made from."""
        self.rng, self.stock, self.numbers, self.collection = rng, stock, numbers, collection
        self.folded = [fold(i.title) for i in collection.all()]
        self.aside = stock.aside[24:]

    def dead(self, title: str) -> str:
        """An address of no page."""
        return f"https://tienphong.vn/{slug(title)}-post{self.numbers.nobody()}.tpo"

    def like(self, item: Item, why: str, expect: str, **more: object) -> Row:
        """A row dated as the item."""
        given: dict[str, object] = {
            "title": item.title,
            "month": item.when.month,
            "day": item.when.date(),
            "date_style": full_date_style(self.rng),
        }
        return Row(why, expect, **(given | more))  # type: ignore[arg-type]

    def miss(self, item: Item, why: str, title: str, **more: object) -> Row:
        """A near-miss of a collected item; some carry an address of no page."""
        address = self.dead(title) if self.rng.random() < 0.2 else ""
        return self.like(
            item,
            "near miss: " + why,
            "not_found",
            **({"title": title, "never": item.url, "accept": UNMATCHED, "address": address} | more),
        )

    def series_misses(self) -> list[Row]:
        """The second and the fifth piece, where the first and the third are collected."""
        found = []
        for first in [i for i in self.collection.series if " - Bài 1: " in i.title]:
            name = first.title.split(" - Bài ")[0]
            for n in (2, 5):
                forms = [
                    f"{name} - Bài {n}: {parts.PIECES[n - 1]}",
                    f"{name} - Bài {n}: {parts.PIECES[0]}",
                    f"Bài {n}: {name}",
                    f"{name} (Bài {n})",
                ]
                found.append(self.miss(first, "another piece of the series", self.rng.choice(forms)))
        return found

    def column_misses(self) -> list[Row]:
        """Another number of a weekly column, another year of a yearly one."""
        yearly = [c for c in self.collection.columns if c[2] == 2024]
        weekly = self.rng.sample([c for c in self.collection.columns if c[2] != 2024], 44)
        found = [self.miss(item, "another number of the column", text.format(n=n + 1)) for item, text, n in weekly]
        for item, text, _ in yearly:
            row = self.miss(item, "another year of the column", text.format(n=2025))
            found.append(replace(row, day=item.when.date().replace(year=2025)))
        return found

    def number_misses(self) -> list[Row]:
        """One number differs, on the same day."""
        numbered = [(i, p) for i, p in self.collection.plain if "{n}" in p[0]]
        chosen = self.rng.sample(numbered, 44)
        return [
            self.miss(i, "one number differs", self.stock.title(p, self.rng.choice([-10, 5, 30, 100])))
            for i, p in chosen
        ]

    def place_misses(self) -> list[Row]:
        """One place differs, on the same day."""
        found = []
        for template, place in self.aside[:44]:
            twin = next(i for i, p in self.collection.plain if p[0] == template)
            number = self.stock.numbers[next(p for i, p in self.collection.plain if i is twin)]
            found.append(self.miss(twin, "one place differs", template.format(p=place, n=number)))
        return found

    def year_misses(self) -> list[Row]:
        """The same title a year later, which is not collected."""
        found = []
        for item in self.collection.old[:44]:
            day = item.when.date().replace(year=2025)
            found.append(self.miss(item, "same title another year", item.title, day=day, month=day.month))
        return found

    def slug_misses(self) -> list[Row]:
        """The same slug with the number of no page, two months or more away."""
        found = []
        for item, _ in self.rng.sample([x for x in self.collection.plain if x[0].when.month <= 9], 32):
            day = item.when.date() + dt.timedelta(days=self.rng.randint(62, 90))
            found.append(
                self.miss(
                    item,
                    "same slug with another id",
                    item.title,
                    day=day,
                    month=day.month,
                    address=self.dead(item.title),
                )
            )
        return found

    def outlet_misses(self) -> list[Row]:
        """The same title in another outlet, with that outlet's address."""
        found = []
        for item, _ in self.rng.sample(self.collection.plain, 32):
            found.append(
                self.miss(
                    item,
                    "another outlet's article with the same title",
                    item.title,
                    address=self.elsewhere(item.title, item.when.month),
                )
            )
        return found

    def elsewhere(self, title: str, month: int) -> str:
        """An address of another outlet."""
        return self.rng.choice(parts.OTHER_SITES).format(s=slug(title), m=month, i=self.rng.randint(300000, 399999))

    def misses(self) -> list[Row]:
        """All near-misses."""
        people = [
            self.miss(item, "one name differs", title) for item, title in self.rng.sample(self.collection.people, 32)
        ]
        return [
            *self.series_misses(),
            *self.column_misses(),
            *self.number_misses(),
            *self.place_misses(),
            *people,
            *self.year_misses(),
            *self.slug_misses(),
            *self.outlet_misses(),
        ]

    def strangers(self) -> list[Row]:
        """Pages that do not exist, and rows of other outlets."""
        found = []
        for n in range(110):
            title = self.rng.choice(parts.UNKNOWN).format(n=self.rng.randint(2, 90) * 10 + n % 10)
            when = moment(self.rng, 2025)
            address = self.dead(title) if n < 60 else self.elsewhere(title, when.month) if n < 95 else ""
            why = "no such page" if n < 60 else "a row of another outlet" if n < 95 else "title of nothing collected"
            found.append(
                Row(
                    why,
                    "not_found",
                    title,
                    when.month,
                    when.date(),
                    address,
                    accept=("not_found",),
                    date_style=date_style(self.rng),
                )
            )
        return found

    def doubtful(self) -> list[Row]:
        """Rows of which two readings are possible."""
        found = []
        for early, late in self.collection.twins[:15]:
            found.append(
                self.like(
                    early,
                    "two items with this title in the month, no day given",
                    "doubtful",
                    day=None,
                    candidates=(early.url, late.url),
                    accept=("doubtful",),
                )
            )
        plain = [i for i, _ in self.collection.plain]
        for item in self.rng.sample(plain, 400):
            cut = trimmed(item.title, self.folded, alone=False)
            if cut and sum(r.why.startswith("trimmed") for r in found) < 12:
                several = tuple(i.url for i in self.collection.all() if fold(i.title).startswith(fold(cut) + " "))
                found.append(
                    self.like(
                        item,
                        "trimmed title begins several items, no day given",
                        "doubtful",
                        title=cut,
                        day=None,
                        url=item.url,
                        candidates=several,
                        accept=MATCHED_LOOSE,
                    )
                )
        return found

    def contradictions(self, free: list[Item]) -> list[Row]:
        """Address and title of two items; a dead address under a living title and day. Takes from the free items."""
        found = []
        for _ in range(10):
            one, other = free.pop(), free.pop()
            found.append(
                self.like(
                    one,
                    "address of one item, title of another",
                    "doubtful",
                    title=other.title,
                    address=one.url,
                    url=one.url,
                    candidates=(one.url, other.url),
                    accept=MATCHED_LOOSE,
                )
            )
        for _ in range(10):
            item = free.pop()
            found.append(
                self.like(
                    item,
                    "dead address, but title and day are of an item",
                    "doubtful",
                    address=self.dead(item.title),
                    url=item.url,
                    candidates=(item.url,),
                    accept=MATCHED_LOOSE,
                )
            )
        return found

    def dated_twins(self) -> list[Row]:
        """Two items with one title: the day tells."""
        return [
            self.like(late, "same title twice, the day tells", "matched", url=late.url, accept=("matched",))
            for _, late in self.collection.twins[15:]
        ]

    def matched(self, item: Item, *, by_title: bool) -> Row:
        """A row that is the item."""
        rng = self.rng
        day = item.when.date() if rng.random() > 0.08 else None
        base = self.like(item, "", "matched", day=day, url=item.url, accept=("matched",), date_style=date_style(rng))
        if by_title:
            cut = trimmed(item.title, self.folded, alone=True) if rng.random() < 0.3 else None
            return replace(
                base, why="title only" + (", trimmed" if cut else ""), title=cut or dirty_title(rng, item.title)
            )
        title = item.title if rng.random() < 0.5 else dirty_title(rng, item.title)
        style = rng.choice(["text"] * 6 + ["hyperlink", "hyperlink", "formula", "here"])
        if style == "text" and rng.random() < 0.08:
            title = ""
        address = dirty_address(rng, item.url)
        if style != "text":
            address = clean(address)
        return replace(base, why="address" + ("" if title else ", no title"), title=title, address=address, style=style)

    def moved_slug(self, item: Item) -> Row:
        """The title was edited after the list was made: another slug, the same number."""
        words = slug(item.title).split("-")
        address = f"https://tienphong.vn/{'-'.join(words[:-2])}-post{item.number}.tpo"
        return self.like(item, "other slug, same id", "matched", address=address, url=item.url, accept=MATCHED_LOOSE)

    def again(self, row: Row) -> Row:
        """The same item claimed once more, later in the list."""
        address = dirty_address(self.rng, str(row.url))
        return replace(
            row, why="claimed twice", expect="duplicate", style="text", address=address, accept=("duplicate",)
        )
