"""Files of configuration with one fault each, and what is told of it."""

import re
from pathlib import Path

import pytest

from config import wording
from config.load import sentence

CONFIG = Path(wording.__file__).parent
PAPER = 'slug = "bao-thu"\nname = "Báo Thử"\n'
PLAN = """code = "ke-hoach-thu"
name = "Kế hoạch thử"
province = "dong-thap"
document = "Số 1"
since = 2026-01-01
until = 2026-12-31
report_due = "11-25"
clauses = [{ code = "a", name = "A", text = "Điểm a", subs = ["a"] }]
"""
LINE = '{ number = "1", kind = "partner", name = "N", amount = 5, content = "", since = 2026-01-01, until = 2026-12-31'
LEXICON = 'name = "thu"\nversion = 1\ngroups = []\n'
PLACES = 'slug = "thu"\nname = "Thử"\nshort = "th"\nmerged = []\n'


def shipped(path: str) -> str:
    return (CONFIG / path).read_text("utf-8")


TUYEN_QUANG = shipped("plans/tuyen-quang-2024-2026.toml")
THEMES = ", ".join(re.findall(r'code = "(\S+)"', shipped("themes.toml")))
OUTLETS = ", ".join(sorted([*(file.stem for file in (CONFIG / "outlets").glob("*.toml")), "bao-thu"]))
PLANS = "dong-thap-2024, tuyen-quang-2024-2026"
FEED = """feeds = [
    { url = "https://a.vn/1.rss", trust = "verified" },
    { url = "https://a.vn/2.rss", trust = "verified" },
]"""


def listing(pages: str) -> str:
    return f'listings = [{{ url = "https://a.vn/xa-hoi", trust = "reported", pages = "{pages}" }}]'


CLAUSES = 'clauses = [{ code = "a", name = "A", text = "Điểm a", subs = ["a"] }'


FAULTS = [
    pytest.param(
        "outlets/bao-thu", PAPER + "name ==", "config.broken-toml", {"line": "3", "column": "7"}, id="broken"
    ),
    pytest.param(
        "outlets/bao-thu", PAPER + "feeds = [", "config.broken-toml", {"line": "3", "column": "10"}, id="unclosed"
    ),
    pytest.param("outlets/bao-thu", b'slug = "\xff"', "config.not-utf8", {"allowed": "UTF-8"}, id="not-utf8"),
    pytest.param(
        "outlets/bao-thu",
        PAPER + FEED.replace("2.rss", '2.rss", pooled = false, note = "'),
        "config.unknown-key",
        {"entry": "feeds[2]", "field": "pooled", "allowed": "url, trust, dates, polled, first_visit, note"},
        id="unknown-key",
    ),
    pytest.param(
        "outlets/bao-thu",
        'slog = "bao-thu"\nname = "Báo Thử"',
        "config.unknown-key",
        {"entry": "(cả tệp)", "field": "slog"},
        id="misspelt-key",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'feeds = [{ url = "https://a.vn/1.rss" }]',
        "config.missing-key",
        {"entry": "feeds[1]", "field": "trust"},
        id="missing-key",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace('document = "Số 1"\n', ""),
        "config.missing-key",
        {"entry": "(cả tệp)", "field": "document", "allowed": "chữ trong ngoặc kép"},
        id="missing-at-top",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'feeds = [{ url = "https://a.vn/1.rss", trust = "sure" }]',
        "config.wrong-type",
        {"entry": "feeds[1]", "field": "trust", "value": "sure", "allowed": "verified, reported, unverified"},
        id="not-a-listed-word",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN + "total = '1785'",
        "config.wrong-type",
        {"entry": "(cả tệp)", "field": "total", "value": "1785", "allowed": "số nguyên"},
        id="text-for-number",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace("2026-01-01", "2026"),
        "config.wrong-type",
        {"field": "since", "value": "2026", "allowed": "ngày dạng 2026-01-31"},
        id="number-for-date",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace('["a"]', "[1]"),
        "config.wrong-type",
        {"entry": "clauses[1].subs", "field": "subs[1]", "value": "1", "allowed": "chữ trong ngoặc kép"},
        id="number-in-list",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'titles = "Báo Thử"',
        "config.wrong-type",
        {"field": "titles", "allowed": "danh sách trong ngoặc vuông"},
        id="text-for-list",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'titles = ["Báo Thử"]',
        "config.wrong-type",
        {"field": "titles[1]", "allowed": "bảng khóa = giá trị"},
        id="text-for-table",
    ),
    pytest.param(
        "outlets/bao-khac",
        PAPER,
        "config.file-name",
        {"field": "slug", "value": "bao-thu", "allowed": "bao-khac"},
        id="slug",
    ),
    pytest.param(
        "plans/khac", PLAN, "config.file-name", {"field": "code", "allowed": "khac"}, id="code"
    ),
    pytest.param("lexicons/khac", LEXICON, "config.file-name", {"field": "name", "value": "thu"}, id="lexicon"),
    pytest.param("places/khac", PLACES, "config.file-name", {"field": "slug", "value": "thu"}, id="province"),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'titles = [{ name = "A" }, { name = "B", since = 2026-02-01, until = 2026-01-31 }]',
        "config.since-after-until",
        {"entry": "titles[2]", "field": "since", "allowed": "ngày không sau 2026-01-31"},
        id="period-of-a-title",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace("2026-12-31", "2025-12-31"),
        "config.since-after-until",
        {"entry": "(cả tệp)", "field": "since"},
        id="period-of-a-plan",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN + f"contracts = [{LINE.replace('2026-12-31', '2025-12-31')} }}]",
        "config.since-after-until",
        {"entry": "contracts[1]"},
        id="period-of-a-contract",
    ),
    pytest.param(
        "places/thu",
        PLACES + 'places = [{ name = "A", kind = "xa", then = "Thử", since = 2026-02-01, until = 2026-01-31 }]',
        "config.since-after-until",
        {"entry": "places[1]"},
        id="period-of-a-place",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'until = 2026-01-31\nsuccessor = "bao-la"',
        "config.unknown-outlet",
        {"entry": "(cả tệp)", "field": "successor", "value": "bao-la", "allowed": OUTLETS},
        id="successor",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'owner = "bao-la"',
        "config.unknown-outlet",
        {"field": "owner", "value": "bao-la", "allowed": OUTLETS},
        id="owner",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'owner = "bao-thu"',
        "config.circular",
        {"field": "owner", "chain": "bao-thu → bao-thu"},
        id="owner-of-itself",
    ),
    pytest.param(
        "outlets/xay-dung",
        'slug = "xay-dung"\nname = "X"\nuntil = 2026-01-31\nsuccessor = "giao-thong"',
        "config.circular",
        {"field": "successor", "chain": "giao-thong → xay-dung → giao-thong"},
        id="successors-in-a-circle",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'successor = "vov"',
        "config.no-end",
        {"field": "until", "value": "vov"},
        id="successor-without-end",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'domains = [{ name = "a.vn" }, { name = "baogiaothong.vn", since = 2030-01-01 }]',
        "config.domain-twice",
        {"field": "name", "value": "baogiaothong.vn"},
        id="domain-of-two",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'domains = [{ name = "https://www.a.vn/" }]',
        "config.bad-domain",
        {"entry": "domains[1]", "value": "https://www.a.vn/"},
        id="address-for-domain",
    ),
    pytest.param(
        "outlets/bao-thu", PAPER + 'domains = [{ name = "www.a.vn" }]', "config.bad-domain", {}, id="www"
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + "article_path = '-(\\d+'",
        "config.bad-pattern",
        {"field": "article_path"},
        id="pattern",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + FEED.replace("https://a.vn/2", "ftp://a.vn/2"),
        "config.bad-address",
        {"entry": "feeds[2]", "field": "url", "value": "ftp://a.vn/2.rss"},
        id="feed",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'sitemaps = [{ url = "a.vn/sitemap.xml", trust = "reported" }]',
        "config.bad-address",
        {"entry": "sitemaps[1]"},
        id="sitemap",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace("11-25", "25-11"),
        "config.report-due",
        {"field": "report_due", "value": "25-11"},
        id="day-month",
    ),
    pytest.param(
        "plans/ke-hoach-thu", PLAN.replace("11-25", "02-29"), "config.report-due", {"value": "02-29"}, id="leap-day"
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace(CLAUSES, CLAUSES + ', { code = "a", name = "B", text = "" }'),
        "config.duplicate-code",
        {"entry": "clauses[2]", "field": "code", "value": "a", "first": "clauses[1]"},
        id="clause-twice",
    ),
    pytest.param(
        "themes",
        shipped("themes.toml").replace('code = "b"', 'code = "a"'),
        "config.duplicate-code",
        {"entry": "themes[2]", "value": "a"},
        id="theme-twice",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace('["a"]', '["a", "z9"]'),
        "config.unknown-theme",
        {"entry": "clauses[1] (a)", "field": "subs", "value": "z9", "allowed": THEMES},
        id="theme",
    ),
    pytest.param(
        "plans/tuyen-quang-2024-2026",
        TUYEN_QUANG.replace('"đ1", ', ""),
        "config.unreached-theme",
        {"entry": "clauses", "field": "subs", "value": "đ1"},
        id="theme-of-no-clause",
    ),
    pytest.param(
        "plans/tuyen-quang-2024-2026",
        TUYEN_QUANG.replace("amount = 310", "amount = 300"),
        "config.contract-total",
        {"field": "total", "sum": 1775, "value": 1785},
        id="total",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN + f'contracts = [{LINE}, partner = "bao-la" }}]',
        "config.unknown-outlet",
        {"entry": "contracts[1]", "field": "partner", "value": "bao-la"},
        id="partner",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN + f"contracts = [{LINE} }}]",
        "config.partner",
        {"entry": "contracts[1]", "field": "partner", "kind": "partner"},
        id="partner-without-outlet",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN + f'contracts = [{LINE.replace("partner", "open")}, partner = "vov" }}]',
        "config.partner",
        {"entry": "contracts[1]", "value": "vov", "kind": "open"},
        id="outlet-of-the-open-line",
    ),
    pytest.param(
        "plans/ke-hoach-thu",
        PLAN.replace("dong-thap", "dong-nai"),
        "config.unknown-province",
        {"field": "province", "value": "dong-nai", "allowed": "dong-thap, tuyen-quang"},
        id="plan-of-a-strange-province",
    ),
    pytest.param(
        "settings",
        'default_plan = "ke-hoach-la"',
        "config.unknown-plan",
        {"field": "default_plan", "value": "ke-hoach-la", "allowed": PLANS},
        id="default-plan",
    ),
    *(
        pytest.param(
            "outlets/bao-thu", f'{PAPER}comments = {{ family = "vccorp", url = "{url}", trust = "verified" }}',
            "config.bad-address", {"field": "url", "value": url, "allowed": "{news_id}, {size}"},
            id=f"comments-{name}",
        )
        for name, url in (
            ("without-a-name", "https://thu.vn/c"), ("strange-name", "https://thu.vn/c?i={id}"),
            ("no-address", "/c?i={news_id}"), ("broken", "https://thu.vn/c?i={news_id"),
        )
    ),
    pytest.param("settings", "delay = 3", "config.unknown-key", {"field": "delay"}, id="setting"),
    pytest.param("settings", "obey_robots = false", "config.unknown-key", {}, id="robots-are-obeyed"),
    pytest.param(
        "settings",
        'delay_seconds = "5"',
        "config.wrong-type",
        {"field": "delay_seconds", "value": "5", "allowed": "số"},
        id="text-for-setting",
    ),
    pytest.param(
        "settings", "allow_loopback = 1", "config.wrong-type", {"allowed": "true hoặc false"}, id="one-for-true"
    ),
    pytest.param(
        "settings",
        "max_requests_per_day = 0",
        "config.out-of-range",
        {"field": "max_requests_per_day", "value": 0, "allowed": "từ 1 đến 1000000"},
        id="no-pages",
    ),
    pytest.param("settings", "delay_seconds = nan", "config.out-of-range", {"field": "delay_seconds"}, id="nan"),
    pytest.param("settings", 'contact = "x\\r\\ny"', "config.bad-contact", {"field": "contact"}, id="contact"),
    pytest.param("outlet/bao-thu", PAPER, "config.unknown-file", {}, id="strange-folder"),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'listings = [{ url = "/xa-hoi", trust = "reported" }]',
        "config.bad-address",
        {"entry": "listings[1]", "field": "url", "value": "/xa-hoi", "allowed": sentence("config.allowed.address")},
        id="listing-relative",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + listing("https://a.vn/xa-hoi/trang-2"),
        "config.bad-address",
        {"entry": "listings[1]", "field": "pages", "value": "https://a.vn/xa-hoi/trang-2",
         "allowed": "địa chỉ đầy đủ, có {n} ở chỗ của số trang"},
        id="pages-without-number",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + listing("/xa-hoi/trang-{n}"),
        "config.bad-address",
        {"field": "pages", "value": "/xa-hoi/trang-{n}"},
        id="pages-relative",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + 'feeds = [{ url = "https://a.vn/1.rss", trust = "reported", first_visit = "rss" }]',
        "config.bad-address",
        {"entry": "feeds[1]", "field": "first_visit", "value": "rss"},
        id="first-visit-relative",
    ),
    pytest.param(
        "outlets/bao-thu",
        PAPER + FEED + '\nsitemaps = [{ url = "https://a.vn/2.rss", trust = "reported" }]',
        "config.address-twice",
        {"entry": "sitemaps[1]", "value": "https://a.vn/2.rss", "first": "feeds[2]"},
        id="address-twice",
    ),
]  # fmt: skip
