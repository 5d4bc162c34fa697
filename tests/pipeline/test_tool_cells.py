"""Counts and moments as listening tools write them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.cells import count_of, moment_of, month_comes_first


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1.234.567", 1234567), ("1,2K", 1200), ("1.2k", 1200),
        ("3,5 nghìn", 3500), ("2 triệu", 2_000_000), ("1,05 tr", 1_050_000), ("12 lượt thích", 12), ("0", 0),
        (1234.0, 1234), (12, 12), ("1,2", None), ("-5", None), ("abc", None), ("#N/A", None), (1.5, None), ("", None),
        (None, None), (True, None), ("9" * 40, None), ("100+", 100),
    ],
)  # fmt: skip
def test_counts(written: Any, count: int | None) -> None:
    assert count_of(written) == count


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("20/07/2026 06:05", "2026-07-19T23:05:00+00:00"), ("06:05 20/07/2026", "2026-07-19T23:05:00+00:00"),
        ("06:05, ngày 20 tháng 7 năm 2026", "2026-07-19T23:05:00+00:00"), ("2026-07-20", "2026-07-19T17:00:00+00:00"),
        ("2026-07-20T06:05:00Z", "2026-07-20T06:05:00+00:00"), ("7/20/2026 6:05 PM", "2026-07-20T11:05:00+00:00"),
        ("20 thg 7, 2026", "2026-07-19T17:00:00+00:00"), ("Jul 20, 2026 06:05", "2026-07-19T23:05:00+00:00"),
        (46223.25, "2026-07-19T23:00:00+00:00"), ("46223,25", "2026-07-19T23:00:00+00:00"),
        (1784502300, "2026-07-19T23:05:00+00:00"), ("6h05 20-07-2026", "2026-07-19T23:05:00+00:00"),
        ("3 giờ trước", None), ("hôm qua", None), ("32/01/2026", None), ("", None), (None, None), (12, None),
    ],
)  # fmt: skip
def test_moments(written: Any, moment: str | None) -> None:
    found = moment_of(written)
    assert (found and found.isoformat()) == moment


def test_a_column_tells_whether_the_month_comes_first() -> None:
    assert month_comes_first(["7/4/2026", "7/20/2026"])
    assert not month_comes_first(["7/4/2026", "20/7/2026"])
    assert moment_of("7/4/2026", month_first=True) == datetime(2026, 7, 3, 17, tzinfo=UTC)
    assert moment_of("20/7/2026", time(6, 5)) == datetime(2026, 7, 19, 23, 5, tzinfo=UTC)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes(), st.times()))
def test_no_cell_breaks_the_reading(value: object) -> None:
    count, moment = count_of(value), moment_of(value, value)
    assert count is None or count >= 0
    assert moment is None or moment.tzinfo is not None


@given(st.integers(0, 10**9))
def test_a_count_is_read_back_however_it_is_grouped(number: int) -> None:
    assert {count_of(one) for one in (number, f"{number:,}", f"{number:,}".replace(",", "."), str(number))} == {number}
