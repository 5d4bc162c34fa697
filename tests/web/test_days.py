"""Days as officers write them: in fields, in addresses, in forms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser import Screens
from tests.pages import Pages
from web.queries.days import iso_day, shown_as_typed

FILLINGS = ("today", "flags")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("18/7/2026", "2026-07-18"), ("18/07/2026", "2026-07-18"), (" 18 - 7 - 2026 ", "2026-07-18"),
        ("18.07.26", "2026-07-18"), ("18 7 2026", "2026-07-18"), ("18072026", "2026-07-18"),
        ("0001-01-01", "0001-01-01"), ("1/1/0001", "0001-01-01"),
        ("2026-07-18", "2026-07-18"), ("2026/7/18", "2026-07-18"), ("", ""),
        ("7/18/2026", "7/18/2026"), ("31/6/2026", "31/6/2026"), ("18/7", "18/7"), ("hôm qua", "hôm qua"),
        ("00/00/0000", "00/00/0000"), ("20260718", "20260718"), ("-", "-"),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str, expected: str) -> None:
    assert iso_day(written) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_what_a_field_shows_is_read_as_the_same_day(day: date) -> None:
    assert iso_day(shown_as_typed(day)) == day.isoformat() == iso_day(day.isoformat())
    assert shown_as_typed(shown_as_typed(day)) == shown_as_typed(day.isoformat()) == f"{day:%d/%m/%Y}"


@given(st.text(max_size=20))
def test_what_is_no_day_is_shown_again_as_it_was_written(written: str) -> None:
    try:
        date.fromisoformat(iso_day(written))
    except ValueError:
        assert iso_day(written) == shown_as_typed(written) == written.strip()


@pytest.mark.parametrize(
    "path", ["/tin-bai", "/canh-bao", "/su-kien", "/ke-hoach", "/bao", "/khen-thuong", "/hop-dong"]
)
def test_addresses_take_both_ways_of_writing(reading: Pages, path: str) -> None:
    officer = reading.signed_in("officer")
    typed, iso = (officer.get(path, params={"tu": since, "den": "2026-07-21"}) for since in ("1/7/2026", "2026-07-01"))
    assert typed.status_code == iso.status_code == 200
    assert 'value="01/07/2026"' in typed.text
    assert 'value="01/07/2026"' in iso.text
    wrong = officer.get(path, params={"tu": "mai", "den": "2026-07-21"})
    assert wrong.status_code == 400
    assert "18/07/2026" in wrong.text


@pytest.mark.network
def test_a_calendar_writes_day_before_month(screens: Screens) -> None:
    screens.said.clear()
    with screens.open("viewer", locale="en-US") as page:
        page.goto("/su-kien?tu=2026-07-01")
        assert page.input_value("#o-tu") == "01/07/2026"
        page.get_by_role("button", name="Mở lịch: Từ ngày").click()
        calendar = page.locator("#o-tu + input[type=date]")
        assert calendar.input_value() == "2026-07-01"
        calendar.fill("2026-07-18")
        assert page.input_value("#o-tu") == "18/07/2026"
    assert screens.said == []
