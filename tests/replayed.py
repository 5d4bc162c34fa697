"""A home whose outlet thu.example.vn published, edited, corrected and removed pages, without any network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawlers.recorder import Answered, Recorder, fetch_of, outcome_of
from pipeline.jobs.collecting.run import run_process
from pipeline.jobs.home import Home
from records import Visit

HTML = (("Content-Type", "text/html; charset=utf-8"), ("Server", "thử"))
_OUTLET = (
    'slug = "{slug}"\nname = "Báo {slug}"\nparser = "vnexpress"\narticle_path = \'-\\d+\\.html$\'\n'
    'domains = [{{ name = "{slug}.example.vn" }}]\n'
    'feeds = [{{ url = "https://{slug}.example.vn/rss/home.rss", trust = "verified" }}]\n'
)


def page(title: str, lede: str, *paragraphs: str, published: str = "2026-07-20T06:05:00+07:00") -> bytes:
    """A page in the markup that the layout "vnexpress" reads."""
    body = "".join(f'<p class="Normal">{paragraph}</p>' for paragraph in paragraphs)
    return (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta itemprop="datePublished" content="{published}"></head><body><h1 class="title-detail">{title}</h1>'
        f'<p class="description">{lede}</p><article class="fck_detail">{body}</article></body></html>'
    ).encode()


def at(written: str) -> datetime:
    """A moment of July 2026: "20 03:00" in UTC."""
    return datetime.strptime(f"2026-07-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def home_of(folder: Path, *slugs: str) -> Home:
    """A home that knows these outlets, each at SLUG.example.vn."""
    outlets = folder / "config" / "outlets"
    outlets.mkdir(parents=True)
    for slug in slugs:
        (outlets / f"{slug}.toml").write_text(_OUTLET.format(slug=slug), encoding="utf-8")
    follow = ", ".join(f'"{slug}"' for slug in slugs)
    (folder / "config" / "settings.toml").write_text(f"follow = [{follow}]\n", encoding="utf-8")
    return Home(folder)


def record(home: Home, *answers: tuple[str, str, str, bytes]) -> None:
    """Archive answers of pages: address, moment, status ("200 OK"), body."""
    with Recorder(home.path) as recorder:
        for url, moment, status, body in answers:
            outcome = outcome_of(int(status.split()[0]))
            slug = url.split("/")[2].partition(".")[0]
            fetch = fetch_of(Visit(slug, url, "page"), at(moment), outcome, status=int(status.split()[0]))
            recorder.response(fetch, Answered(url, status, HTML, body))


def process_all(home: Home) -> None:
    run_process(home, since=None, clock=lambda: at("30 00:00"))


class Nobody:
    """A judge without an opinion, and quick."""

    signature = "nobody"
    plans: dict[str, object] = {}  # noqa: RUF012 - never written

    @property
    def annotator(self) -> Nobody:
        return self

    def annotate(self, _article: object) -> tuple[object, ...]:
        return ()

    def annotate_all(self, articles: Iterable[object]) -> Iterator[tuple[object, ...]]:
        return map(self.annotate, articles)
