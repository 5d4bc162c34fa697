"""One partner, many lives: who publishes at a host, and who carries an outlet on, day by day."""

from datetime import date, timedelta

import pytest

from config.load import load_outlets, owner_of, successor_on
from records import Dated, Outlet

OUTLETS = load_outlets()
BEFORE = timedelta(days=1)


@pytest.mark.parametrize(
    ("slug", "changed", "after", "host"),
    [
        ("dan-toc-va-phat-trien", date(2025, 6, 3), "vietnamnet", "baodantoc.vn"),
        ("giao-thong", date(2025, 4, 9), "xay-dung", "baogiaothong.vn"),
        ("nong-nghiep-viet-nam", date(2025, 3, 1), "nong-nghiep-va-moi-truong", "nongnghiep.vn"),
        ("bao-ha-giang", date(2025, 7, 1), "bao-tuyen-quang", "baohagiang.vn"),
        ("bao-ap-bac", date(2025, 7, 1), "bao-dong-thap", "baoapbac.vn"),
        ("dai-tien-giang", date(2025, 7, 1), "bao-dong-thap", "thtg.vn"),
    ],
)
def test_an_outlet_goes_on_under_its_successor_from_the_day_of_the_change(slug, changed, after, host):
    assert successor_on(OUTLETS, slug, changed - BEFORE) == slug
    assert successor_on(OUTLETS, slug, changed) == after
    assert owner_of(OUTLETS, host, changed - BEFORE) is OUTLETS[slug]
    assert owner_of(OUTLETS, host, changed) is OUTLETS[after]


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("nhandan.vn", "nhan-dan"),
        ("WWW.sggp.org.vn", "sggp"),
        ("mega.vietnamplus.vn", "vietnamplus"),
        ("batdongsan.baoxaydung.vn", "xay-dung"),
        ("www.bbc.com", "bbc-tieng-viet"),
        ("feeds.bbci.co.uk", "bbc-tieng-viet"),
        ("cand.com.vn", "cand"),
        ("thanhnien.vn.", "thanh-nien"),
    ],
)
def test_a_host_leads_to_its_outlet(host, slug):
    assert owner_of(OUTLETS, host, date(2026, 7, 20)) is OUTLETS[slug]


@pytest.mark.parametrize("host", ["", "vn", "com.vn", "xnhandan.vn", "nhandan.vn.evil.com", "nhandan.vn:8080"])
def test_a_strange_host_leads_nowhere(host):
    assert owner_of(OUTLETS, host, date(2026, 7, 20)) is None


def test_a_new_domain_is_nobody_s_before_its_first_day():
    assert owner_of(OUTLETS, "nongnghiepmoitruong.vn", date(2025, 2, 28)) is None


def test_a_listed_sub_domain_and_a_port_are_hosts_of_their_own():
    outlets = {
        "a": Outlet(slug="a", name="A", domains=(Dated("a.vn"), Dated("localhost:8001"))),
        "b": Outlet(slug="b", name="B", domains=(Dated("b.a.vn", until=date(2025, 1, 1)),)),
    }
    assert owner_of(outlets, "x.b.a.vn", date(2025, 1, 1)) is outlets["b"]
    assert owner_of(outlets, "x.b.a.vn", date(2025, 1, 2)) is outlets["a"]
    assert owner_of(outlets, "localhost:8001", date(2025, 1, 1)) is outlets["a"]
    assert owner_of(outlets, "localhost:8002", date(2025, 1, 1)) is None


def test_two_changes_are_followed_each_on_its_day():
    outlets = {
        "a": Outlet(slug="a", name="A", until=date(2024, 12, 31), successor="b"),
        "b": Outlet(slug="b", name="B", until=date(2025, 12, 31), successor="c"),
        "c": Outlet(slug="c", name="C"),
    }
    days = (date(2024, 12, 31), date(2025, 6, 1), date(2026, 1, 1))
    assert [successor_on(outlets, "a", day) for day in days] == ["a", "b", "c"]


def test_an_unknown_slug_stays_itself():
    assert successor_on(OUTLETS, "khong-co", date(2026, 1, 1)) == "khong-co"


@pytest.mark.parametrize(
    ("slug", "day", "governor"),
    [
        ("thanh-nien", date(2026, 1, 1), "Cơ quan Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"),
        ("vietnamnet", date(2025, 6, 3), "Bộ Dân tộc và Tôn giáo"),
        ("vietnamnet", date(2025, 6, 2), None),
    ],
)
def test_governing_bodies_carry_dates(slug, day, governor):
    names = [body.name for body in OUTLETS[slug].governed_by if body.holds_on(day)]
    assert names == ([governor] if governor else [])


def test_the_agency_s_paper_changed_its_title():
    titles = OUTLETS["bao-tin-tuc"].titles
    assert [t.name for t in titles if t.holds_on(date(2024, 5, 1))] == ["Báo Tin tức"]
    assert [t.name for t in titles if t.holds_on(date(2026, 5, 1))] == ["Báo Tin tức và Dân tộc"]
