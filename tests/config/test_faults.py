"""Every fault of a file is told with file, entry, key and what is allowed, in Vietnamese."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import wording
from config.load import load, load_outlets, load_settings, sentence
from records import Trouble

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


def home_with(home: Path, **written: str | bytes) -> Path:
    """A home's config folder; keys are paths with __ for / and without .toml."""
    for name, content in written.items():
        file = home / (name.replace("__", "/").replace("_", "-") + ".toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return home


def trouble(home: Path) -> Trouble:
    with pytest.raises(Trouble) as caught:
        load(home)
    return caught.value


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


@pytest.mark.parametrize(
    ("file", "content", "key", "facts"),
    [
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
    ],
)  # fmt: skip
def test_a_fault_is_told_exactly(tmp_path, file, content, key, facts):
    told = trouble(home_with(tmp_path, **{file.replace("/", "__"): content}))
    assert told.key == key
    assert {name: told.facts[name] for name in facts} == facts
    assert "allowed" in told.facts or key in ("config.broken-toml", "config.unreadable")
    said = sentence(told.key, **told.facts)
    assert not said.startswith("Có lỗi mang mã")
    assert Path(file).name in said or key == "config.circular" or key == "config.unknown-file"
    assert all(str(fact) in said for fact in told.facts.values())


def test_a_file_that_nobody_would_read_is_an_error(tmp_path):
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "bao-thu.toml.txt").write_text(PAPER, "utf-8")
    assert trouble(tmp_path).key == "config.unknown-file"


def test_notes_and_hidden_files_are_passed_over(tmp_path):
    (tmp_path / "outlets").mkdir()
    for name in ("README.md", ".git-keep", "vov.toml~"):
        (tmp_path / "outlets" / name).write_text("?", "utf-8")
    assert load(tmp_path).outlets == load().outlets


def test_a_home_that_is_a_file_is_told(tmp_path):
    (tmp_path / "config").write_text("", "utf-8")
    assert trouble(tmp_path / "config").key == "config.not-a-folder"


def test_a_file_of_a_home_replaces_adds_and_merges(tmp_path):
    vov = 'slug = "vov"\nname = "Đài Tiếng nói Việt Nam"\n'
    written = {"outlets__vov": vov, "outlets__bao-thu": PAPER, "settings": 'contact = "bao@dongthap.gov.vn"'}
    loaded = load(home_with(tmp_path, **written))
    assert loaded.outlets["vov"].name == "Đài Tiếng nói Việt Nam"
    assert not loaded.outlets["vov"].feeds
    assert len(loaded.outlets) == len(load().outlets) + 1
    assert (loaded.settings.contact, loaded.settings.delay_seconds) == ("bao@dongthap.gov.vn", 5.0)


def test_a_home_without_a_config_folder_is_the_shipped_one(tmp_path):
    assert load(tmp_path / "config") == load()


def test_a_file_saved_by_notepad_with_a_byte_order_mark_is_read(tmp_path):
    home = home_with(tmp_path, settings=b"\xef\xbb\xbfdelay_seconds = 7\r\n")
    assert load_settings(home).delay_seconds == 7


def test_a_domain_may_go_from_one_outlet_to_another(tmp_path):
    old = PAPER + 'domains = [{ name = "a.vn", until = 2025-06-30 }]'
    new = PAPER.replace("thu", "moi") + 'domains = [{ name = "a.vn", since = 2025-07-01 }]'
    assert "bao-moi" in load_outlets(home_with(tmp_path, outlets__bao_thu=old, outlets__bao_moi=new))


def test_every_key_that_the_code_raises_has_a_sentence():
    code = "".join(file.read_text("utf-8") for file in CONFIG.glob("*.py"))
    raised = set(re.findall(r'"(config\.[a-z0-9-]+)"', code))
    assert len(raised) > 20
    assert raised <= set(wording.shipped_sentences())


def test_every_sentence_of_ours_is_used():
    code = "".join(file.read_text("utf-8") for file in CONFIG.glob("*.py"))
    ours = tomllib.loads(shipped("sentences/config.toml"))["sentences"]
    for key in ours:
        last = key.rsplit(".", 1)[1]
        assert f'"{last}"' in code or f'"{key}"' in code, key


def test_a_key_without_a_sentence_still_says_what_is_known():
    assert sentence("config.nothing", key="slug", file="a.toml") == (
        "Có lỗi mang mã config.nothing (key: slug; file: a.toml)."
    )
    assert sentence("config.not-utf8", file="a.toml") == "Có lỗi mang mã config.not-utf8 (file: a.toml)."


def test_a_sentence_with_two_homes_is_an_error():
    twice = [("a.toml", '[sentences]\nx = "1"'), ("b.toml", '[sentences]\nx = "2"')]
    with pytest.raises(Trouble) as caught:
        wording.merged_sentences(twice)
    assert caught.value.facts == {"file": "b.toml", "entry": "x", "first": "a.toml"}


MUTATED = ["outlets/vietnamnet.toml", "plans/dong-thap-2024.toml", "settings.toml", "themes.toml"]
SNIPPETS = ['"', "[", "]]", "= 1e999", "= 0xffffffff", "= []", "\n[a]\n", "9" * 5000, "[" * 3000, "\\u0000", "{}", "\0"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(MUTATED),
    start=st.integers(0, 3000),
    length=st.integers(0, 40),
    put=st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=12)),
)
def test_a_mutated_file_is_read_or_told_but_never_breaks(tmp_path, name, start, length, put):
    content = shipped(name)
    start %= len(content)
    mutated = content[:start] + put + content[start + length :]
    for file in MUTATED:
        (tmp_path / file).unlink(missing_ok=True)
    home_with(tmp_path, **{name.removesuffix(".toml").replace("/", "__"): mutated.encode("utf-8", "surrogatepass")})
    assert not told_of(tmp_path).startswith("Có lỗi mang mã")


def told_of(home: Path) -> str:
    """What an officer reads when a home is loaded: nothing where all is well."""
    try:
        load(home)
    except Trouble as told:
        return sentence(told.key, **told.facts)
    return ""
