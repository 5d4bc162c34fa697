"""Names are found in items about a province only, kept for search and grouping, and shown in no list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import Configuration, load
from nlp.names import Name
from nlp.reading import Reading
from pipeline.jobs.reading.names import find_names
from records import Annotation, Article, Fetch, Lexicon, Settled
from storage.names import items_naming, names_shared
from storage.store import CaptureWrite, Store, item_id
from tests.conftest import ROOT, Diembao
from tests.databases import new_database
from tests.office import Office, collected_home

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
FETCH = Fetch("r1", "bao", "https://bao.vn/rss", "feed", AT, "ok", 200, "2026-07-20-0001.warc.gz", 0)
TEXTS = {"mot": "Sở Thử Nghiệm làm việc với Hội Mẫu.", "hai": "Hội Mẫu họp.", "ba": "Sở Thử Nghiệm ở nơi khác."}


class Marked:
    """Takes the given names where they stand in a text; counts the texts that it read."""

    def __init__(self, *names: str) -> None:
        self.names_known, self.read = names, list[str]()

    def names(self, reading: Reading) -> tuple[Name, ...]:
        self.read.append(reading.text)
        found = ((name, reading.text.find(name)) for name in self.names_known)
        return tuple(Name("organisation", name, "", (at, at + len(name))) for name, at in found if at >= 0)


@dataclass
class Desk:
    store: Store
    configuration: Configuration
    namer: Marked
    loads: int = 0

    def find(self, **changed: Lexicon) -> int:
        def load_namer(_: Configuration) -> Marked:
            self.loads += 1
            return self.namer

        lexicons = {**self.configuration.lexicons, **changed}
        return find_names(self.store, replace(self.configuration, lexicons=lexicons), load=load_namer)  # type: ignore[arg-type]

    def add(self, name: str, relevance: str, body: str = "") -> str:
        url = f"https://bao.vn/{name}.htm"
        made = Article(
            outlet="bao", url=url, title="Tít", lede="", body=body or TEXTS[name], published_at=AT,
            published_from="page", seen_at=AT, origin="page", record="r1",
        )  # fmt: skip
        verdict = "updated" if body else "new"
        self.store.save([CaptureWrite(FETCH, 1, [Settled(verdict, made, item_id(url), 2 if body else 1)])])
        self.judge(name, relevance)
        return item_id(url)

    def judge(self, name: str, relevance: str) -> None:
        said = [Annotation("relevance", "tuyen-quang", relevance, 0.9, "a@1")]
        self.store.save_annotations("a@1", [(item_id(f"https://bao.vn/{name}.htm"), said)])

    def names(self) -> set[tuple[str, str]]:
        return {(row["item"], row["text"]) for row in self.store.db.query("SELECT item, text FROM names")}


@pytest.fixture
def desk() -> Iterator[Desk]:
    db = new_database()
    store = Store(db)
    store.take_fetches([FETCH], {})
    yield Desk(store, load(), Marked("Sở Thử Nghiệm", "Hội Mẫu"))
    db.close()


def test_only_items_about_a_province_are_read_and_each_once(desk: Desk) -> None:
    assert (desk.find(), desk.loads) == (0, 0)  # nothing to read: the tagger is not loaded
    one, two, three = desk.add("mot", "2"), desk.add("hai", "1"), desk.add("ba", "0")
    assert (desk.find(), desk.find(), desk.loads) == (2, 0, 1)
    assert len(desk.namer.read) == 2
    assert desk.names() == {(one, "Sở Thử Nghiệm"), (one, "Hội Mẫu"), (two, "Hội Mẫu")}
    assert items_naming(desk.store.db, "hoi mau") == [two, one]
    assert items_naming(desk.store.db, "so thu") == [one]
    assert items_naming(desk.store.db, 'mau" OR "') == items_naming(desk.store.db, "nghiem hoi") == []
    assert items_naming(desk.store.db, "…") == []
    assert names_shared(desk.store.db, [one, two, three]) == [
        {"one": min(one, two), "other": max(one, two), "shared": 1}
    ]


def test_a_changed_text_or_list_of_words_is_read_anew(desk: Desk) -> None:
    one = desk.add("mot", "2")
    desk.find()
    desk.add("mot", "2", body="Hội Mẫu họp lại.")
    assert (desk.find(), desk.names()) == (1, {(one, "Hội Mẫu")})
    assert items_naming(desk.store.db, "so thu nghiem") == []
    names = desk.configuration.lexicons["names"]
    assert (desk.find(names=replace(names, version=99)), desk.find(names=replace(names, version=99))) == (1, 0)


def test_an_item_that_is_about_no_province_any_more_loses_its_names(desk: Desk) -> None:
    desk.add("mot", "2")
    desk.find()
    desk.judge("mot", "0")
    assert (desk.find(), desk.names(), items_naming(desk.store.db, "hoi mau")) == (0, set(), [])


def test_more_items_than_a_batch_are_all_read(desk: Desk) -> None:
    for number in range(120):
        TEXTS[f"n{number}"] = f"Hội Mẫu họp lần {number}."
        desk.add(f"n{number}", "2")
    assert desk.find() == 120


PEOPLE = (
    "<item><title>Tuyên Quang khắc phục hậu quả mưa lũ</title><link>https://thu.example.vn/tin-1.html</link>"
    "<pubDate>Mon, 20 Jul 2026 06:05:00 +0700</pubDate><description>Ông Nguyễn Văn Thử, Chủ tịch UBND tỉnh "
    "Tuyên Quang, đến thăm xã Hàm Yên. Nạn nhân là bà Trần Thị Mẫu, 40 tuổi, bị thương ở chân.</description></item>"
)


def test_no_list_of_persons_is_shown(tmp_path: Path, diembao: Diembao) -> None:
    collected = collected_home(tmp_path / "collected", diembao, PEOPLE)
    office = Office(tmp_path, collected)
    found = {(row["kind"], row["text"]) for row in office.home.rows("SELECT kind, text FROM names")}
    assert ("office-holder", "Nguyễn Văn Thử") in found
    assert not any("Mẫu" in text for _, text in found)
    shown = office.json("item", office.item)
    texts = {"title", "versions", "leads"}
    assert not any("Nguyễn Văn Thử" in str(value) for name, value in shown.items() if name not in texts)
    reads = re.compile(r"\b(?:FROM|JOIN|INTO|TABLE) (?:names|named|names_fts)\b")
    modules = (ROOT / "storage").rglob("*.py")
    readers = {str(path.relative_to(ROOT)) for path in modules if reads.search(path.read_text("utf-8"))}
    assert readers == {"storage/names.py", "storage/schema/names.py"}
