"""A home that follows the pages of tests/social_world.py at the server of tests/social_server.py, on a hand clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipeline.jobs.collecting.plan import Wish
from pipeline.jobs.collecting.social import Outside, collect_social
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import process
from pipeline.jobs.report import CrawlReport
from storage.store import Store
from tests.social_server import APP_SECRET, Server
from tests.social_world import PAGES, TOKENS, ZALO_SECRET, HandClock, PageTold

SILENT = SimpleNamespace(annotate_all=lambda articles: ([] for _ in articles))
NOBODY: Any = SimpleNamespace(signature="nobody@1", annotator=SILENT, plans={})
OUTLET = 'slug = "bao-thu"\nname = "Báo Thử"\ndomains = [{ name = "thu.example.vn" }]\n'
DELAY, BUDGET = 2.0, 400  # seconds between two requests to a platform, and its requests of a day
RULES = """
[youtube]
api = "{at}"
feeds = "{at}"
hours_between = 5
requests_a_day = {budget}
delay_seconds = {delay}
comments = {comments}
[facebook]
api = "{at}"
version = "v25.0"
hours_between = 5
requests_a_day = {budget}
delay_seconds = {delay}
[zalo]
api = "{at}"
oauth = "{at}"
hours_between = 5
requests_a_day = {budget}
delay_seconds = {delay}
[tiktok]
api = "{at}"
"""
_WHERE = {
    "facebook": "https://www.facebook.com/{id}", "youtube": "https://www.youtube.com/channel/{id}",
    "zalo": "https://zalo.me/{id}",
}  # fmt: skip


def page_toml(page: PageTold) -> str:
    kind = {"mot": ("outlet", 'outlet = "bao-thu"'), "hai": ("authority", 'owner = "Sở Thử"')}
    of, line = kind.get(page.slug[-3:], ("community", 'owner = "Hội Thử"'))
    own = page.platform == "zalo" or page.slug in ("fb-mot", "fb-hai")
    token = f'access = "own"\ntoken = "{page.slug}"\n' if own else ""
    return (
        f'[[pages]]\nslug = "{page.slug}"\nplatform = "{page.platform}"\nid = "{page.id}"\nkind = "{of}"\n{line}\n'
        f'url = "{_WHERE[page.platform].format(id=page.id)}"\nname = "Trang {page.slug}"\n{token}'
    )


def tiktok_toml() -> str:
    return (
        '[[pages]]\nslug = "tt-mot"\nplatform = "tiktok"\nid = "baothu"\nkind = "outlet"\noutlet = "bao-thu"\n'
        'url = "https://www.tiktok.com/@baothu"\nname = "TikTok Báo Thử"\n'
    )


class SocialHome:
    """The home, its server and its clock."""

    def __init__(
        self, path: Path, server: Server, clock: HandClock, *, comments: bool = True, delay: float = DELAY
    ) -> None:
        self.server, self.clock, self.path = server, clock, path
        (path / "config" / "outlets").mkdir(parents=True)
        (path / "config" / "social").mkdir()
        (path / "config" / "outlets" / "bao-thu.toml").write_text(OUTLET, encoding="utf-8")
        rules = RULES.format(at=server.address, delay=delay, budget=BUDGET, comments=str(comments).lower())
        (path / "config" / "platforms.toml").write_text(rules, encoding="utf-8")
        registry = "\n".join([*map(page_toml, PAGES), tiktok_toml()])
        (path / "config" / "social" / "trang.toml").write_text(registry, encoding="utf-8")
        settings = 'allow_loopback = true\nfollow = ["bao-thu"]\nbackoff_seconds = 30\n'
        (path / "config" / "settings.toml").write_text(settings, encoding="utf-8")
        self.environment = {"DIEMBAO_TOKEN_YOUTUBE": TOKENS["youtube"], "DIEMBAO_TOKEN_FACEBOOK": TOKENS["facebook"]}
        for slug in ("fb-mot", "fb-hai", "zalo-mot", "zalo-hai", "zalo-ba"):
            self.give_token(slug)
        self.home = Home(path)
        self.configuration = self.home.configuration()
        self.store = Store.open(path)
        self.reports: list[CrawlReport] = []
        self.logged: list[str] = []  # lines of the log, where a test keeps them

    def give_token(self, slug: str, access: str = "", *, mode: int = 0o600, renewable: bool = True) -> None:
        """Write a token's file."""
        folder = self.path / "tokens"
        folder.mkdir(exist_ok=True)
        lines = [f'access_token = "{access or TOKENS[slug]}"']
        if slug == "fb-mot":
            lines.append(f'app_secret = "{APP_SECRET}"')
        if slug.startswith("zalo") and renewable:
            lines += ['app_id = "1234567890123"', f'secret_key = "{ZALO_SECRET}"',
                      f'refresh_token = "zalo-refresh-{slug}-0000"']  # fmt: skip
        file = folder / f"{slug}.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        file.chmod(mode)

    def crawl(self, *outlets: str, due: bool = True, sleep: Callable[[float], None] | None = None) -> CrawlReport:
        outside = Outside(
            environment=self.environment, seconds=self.clock.seconds, sleep=sleep or self.clock.sleep
        )  # fmt: skip
        report = collect_social(
            self.home, self.configuration, self.store, wish=Wish(tuple(outlets), due=due), clock=self.clock.now,
            outside=outside,
        )  # fmt: skip
        self.reports.append(report)
        return report

    def read(self, judge: Any = NOBODY) -> None:
        process(self.home, self.configuration, self.store, judge, self.store.unprocessed())

    def later(self, **apart: float) -> None:
        self.clock.go_to(self.clock.moment + timedelta(**apart))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.db.execute(sql, values).fetchall()]

    def looks(self, slug: str) -> list[tuple[str, str]]:
        """Moment and outcome of every look at a page."""
        sql = "SELECT at, outcome FROM fetches WHERE kind = 'social' AND named_by = ? ORDER BY at, rowid"
        return self.rows(sql, slug)

    def outcomes(self, slug: str) -> list[str]:
        return [outcome for _, outcome in self.looks(slug)]


def close(homes: Sequence[SocialHome]) -> None:
    for one in homes:
        one.store.db.close()
