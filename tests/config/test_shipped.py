"""The data that comes with the package: complete, consistent, and faithful to the plans."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from config.load import load, load_elsewhere
from crawlers.listings import next_page
from text import matching
from urls import path_of

SHIPPED = load()
TUYEN_QUANG = SHIPPED.plans["tuyen-quang-2024-2026"]
DONG_THAP = SHIPPED.plans["dong-thap-2024"]
SHARED = Path(__file__).parents[2].parent / "shared"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="the test material beside the project is absent")

ARCHIVED_FEEDS = {
    "https://cand.vn/rss/home.rss",
    "https://nhandan.vn/rss/home.rss",
    "https://vov.vn/rss.xml",
    "https://www.vietnamplus.vn/rss/home.rss",
    "https://baochinhphu.vn/home.rss",
    "https://baoxaydung.vn/rss/home.rss",
    "https://cafef.vn/home.rss",
    "https://dantri.com.vn/rss/home.rss",
    "https://feeds.bbci.co.uk/vietnamese/rss.xml",
    "https://kenh14.vn/rss/home.rss",
    "https://thanhnien.vn/rss/home.rss",
    "https://tienphong.vn/rss/home.rss",
    "https://tuoitre.vn/rss/tin-moi-nhat.rss",
    "https://vneconomy.vn/tin-moi.rss",
    "https://vnexpress.net/rss/tin-moi-nhat.rss",
    "https://vtv.vn/rss/home.rss",
    "https://www.sggp.org.vn/rss/home.rss",
}


def test_the_guide_has_28_sub_themes_under_ten_letters():
    codes = [theme.code for theme in SHIPPED.themes]
    assert len(codes) == 28
    assert "".join(dict.fromkeys(code[0] for code in codes)) == "abcdđeghik"


def test_tuyen_quang_has_ten_clauses_in_vietnamese_order_each_with_its_sub_themes():
    assert [clause.code for clause in TUYEN_QUANG.clauses] == list("abcdđeghik")
    for clause in TUYEN_QUANG.clauses:
        assert clause.subs == tuple(theme.code for theme in SHIPPED.themes if theme.code[0] == clause.code)
        assert len(clause.text) > len(clause.name)


def test_tuyen_quang_has_twelve_lines_that_add_up():
    lines = TUYEN_QUANG.contracts
    assert Counter(line.kind for line in lines) == {"partner": 10, "open": 1, "award": 1}
    assert sum(line.amount for line in lines) == TUYEN_QUANG.total == 1785
    assert [line.number for line in lines] == [*map(str, range(1, 12)), ""]
    assert [line.amount for line in lines] == [200, 300, 310, 200, 150, 100, 100, 100, 100, 100, 100, 25]
    assert {(line.since, line.until) for line in lines} == {(date(2024, 1, 1), date(2026, 12, 31))}


def test_deadlines_and_periods_are_the_plans_own():
    assert (TUYEN_QUANG.report_due, DONG_THAP.report_due) == ("11-25", "12-10")
    assert DONG_THAP.expired_on(date(2025, 1, 1))
    assert not TUYEN_QUANG.expired_on(date(2026, 12, 31))
    assert DONG_THAP.digests == ("daily", "weekly", "adhoc")
    assert not DONG_THAP.contracts


def test_dong_thap_has_its_groups_and_letters():
    codes = [clause.code for clause in DONG_THAP.clauses]
    fourth = [f"4.{letter}" for letter in "abcdđeghik"]
    rest = ["5.a", "5.b", "5.c", "6.a", "6.b", "6.c", "6.d", "7.a", "7.b", "7.c", "7.d"]
    assert codes == ["1", "2", "3", *fourth, *rest]


def test_dong_thap_maps_each_sub_theme_at_most_once_and_names_those_it_leaves_out():
    reached = Counter(sub for clause in DONG_THAP.clauses for sub in clause.subs)
    assert set(reached.values()) == {1}
    assert {theme.code for theme in SHIPPED.themes} - set(reached) == {"c4", "đ1", "đ3", "i1", "i2"}


def test_phrases_are_the_plans_own_and_belong_to_one_clause():
    phrases = [phrase for clause in DONG_THAP.clauses for phrase in clause.phrases]
    assert len(phrases) == len(set(phrases))
    assert {"Lễ hội Sen", "Sếu đầu đỏ", "Tràm Chim", "Gò Tháp", "PAPI"} <= set(phrases)


@NEEDS_SHARED
@pytest.mark.parametrize(
    ("plan", "file"),
    [(TUYEN_QUANG, "tuyen-quang-press-cooperation-2024-2026.txt"), (DONG_THAP, "dong-thap-communication-2024.txt")],
    ids=["tuyen-quang", "dong-thap"],
)
def test_clauses_are_the_words_of_the_plan(plan, file):
    printed = re.sub(r"<sup>.*?</sup>|\*", "", (SHARED / "plans" / file).read_text("utf-8"))
    printed = " ".join(printed.split())
    for clause in plan.clauses:
        assert clause.text[:60] in printed, clause.code
        assert clause.text[-25:] in printed, clause.code


def test_the_archive_s_17_feeds_are_the_only_ones_polled_at_their_outlets():
    owners = {feed.url: outlet for outlet in SHIPPED.outlets.values() for feed in outlet.feeds}
    assert set(owners) >= ARCHIVED_FEEDS
    assert len({owners[url].slug for url in ARCHIVED_FEEDS}) == 17
    for url in ARCHIVED_FEEDS:
        assert [feed.url for feed in owners[url].feeds if feed.polled] == [url]


def sources(outlet):
    return (*outlet.feeds, *outlet.sitemaps, *outlet.listings)


def test_no_guessed_or_ended_outlet_is_polled():
    for outlet in SHIPPED.outlets.values():
        for source in sources(outlet):
            assert not (source.polled and (source.trust == "unverified" or outlet.until)), source.url
        for feed in outlet.feeds:
            assert feed.polled or feed.note, feed.url


def test_no_source_stands_twice():
    urls = [source.url for outlet in SHIPPED.outlets.values() for source in sources(outlet)]
    assert len(urls) == len(set(urls))


def test_sitemaps_and_listings_are_polled_only_where_feeds_do_not_tell_all():
    polled = {
        slug: {type(source).__name__ for source in (*outlet.sitemaps, *outlet.listings) if source.polled}
        for slug, outlet in SHIPPED.outlets.items()
    }
    assert {slug: kinds for slug, kinds in polled.items() if kinds} == {
        "lao-dong": {"Sitemap"}, "bao-tuyen-quang": {"Listing"}, "bao-dong-thap": {"Listing"},
        "bao-tin-tuc": {"Listing"},
    }  # fmt: skip


def test_a_listing_s_further_pages_follow_from_its_first():
    listings = [one for outlet in SHIPPED.outlets.values() for one in outlet.listings if one.pages]
    assert listings
    for listing in listings:
        further = next_page(listing, 1)
        assert further
        assert further != listing.url
        assert listing.pages.replace("{n}", "1") == listing.url


def test_qdnd_has_the_first_visit_that_sets_its_cookie():
    (feed,) = SHIPPED.outlets["qdnd"].feeds
    assert (feed.first_visit, feed.polled) == ("https://www.qdnd.vn/rss", True)


@NEEDS_SHARED
def test_sources_are_written_in_the_facts():
    """Only what somebody has documented: the facts name the host, and the path or the part of it that counts."""
    facts = (SHARED / "press" / "outlet_facts.md").read_text("utf-8")
    for outlet in SHIPPED.outlets.values():
        for source in outlet.listings:
            last = path_of(source.url).removesuffix("/trang-1.htm")
            assert last in facts or last.removeprefix("/") in facts, source.url


def test_dates_without_a_zone_are_declared():
    habits = {feed.dates for slug in ("tuoi-tre", "bao-chinh-phu") for feed in SHIPPED.outlets[slug].feeds}
    assert habits == {"us-hanoi"}


def test_titles_of_the_agency_have_it_as_owner():
    titles = {slug for slug, outlet in SHIPPED.outlets.items() if outlet.owner == "ttxvn"}
    abroad = {"vietnamplus-en", "vietnamplus-fr", "vietnamplus-zh", "vietnam-news", "le-courrier-du-vietnam"}
    assert titles == {"vietnamplus", "bao-tin-tuc", "bnews", "vnanet"} | abroad


@pytest.mark.parametrize(
    ("slug", "former", "units", "of_2025", "old_districts"),
    [("tuyen-quang", "Hà Giang", 472, 124, 18), ("dong-thap", "Tiền Giang", 430, 102, 23)],
)
def test_provinces_have_their_present_and_former_units(slug, former, units, of_2025, old_districts):
    province = SHIPPED.provinces[slug]
    below = [place for place in province.places if place.kind not in ("tinh", "danh-thang")]
    present = [place for place in below if place.since]
    assert [merged.name for merged in province.merged] == [former]
    assert len(present) == of_2025
    assert {place.since for place in present} == {date(2025, 7, 1)}
    assert {place.until for place in below if not place.since} == {date(2025, 6, 30)}
    assert len([place for place in below if not place.since and not place.within]) == old_districts
    assert len(below) == units


def test_every_former_commune_lies_in_a_former_district():
    for province in SHIPPED.provinces.values():
        districts = {(p.then, p.name) for p in province.places if p.kind in ("huyen", "thi-xa", "thanh-pho")}
        assert {(p.then, p.within) for p in province.places if p.within} <= districts


@pytest.mark.parametrize(
    ("name", "there"),
    [("Châu Thành", "Tây Ninh"), ("Thái Bình", "Hưng Yên"), ("Phú Thọ", "Phú Thọ"), ("Tân Phú", "Đồng Nai")],
)
def test_a_name_that_others_bear_says_who(name, there):
    places = [p for province in SHIPPED.provinces.values() for p in province.places if p.name == name]
    assert places
    assert all(there in place.elsewhere for place in places)


def test_a_name_of_its_own_is_nowhere_else():
    lung_cu = [place for place in SHIPPED.provinces["tuyen-quang"].places if place.name == "Lũng Cú"]
    assert {place.elsewhere for place in lung_cu} == {()}


def test_the_country_has_34_provinces_and_had_63():
    others = load_elsewhere()
    assert len(others) == 32
    assert len(others) + sum(len(other.former) for other in others) + 4 == 63
    names = {other.name for other in others} | {province.name for province in SHIPPED.provinces.values()}
    used = {name for p in SHIPPED.provinces.values() for place in p.places for name in place.elsewhere}
    assert used <= names


def test_names_are_written_with_the_older_tone_marks():
    for province in SHIPPED.provinces.values():
        for place in province.places:
            written = f"{place.name} ".lower().replace("qui ", "quy ").replace("quí ", "quý ").strip()
            assert matching(place.name) == written


def test_defaults_are_polite():
    settings = SHIPPED.settings
    assert (settings.delay_seconds, settings.timeout_seconds, settings.max_body_bytes) == (5.0, 30, 10_000_000)
    assert settings.default_plan in SHIPPED.plans
    assert settings.contact == ""
    assert not settings.allow_loopback
