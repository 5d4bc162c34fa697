"""The digest: every item is told exactly once, flags first, and what is missing is said."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Wish
from pipeline.jobs.exports.digest import BACK, Told, fresh_rows
from pipeline.jobs.exports.digest_files import content_of, save, write
from pipeline.jobs.exports.digest_made import digest_of
from pipeline.jobs.exports.digest_words import evidence, long_day
from pipeline.jobs.home import Home
from pipeline.jobs.queue.cases import Asked, flags_view, take_step
from pipeline.jobs.reading.flags import raise_flags
from pipeline.reports.documents import as_text
from records import Trouble
from storage.recount import recount
from storage.store import Store
from times import HANOI, UTC, iso

DAY = date(2026, 11, 21)
FLAG = ("flag", "", "criticism", 0.78, "[[0, 4]]")


def at(day: date, hour: int = 6, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute), HANOI).astimezone(UTC)


def add(home: Home, item: str, seen: datetime, *more: tuple[str, str, str, float, str], relevance: str = "2") -> None:
    """An item of which Tuyên Quang is the main subject, as the store would write it."""
    rows = [
        ("relevance", "tuyen-quang", relevance, 1.0, "[]"),
        ("theme", "tuyen-quang-2024-2026", "c", 0.9, "[]"),
        *more,
    ]
    with Store.open(home.path) as store, store.db.atomic():
        key, url = f"k-{item}", f"https://vnexpress.net/{item}-1234567.html"
        store.db.table("fetches").insert(
            {"key": key, "outlet": "vnexpress", "url": url, "kind": "page", "at": iso(seen), "outcome": "ok",
             "replayed": 0, "detail": ""}
        )  # fmt: skip
        store.db.table("items").insert(
            {"id": item, "url": url, "outlet": "vnexpress", "channel": "online", "title": f"Tiêu đề {item}",
             "published_at": iso(seen), "published_from": "page", "day": "2026-11-21", "first_seen_at": iso(seen),
             "origin": "page", "version": 1, "annotated_by": "x"}
        )  # fmt: skip
        store.db.table("versions").insert(
            {"item": item, "number": 1, "seen_at": iso(seen), "origin": "page", "source": "",
             "title": f"Tiêu đề {item}",
             "lede": "Tóm tắt", "body": "Thân bài", "kicker": "", "captions": "[]", "authors": "[]", "section": "",
             "tags": "[]", "parser": "x", "published_from": "page", "text_sha256": "", "reading_sha256": "",
             "record": key}
        )  # fmt: skip
        for kind, scope, label, score, spans in rows:
            store.db.table("annotations").insert(
                {"item": item, "kind": kind, "scope": scope, "label": label, "detail": "c6" if kind == "theme" else "",
                 "score": score, "by": "flag@2", "spans": spans}
            )  # fmt: skip
        recount(store.db)


def raised(home: Home) -> None:
    with Store.open(home.path) as store:
        raise_flags(store, home.configuration())


def told_on(home: Home, day: date, now: datetime | None = None) -> list[str]:
    """Make and save the digest of a day, as the schedule does; the items that it tells."""
    made = digest_of(home, day.isoformat(), clock=lambda: now or at(day, 6, 31))
    save(home, made)
    return [row["id"] for row in (*made.digest.items, *made.digest.passing)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text('follow = ["vnexpress"]\n', encoding="utf-8")
    with Store.open(tmp_path):
        return Home(tmp_path)


def test_flags_stand_first_then_themes_then_what_is_missing(home: Home) -> None:
    add(home, "a", at(DAY, 5, 0))
    add(home, "b", at(DAY, 5, 1), FLAG)
    add(home, "c", at(DAY, 5, 2), relevance="1")
    raised(home)
    made = digest_of(home, "2026-11-21", clock=lambda: at(DAY, 6, 31))
    assert [row["id"] for row in made.digest.to_answer] == ["b"]
    assert ([row["id"] for row in made.digest.items], [row["id"] for row in made.digest.passing]) == (["b", "a"], ["c"])
    text = as_text(made.document)
    places = [
        text.index(part)
        for part in ("1. CẦN XEM VÀ TRẢ LỜI (1)", "2. TIN, BÀI MỚI", "c) ", "3. TIN, BÀI NHẮC QUA", "BÁO IM LẶNG")
    ]
    assert places == sorted(places)
    assert "ngày 21 tháng 11 năm 2026" in text
    assert "máy gợi ý" in text
    assert "78 %" in text
    assert "“…Tiêu đề b Tóm tắt Thân bài…”" in " ".join(text.split())
    word = docx.Document(io.BytesIO(content_of(made, "docx")))
    assert sum("Tiêu đề b" in paragraph.text for paragraph in word.paragraphs) == 2


def test_a_day_before_the_first_visit_is_no_day_without_news(home: Home) -> None:
    feed = next(one.url for one in home.configuration().outlets["vnexpress"].feeds if one.polled)
    with Store.open(home.path) as store, store.db.atomic():
        store.db.table("fetches").insert(
            {"key": "v", "outlet": "vnexpress", "url": feed, "kind": "feed", "at": iso(at(DAY, 5)), "outcome": "ok",
             "replayed": 0, "detail": ""}
        )  # fmt: skip
    before = DAY - timedelta(days=4)
    text = " ".join(as_text(digest_of(home, before.isoformat(), clock=lambda: at(DAY, 7)).document).split())
    assert "Tin, bài mới có tỉnh là đối tượng chính: ≥ 0." in text
    assert "Chưa chứng minh đã thu đủ: 06:30 16/11/2026 – 06:30 17/11/2026" in text


def test_a_duty_is_reminded_of_in_the_digest(home: Home) -> None:
    made = digest_of(home, "2026-11-18", clock=lambda: at(date(2026, 11, 18), 7))
    assert "Còn 7 ngày: Gửi báo cáo kết quả hợp tác truyền thông cả năm, trước 25/11/2026" in " ".join(
        as_text(made.document).split()
    )


def test_what_is_captured_before_but_read_after_a_digest_is_told_late_and_once(home: Home) -> None:
    add(home, "early", at(DAY, 5))
    assert told_on(home, DAY) == ["early"]
    add(home, "late", at(DAY, 6, 29))  # its capture was being read while the digest was made
    assert told_on(home, DAY + timedelta(days=1)) == ["late"]
    assert told_on(home, DAY + timedelta(days=2)) == []


def test_after_days_without_a_digest_the_next_one_covers_them_all(home: Home) -> None:
    told_on(home, DAY)
    for days in (1, 2, 3):
        add(home, f"d{days}", at(DAY + timedelta(days=days), 4))
    assert sorted(told_on(home, DAY + timedelta(days=4))) == ["d1", "d2", "d3"]


def test_a_digest_made_again_tells_the_same(home: Home) -> None:
    add(home, "a", at(DAY, 5))
    first = told_on(home, DAY)
    add(home, "b", at(DAY, 7))
    assert told_on(home, DAY, now=at(DAY, 12)) == first
    assert told_on(home, DAY + timedelta(days=1)) == ["b"]


def test_a_digest_made_again_is_the_same_to_the_byte_in_each_of_its_files(home: Home) -> None:
    add(home, "a", at(DAY, 5), FLAG)
    raised(home)
    first = {path.suffix: path.read_bytes() for path in save(home, digest_of(home, "", clock=lambda: at(DAY, 6, 31)))}
    for later in (at(DAY, 12), at(DAY + timedelta(days=20))):
        made = digest_of(home, DAY.isoformat(), clock=lambda later=later: later)
        assert {path.suffix: path.read_bytes() for path in save(home, made)} == first
    assert set(first) == {".docx", ".txt", ".json"}


MINUTES = st.integers(1, 10 * 24 * 60)
ITEMS = st.lists(st.tuples(MINUTES, st.integers(0, 2 * 24 * 60)), max_size=12)


@given(items=ITEMS, days=st.sets(st.integers(1, 9), max_size=9), hours=st.integers(0, 12))
@settings(deadline=None)
def test_whatever_is_late_or_left_out_each_item_is_told_exactly_once(items, days, hours):
    """Items by the minute of their capture and how long reading took; digests on some days, made late by hours."""
    start, earlier, told = at(DAY), [], Counter[str]()
    known = {
        f"i{n}": (start + timedelta(minutes=seen), start + timedelta(minutes=seen + lag))
        for n, (seen, lag) in enumerate(items)
    }
    for day in [0, *sorted(days | {5, 10}), 13]:
        end = start + timedelta(days=day)
        now = end + timedelta(hours=hours, minutes=1)

        def read(since: str, until: str, now: datetime = now) -> list[dict[str, object]]:
            """What the database says at that moment."""
            return [
                {"id": item} for item, (seen, read_at) in known.items() if since < iso(seen) <= until and read_at <= now
            ]

        found = fresh_rows(read, [one for one in earlier if one.until > end - BACK], end, now)
        names = frozenset(str(row["id"]) for row in found.rows)
        told.update(str(row["id"]) for row in found.rows)
        earlier.append(Told(DAY + timedelta(days=day), found.since, found.until, names))
    assert told == Counter(dict.fromkeys(known, 1))


def test_a_broken_digest_of_before_is_named_not_passed_over(home: Home) -> None:
    told_on(home, DAY)
    (home.reports / "diem-tin" / "2026-11-21-tuyen-quang.json").write_text("{", encoding="utf-8")
    with pytest.raises(Trouble, match=r"digest\.broken"):
        told_on(home, DAY + timedelta(days=1))


def test_a_day_to_come_is_refused(home: Home) -> None:
    with pytest.raises(Trouble, match="to-come"):
        digest_of(home, "2026-11-23", clock=lambda: at(DAY))


def test_the_files_are_what_their_endings_say(home: Home, tmp_path: Path) -> None:
    made = digest_of(home, "2026-11-21", clock=lambda: at(DAY))
    write(made, tmp_path / "d.json")
    assert json.loads((tmp_path / "d.json").read_text("utf-8"))["day"] == "2026-11-21"
    with pytest.raises(Trouble, match="bad-ending"):
        write(made, tmp_path / "d.pdf")


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2026, 2, 1), "ngày 01 tháng 02 năm 2026"), (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
     (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026")],
)  # fmt: skip
def test_days_are_written_as_in_administrative_documents(day, written):
    assert long_day(day) == written


@given(st.text("ab \n", max_size=60), st.lists(st.integers(-5, 70), min_size=2, max_size=2))
def test_evidence_is_a_part_of_the_text_whatever_the_span(body, span):
    row = {"title": "", "lede": "", "body": body}
    assert " ".join(evidence(row, [span]).split()) in " ".join(body.split())


def answers(home: Home, day: date) -> list[str]:
    made = digest_of(home, day.isoformat(), clock=lambda: at(day, 6, 31))
    save(home, made)
    return [row["id"] for row in made.digest.to_answer]


def test_what_is_to_be_answered_is_the_queue_of_flags_told_once_until_it_is_overdue(home: Home) -> None:
    add(home, "a", at(DAY, 5), FLAG)
    add(home, "b", at(DAY, 5), FLAG, relevance="1")
    add(home, "c", at(DAY, 5), FLAG)
    raised(home)
    keys = {row["anchor"]: row["key"] for row in flags_view(home, Asked(), now=at(DAY))[0]}
    take_step(home, [keys["c"]], Wish("close", outcome="none"), by="Trần Thử", now=at(DAY, 6, 0))
    due = (DAY + timedelta(days=2)).isoformat()
    assert sorted(answers(home, DAY)) == ["a", "b"]
    take_step(home, [keys["a"]], Wish("assign", department="so-y-te", due=due), by="Trần Thử", now=at(DAY, 9))
    add(home, "d", at(DAY, 5), FLAG)  # captured then, read now
    raised(home)
    later = [answers(home, DAY + timedelta(days=number)) for number in (1, 2, 3)]
    assert later == [["d"], [], ["a"]]
