"""Signs that a source's machine, not its newsroom, wrote its entries."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.oddities import believed, oddities
from records import Lead

SEEN = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lead(hours=1.0, title="Tít", *, number=0, raw=None):
    """An entry published so many hours before it was seen; None has no date that can be read."""
    published = None if hours is None else SEEN - hours * HOUR
    url = f"https://bao.vn/tin-{number}.htm"
    written = str(published) if raw is None else raw
    return Lead("bao", url, url, title, "", written, published, SEEN, "https://bao.vn/rss", number)


def leads(*hours, title="Tít {n}"):
    return [lead(one, title.format(n=number), number=number) for number, one in enumerate(hours)]


def words(entries):
    return [reason for reason, _ in oddities(entries, SEEN)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], [], id="nothing-listed"),
        pytest.param(leads(1, 2, 3), [], id="as-it-should-be"),
        pytest.param(leads(-24, 2), [], id="a-scheduled-piece"),
        pytest.param(leads(-24.1, 2), ["future-dates"], id="further-ahead"),
        pytest.param(leads(None, None), ["no-dates"], id="no-date"),
        pytest.param(leads(None, 1), [], id="a-date-is-missing"),
        pytest.param(leads(1, 1, 1), ["one-time"], id="one-time"),
        pytest.param(leads(1, 1), [], id="two-of-one-time"),
        pytest.param(leads(1, 1, 1, None), ["one-time"], id="one-time-and-none"),
        pytest.param(leads(1, 2, 3, title="Trang chủ"), ["repeated-titles"], id="one-title"),
        pytest.param(leads(1, 2, title="Trang chủ"), [], id="two-of-one-title"),
        pytest.param(leads(1, 2, 3, title="Trang chủ") + leads(4, 5, 6), [], id="half-of-one-title"),
        pytest.param(
            leads(-48, -48, -48, title="x"), ["future-dates", "one-time", "repeated-titles"], id="all-at-once"
        ),
    ],
)
def test_what_is_odd_is_named(entries, expected):
    assert words(entries) == expected


def test_the_detail_says_how_many_and_what_was_written():
    entries = [lead(-48, "Một", raw="Fri, 20 Jul 2126"), lead(-50, "Hai"), lead(1, "Ba")]
    assert oddities(entries, SEEN) == (("future-dates", "2: Fri, 20 Jul 2126"),)


def test_a_future_date_is_odd_however_it_was_written():
    """The words beside it may be missing, the fault may not."""
    assert words([lead(-48, raw="")]) == ["future-dates"]


def test_a_detail_is_short():
    assert all(len(detail) <= 200 for _, detail in oddities(leads(1, 2, 3, title="dài " * 500), SEEN))


def test_a_date_that_cannot_be_is_none_and_what_was_written_stays():
    strange, scheduled = lead(-48), lead(-24)
    first, second = believed([strange, scheduled])
    assert (first.published_at, first.published_raw) == (None, strange.published_raw)
    assert second == scheduled


@given(st.lists(st.one_of(st.none(), st.floats(-100, 1000)), max_size=20))
def test_what_is_believed_has_no_future_dates(hours):
    assert "future-dates" not in words(list(believed(leads(*hours))))
