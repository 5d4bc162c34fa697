"""Fourteen days of nine social pages at a server on the loopback, on a hand clock: one kind of trouble after the other.

Every post once, totals as series, each trouble under its name, limits kept by the server's own log, and neither a
token nor a private name in any file, log, archive or export.
"""

from __future__ import annotations

import gzip
import json
import logging
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.jobs.home import TOKENS as FOLDER
from pipeline.jobs.items.evidence import write_evidence
from pipeline.jobs.items.reach import reach_lines
from pipeline.jobs.items.views import item_view
from pipeline.jobs.upkeep.backups import backup
from pipeline.jobs.watching.pages import page_rows
from storage.pieces import totals_of
from tests.conftest import Diembao
from tests.social_home import BUDGET, DELAY, SocialHome
from tests.social_server import Answer, Asked, Server, graph_error, listening, owners, youtube_error, zalo_error
from tests.social_world import APP_SECRET, BEGIN, DAYS, PAGES, POSTS, PRIVATE, TOKENS, ZALO_SECRET, HandClock, link
from times import from_iso, local_day

pytestmark = pytest.mark.network
ROUNDS = 4  # crawls a day
WAIT = 45  # minutes that Graph says until it may be asked again


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong on one day (counted from 0), with which pages, under which word."""

    day: int
    word: str
    pages: tuple[str, ...]
    begin: Callable[[SocialHome], None]
    end: Callable[[SocialHome], None]


def fault(key: str, answer: Callable[[str, dict[str, str]], Answer | None]) -> tuple[Callable[[SocialHome], None], ...]:
    """The server refuses what is asked of a platform or page, for a day."""

    def begin(office: SocialHome) -> None:
        office.server.faults[key] = answer

    def end(office: SocialHome) -> None:
        del office.server.faults[key]

    return begin, end


def once(answer: Answer) -> Callable[[str, dict[str, str]], Answer | None]:
    answers = [answer]
    return lambda _path, _query: answers.pop() if answers else None


def always(answer: Answer) -> Callable[[str, dict[str, str]], Answer | None]:
    return lambda _path, _query: answer


def where(part: str, answer: Answer) -> Callable[[str, dict[str, str]], Answer | None]:
    """Only where an address has this in its path or its query."""
    return lambda path, query: answer if part in path or part in query else None


def with_token(slug: str, access: str = "", mode: int = 0o600) -> tuple[Callable[[SocialHome], None], ...]:
    return lambda office: office.give_token(slug, access, mode=mode), lambda office: office.give_token(slug)


def set_to(name: str, value: object, back: object) -> tuple[Callable[[SocialHome], None], ...]:
    return lambda office: setattr(office.server, name, value), lambda office: setattr(office.server, name, back)


def without_key() -> tuple[Callable[[SocialHome], None], ...]:
    def begin(office: SocialHome) -> None:
        del office.environment["DIEMBAO_TOKEN_YOUTUBE"]

    def end(office: SocialHome) -> None:
        office.environment["DIEMBAO_TOKEN_YOUTUBE"] = TOKENS["youtube"]

    return begin, end


USED = {"x-app-usage": '{"call_count":91,"total_time":4,"total_cputime":3}'}
BUSY = {"X-Business-Use-Case-Usage": json.dumps({"9": [{"type": "pages", "call_count": 100,
                                                        "estimated_time_to_regain_access": WAIT}]})}  # fmt: skip
FB, YT, ZALO = (tuple(page.slug for page in PAGES if page.platform == name) for name in ("facebook", "youtube", "zalo"))
TROUBLES = (
    Trouble(1, "platform-error", (), *fault("facebook", once(graph_error(2, status=500)))),
    Trouble(1, "expired-token", ("zalo-hai",), *fault("zalo-hai", always(zalo_error(-216, "token has expired")))),
    Trouble(2, "expired-token", ("fb-mot",), *fault("fb-mot", always(graph_error(190, 463)))),
    Trouble(2, "robots", YT, *without_key()),
    Trouble(3, "missing-permission", ("fb-ba",), *fault("fb-ba", always(graph_error(10)))),
    Trouble(3, "refused-token", ("zalo-ba",), *with_token("zalo-ba", "zalo-withdrawn-0123456789")),
    Trouble(4, "token-of-another-page", ("fb-hai",), *with_token("fb-hai", TOKENS["facebook"])),
    Trouble(5, "rate-limited", FB[:1], *fault("facebook", where("published_posts", (400, {"error": {
        "message": TOKENS["facebook"], "code": 4}}, BUSY)))),
    Trouble(6, "near-limit", FB, *set_to("usage", USED, {})),
    Trouble(7, "stale-cursor", ("fb-mot",), *fault("fb-mot", where("after", graph_error(100)))),
    Trouble(7, "page-gone", ("yt-hai",), *fault("yt-hai", where("/youtube/v3/channels", (200, {"kind": "x"}, {})))),
    Trouble(8, "quota-exceeded", YT[:1], *fault("youtube", always(youtube_error(403, "quotaExceeded")))),
    Trouble(10, "refused-token", YT, *fault("youtube", always(youtube_error(400, "keyInvalid")))),
    Trouble(10, "token-open", ("fb-hai",), *with_token("fb-hai", mode=0o644)),
    Trouble(11, "rate-limited", ZALO[:1], *fault("zalo", always(zalo_error(-32)))),
    Trouble(11, "unexpected-answer", YT, *fault("youtube", always((200, "<html>Xin chào</html>", {})))),
    Trouble(12, "broken-answer", ("zalo-ba",), *set_to("drops", {"zalo"}, set())),
    Trouble(12, "not-a-page", ("fb-ba",), *fault("fb-ba", always(graph_error(100, message=(
        "(#100) Tried accessing nonexisting field (published_posts) on node type (User)"))))),
    Trouble(12, "clock-skew", (), *set_to("skew", timedelta(hours=2), timedelta())),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[SocialHome]:
    """The home as it stands after the fourteen days; its logs were kept in memory."""
    clock = HandClock()
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    logging.getLogger().setLevel(logging.DEBUG)
    with listening(clock) as server:
        server.owners = owners()
        home = SocialHome(tmp_path_factory.mktemp("social") / "home", server, clock)
        home.logged = kept.lines
        for day in range(DAYS + 1):
            _live(home, day)
        yield home
        home.store.db.close()
    logging.getLogger().removeHandler(kept)


class _Kept(logging.Handler):
    """What was logged, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.exc_text or ''}")


def _live(office: SocialHome, day: int) -> None:
    """A day: its troubles, crawls every six hours (on the fifth day every ten minutes of the morning), one reading."""
    today = [one for one in TROUBLES if one.day == day]
    for one in today:
        one.begin(office)
    for round_ in range(ROUNDS):
        office.clock.go_to(BEGIN + timedelta(days=day, hours=1 + round_ * 6))
        office.crawl()
        for number in range(18 if day == 5 and round_ == 0 else 0):
            office.clock.go_to(BEGIN + timedelta(days=day, hours=1, minutes=10 * (number + 1)))
            office.crawl()
    for one in today:
        one.end(office)
    office.clock.go_to(BEGIN + timedelta(days=day, hours=23, minutes=50))
    office.read()


# --- what was brought ---


def test_every_post_is_one_item_under_its_page_and_channel(office: SocialHome) -> None:
    expected = {link(page, one): one.title for page in PAGES for one in POSTS[page.slug]}
    found = office.rows("SELECT url, title, channel, outlet FROM items")
    assert Counter(url for url, *_ in found) == Counter(list(expected))
    assert {url: title for url, title, *_ in found} == {
        url: f"{title}." if "facebook" in url else title for url, title in expected.items()
    }
    assert {channel for _, _, channel, _ in found} == {"social"}
    of_outlet = {url for url, _, _, outlet in found if outlet == "bao-thu"}
    assert of_outlet == {link(page, one) for page in PAGES if page.slug.endswith("mot") for one in POSTS[page.slug]}


def test_an_edited_post_has_two_versions_and_all_others_one(office: SocialHome) -> None:
    versions = dict(office.rows("SELECT i.url, count(*) FROM items i JOIN versions v ON v.item = i.id GROUP BY i.id"))
    edited = {link(page, one) for page in PAGES for one in POSTS[page.slug] if one.edited}
    assert {url for url, count in versions.items() if count > 1} == edited
    assert set(versions.values()) == {1, 2}


def test_a_removed_post_stays_as_an_item_that_says_when(office: SocialHome) -> None:
    gone = dict(office.rows("SELECT url, removed_at FROM items WHERE removed_at IS NOT NULL"))
    expected = {link(page, one): one.removed_at for page in PAGES for one in POSTS[page.slug] if one.removed_at}
    assert gone.keys() == expected.keys()
    for url, at in gone.items():
        assert expected[url] <= from_iso(at) <= expected[url] + timedelta(days=3), url


def test_totals_are_series_as_they_stood_and_never_added(office: SocialHome) -> None:
    post = POSTS["fb-hai"][3]
    (item,) = office.rows("SELECT id FROM items WHERE url = ?", link(PAGES[1], post))
    series = defaultdict(list)
    for row in totals_of(office.store.db, item[0]):
        series[row["platform"], row["name"]].append((from_iso(row["at"]), row["value"]))
    assert series.keys() == {("facebook", "reactions"), ("facebook", "comments"), ("facebook", "shares")}
    reactions = series["facebook", "reactions"]
    assert len(reactions) > 3
    assert [value for _, value in reactions] == [post.counted(at) for at, _ in reactions]
    names = {name for (name,) in office.rows("SELECT DISTINCT platform || ' ' || name FROM totals")}
    assert names == {
        "facebook reactions", "facebook comments", "facebook shares", "youtube views", "youtube likes",
        "youtube comments", "zalo views", "zalo shares",
    }  # fmt: skip


def test_an_item_says_what_was_counted_when_and_adds_nothing(office: SocialHome) -> None:
    view = item_view(office.home, link(PAGES[1], POSTS["fb-hai"][3]))
    lines = list(reach_lines(view["totals"]))
    assert len(lines) == 3
    assert any(line.startswith("Facebook: 102 cảm xúc (lúc ") for line in lines), lines


def test_videos_have_their_length_and_comments_no_reader(office: SocialHome) -> None:
    lengths = office.rows("SELECT p.url, max(seconds) FROM pieces p WHERE source = 'youtube' GROUP BY p.url")
    assert lengths
    assert {seconds for _, seconds in lengths} == {253}
    said = office.rows("SELECT text, reader FROM comments")
    assert said
    assert all(len(reader) == 16 for _, reader in said)
    assert any("[số]" in text and "[tên]" in text for text, _ in said)


# --- what went wrong ---


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: f"{one.day}-{one.word}")
def test_each_trouble_has_its_name_and_ends_with_its_cause(office: SocialHome, trouble: Trouble) -> None:
    since, until = (BEGIN + timedelta(days=trouble.day + ahead) for ahead in (0, 1))
    for slug in trouble.pages:
        words = [word for at, word in office.looks(slug) if since <= from_iso(at) < until]
        assert trouble.word in words, (slug, words)
    if trouble.word == "platform-error":  # asked again, and the look was a good one
        sql = "SELECT count(*) FROM fetches WHERE kind = 'interface' AND outcome = 'platform-error'"
        assert office.rows(sql) == [(1,)]
    if trouble.word == "clock-skew":
        told = [one for report in office.reports for one in report.failures if one.reason == "clock-skew"]
        assert {one.detail[:2] for one in told} <= {"71", "72"}
        assert told


def test_twelve_kinds_and_more_were_met(office: SocialHome) -> None:
    met = {word for page in PAGES for word in office.outcomes(page.slug)} - {"ok"}
    met |= {word for (word,) in office.rows("SELECT DISTINCT outcome FROM fetches WHERE kind = 'interface'")}
    assert len(met) >= 12, met


def test_every_page_is_well_in_the_end_and_remembers_its_last_error(office: SocialHome) -> None:
    rows = page_rows(office.home, now=office.clock.now())
    assert {row["page"] for row in rows if row["needs_look"]} == set()
    errors = {row["page"]: row["last_error"]["reason"] for row in rows if row["last_error"]}
    assert (errors["fb-ba"], errors["yt-mot"]) == ("not-a-page", "unexpected-answer")


def test_a_token_that_expires_daily_is_renewed_and_kept_for_its_owner_alone(office: SocialHome) -> None:
    assert office.server.renewals >= 1
    file = office.path / FOLDER / "zalo-hai.toml"
    assert "zalo-renewed-zalo-hai" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert list((office.path / FOLDER).glob("*.new")) == []


def test_every_request_has_its_line_and_only_looks_have_a_standing(office: SocialHome) -> None:
    lines = office.rows("SELECT count(*) FROM fetches WHERE kind IN ('interface', 'robots', 'comments')")
    of_comments = office.rows("SELECT count(*) FROM fetches WHERE kind = 'comments'")
    assert lines[0][0] - of_comments[0][0] == len(office.server.log)  # a redacted record beside the request's own line
    assert office.rows("SELECT DISTINCT kind FROM asked WHERE kind NOT IN ('robots', 'comments', 'piece')") == [
        ("social",)
    ]


# --- how the platforms were treated: by the server's log ---


def asked_of(server: Server, platform: str, since: datetime = BEGIN, **length: float) -> list[Asked]:
    """What the server was asked of a platform's interface from a moment on; robots.txt and renewals are none of it."""
    until = since + timedelta(**(length or {"days": DAYS + 2}))
    return [one for one in server.log if one.platform == platform and since <= one.at < until and _is_interface(one)]


def _is_interface(one: Asked) -> bool:
    return one.path != "/robots.txt" and not one.path.startswith("/v4/")


@pytest.mark.parametrize("platform", ["facebook", "youtube", "zalo"])
def test_requests_are_spaced_and_stay_within_the_budget(office: SocialHome, platform: str) -> None:
    moments = [one.at for one in asked_of(office.server, platform)]
    assert len(moments) > 100
    assert min(after - before for before, after in pairwise(moments)) >= timedelta(seconds=DELAY)
    assert max(Counter(local_day(at) for at in moments).values()) <= BUDGET


def test_facebook_is_left_alone_as_long_as_it_says_and_longer_each_time(office: SocialHome) -> None:
    """On the fifth day somebody crawls every ten minutes of the morning, and every six hours."""
    asked = asked_of(office.server, "facebook", BEGIN + timedelta(days=5), days=1)
    refused = [one.at for one in asked if one.answer]
    assert len(refused) >= 3
    for at in refused:
        after = [one.at for one in asked if one.at > at]
        assert not after or after[0] - at >= timedelta(minutes=WAIT)
    assert len(asked) <= 3 * len(refused)


def test_youtube_is_left_alone_until_its_quota_is_renewed(office: SocialHome) -> None:
    quota = next(one.at for one in office.server.log if "quotaExceeded" in one.answer)
    midnight = quota.replace(hour=7, minute=0, second=0)  # of California in summer, in UTC
    assert [one for one in asked_of(office.server, "youtube", quota) if quota < one.at < midnight] == []


def test_asking_ends_where_the_usage_headers_come_near_the_limit(office: SocialHome) -> None:
    since = BEGIN + timedelta(days=6)
    asked = [
        one for one in office.server.log if one.platform == "facebook" and since <= one.at < since + timedelta(days=1)
    ]
    assert 0 < len(asked) <= ROUNDS


# --- what must nowhere be found ---


SECRETS = (*TOKENS.values(), APP_SECRET, ZALO_SECRET, "zalo-renewed-", "zalo-refresh-", "zalo-withdrawn")


def everything(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder, packed ones unpacked, as text."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.parent != folder / FOLDER):
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if content[:2] == b"PK":
            with zipfile.ZipFile(BytesIO(content)) as packed:
                inner = [packed.read(name) for name in packed.namelist()]
                content = b"\n".join(gzip.decompress(one) if one[:2] == b"\x1f\x8b" else one for one in inner)
        yield str(path.relative_to(folder)), content.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def written(office: SocialHome, diembao: Diembao) -> dict[str, str]:
    """All that was written: the home, its exports, what the commands say, what was logged and reported."""
    exports = office.path / "exports"
    exports.mkdir()
    for number, (item,) in enumerate(office.rows("SELECT id FROM items ORDER BY number LIMIT 3")):
        write_evidence(office.home, item, exports / f"chung-cu-{number}.zip")
    office.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    told = {}
    for words in (
        ("coverage", "--by", "outlet,channel", "--format", "xlsx", "--output", exports / "dem.xlsx"),
        ("search", "tuyến đường", "--format", "json"), ("health", "--format", "json"),
    ):  # fmt: skip
        done = diembao("--home", office.path, *words)
        assert done.returncode in (0, 1), done.stderr
        told[str(words[0])] = done.stdout + done.stderr
    backup(office.home, office.path / "backups", clock=office.clock.now)
    told["log"] = "\n".join(office.logged)
    told["reports"] = json.dumps([report.as_json() for report in office.reports], ensure_ascii=False)
    told |= dict(everything(office.path))
    assert len(told["log"]) > 1000
    assert any(name.endswith(".warc.gz") for name in told)
    assert any(name.endswith(".zip") for name in told)
    assert any(name.startswith("backups/") for name in told)
    return told


@pytest.mark.parametrize("secret", SECRETS)
def test_no_token_is_found_in_any_file_log_archive_or_export(written: dict[str, str], secret: str) -> None:
    assert [name for name, text in written.items() if secret in text] == []


@pytest.mark.parametrize("name", PRIVATE)
def test_no_private_name_is_found_in_database_archive_or_exports(written: dict[str, str], name: str) -> None:
    assert [file for file, text in written.items() if name.casefold() in text.casefold()] == []


def test_what_was_searched_holds_what_is_public(written: dict[str, str]) -> None:
    """The search would find something: the posts themselves are in archive, database and evidence."""
    for kind in (".warc.gz", ".db", ".zip", ".jsonl"):
        public = "bao-thu" if kind == ".jsonl" else "Bản tin số 0 của "
        assert any(public in text for file, text in written.items() if file.endswith(kind)), kind
