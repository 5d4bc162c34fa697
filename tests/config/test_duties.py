"""The calendar of duties: the plans' days are there with their paragraphs, and every reminder is told once."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.duties import Duties, Duty, days_of, next_of, occurrences, reminders
from config.load import load, load_duties
from pipeline.jobs.ledger.duties import between, reminder_lines, upcoming
from records import Trouble

SHIPPED = load()
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
ONE = 'code = "thu"\nname = "N"\nshort = "S"\nprovince = "dong-thap"\nsince = 2026-01-01\n'
DUTY = '[[duties]]\ncode = "a"\nname = "A"\nwho = "W"\nto = "T"\nsource = "S"\n'


@st.composite
def some_duties(draw: st.DrawFn) -> Duty:
    every = draw(st.sampled_from(["year", "month", "week"]))
    day = {"year": st.sampled_from(["", "11-25", "02-28", "12-31"]), "month": st.sampled_from(["", "05", "31"]),
           "week": st.sampled_from(["", "1", "7"])}[every]  # fmt: skip
    told = sorted(draw(st.sets(st.integers(0, 366), max_size=4)), reverse=True)
    return Duty("a", "A", "W", "T", "S", every, draw(day), reminders=tuple(told))


def plan_of(duty: Duty) -> Duties:
    return Duties("thu", "Thử", "Thử", "dong-thap", date(2020, 1, 1), (duty,))


def test_the_four_plans_have_their_duties_and_each_says_where_it_stands():
    plans = SHIPPED.duties
    assert set(plans) == {
        "tuyen-quang-2024-2026", "dong-thap-2024", "tuyen-quang-chinh-sach-2023", "tuyen-quang-doi-ngoai-2023",
    }  # fmt: skip
    assert all(duty.source and duty.who and duty.to for plan in plans.values() for duty in plan.duties)
    yearly = [duty for plan in plans.values() for duty in plan.duties if duty.every == "year"]
    assert {duty.reminders for duty in yearly} == {(60, 30, 7)}


def test_the_days_of_the_calendar_are_those_of_the_plans():
    for code, plan in SHIPPED.plans.items():
        report = next(duty for duty in SHIPPED.duties[code].duties if duty.code == "bao-cao-nam")
        assert report.day == plan.report_due
        assert (SHIPPED.duties[code].since, SHIPPED.duties[code].until) == (plan.since, plan.until)
        served = {duty.every for duty in SHIPPED.duties[code].duties if duty.code in ("diem-tin-ngay", "diem-tin-tuan")}
        assert served == {{"daily": "day", "weekly": "week"}[one] for one in plan.digests if one != "adhoc"}


def test_the_limits_are_worded_as_the_plans_word_them():
    rows = {(row["plan"], row["code"]): row for row in upcoming(SHIPPED.duties.values(), date(2026, 11, 21))}
    assert rows["tuyen-quang-2024-2026", "bao-cao-nam"]["due"] == "trước 25/11/2026"
    assert rows["dong-thap-2024", "bao-cao-nam"]["due"] == "chậm nhất 10/12/2026"
    assert rows["dong-thap-2024", "bao-cao-nam"]["expired"]
    assert "không ghi ngày" in rows["tuyen-quang-chinh-sach-2023", "giao-ban"]["due"]
    assert rows["tuyen-quang-chinh-sach-2023", "giao-ban"]["due_on"] == "2026-11-30"
    assert rows["tuyen-quang-doi-ngoai-2023", "du-luan"]["due_on"] is None


@pytest.mark.parametrize(("on", "left"), [(date(2026, 9, 26), 60), (date(2026, 10, 26), 30), (date(2026, 11, 18), 7)])
def test_25_november_is_reminded_of_60_30_and_7_days_before(on, left):
    lines = reminder_lines(SHIPPED.duties.values(), "tuyen-quang", after=on - timedelta(days=1), until=on)
    assert [line for line in lines if line.startswith(f"Còn {left} ngày: Gửi báo cáo kết quả hợp tác")]
    assert not reminder_lines(SHIPPED.duties.values(), "tuyen-quang", after=on, until=on)


def test_a_digest_of_one_province_says_nothing_of_the_other():
    lines = reminder_lines(SHIPPED.duties.values(), "dong-thap", after=date(2026, 1, 1), until=date(2026, 12, 31))
    assert lines
    assert not [line for line in lines if "Tuyên Quang" in line]


@given(some_duties(), st.lists(DAYS, min_size=2, max_size=8, unique=True))
def test_whichever_days_a_digest_is_made_each_reminder_is_told_exactly_once(duty, days):
    plans, days = [plan_of(duty)], sorted(days)
    told = [one for after, until in itertools.pairwise(days) for one in reminders(plans, after, until)]
    assert sorted(told, key=repr) == sorted(reminders(plans, days[0], days[-1]), key=repr)
    assert len(told) == len({(one.occurrence.on, one.days) for one in told})
    assert all(days[0] < one.on <= days[-1] for one in told)


@given(some_duties(), DAYS, st.integers(0, 800))
def test_days_are_in_order_within_the_period_and_none_is_skipped(duty, since, length):
    until = since + timedelta(days=length)
    found = list(days_of(duty, since, until))
    assert found == sorted(set(found))
    assert all(since <= day <= until for day in found)
    coming = next_of(plan_of(duty), duty, since)
    assert coming is not None
    assert (coming.on in found) == (coming.on <= until)
    assert [one.on for one in occurrences([plan_of(duty)], since, until)] == found


def test_a_month_without_a_31st_has_its_last_day():
    monthly = Duty("a", "A", "W", "T", "S", "month", "31")
    assert list(days_of(monthly, date(2027, 2, 1), date(2027, 4, 30))) == [
        date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('every = "year"\nday = "02-29"\n', "config.duty-day"),
        ('every = "month"\nday = "32"\n', "config.duty-day"),
        ('every = "week"\nday = "8"\n', "config.duty-day"),
        ('every = "day"\nday = "1"\n', "config.duty-day"),
        ('every = "year"\nreminders = [7, 60]\n', "config.duty-reminder"),
        ('every = "year"\nreminders = [400]\n', "config.duty-reminder"),
        ('every = "often"\n', "config.wrong-type"),
        ('every = "year"\n' + DUTY + 'every = "year"\n', "config.duplicate-code"),
    ],
)
def test_a_flawed_file_is_told(tmp_path: Path, more: str, key: str):
    (tmp_path / "duties").mkdir()
    (tmp_path / "duties" / "thu.toml").write_text(ONE + DUTY + more, encoding="utf-8")
    with pytest.raises(Trouble) as told:
        load_duties(tmp_path)
    assert told.value.key == key


def test_a_province_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "duties").mkdir()
    (tmp_path / "duties" / "thu.toml").write_text(
        ONE.replace("dong-thap", "nowhere") + DUTY + 'every = "year"\n', "utf-8"
    )
    with pytest.raises(Trouble, match="unknown-province"):
        load(tmp_path)


def test_an_impossible_period_is_told():
    with pytest.raises(Trouble, match="bad-period"):
        between(SHIPPED.duties.values(), date(2026, 2, 1), date(2026, 1, 1), today=date(2026, 1, 1))
