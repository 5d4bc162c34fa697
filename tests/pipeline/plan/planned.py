"""What a crawl of that home would visit at a moment."""

from datetime import timedelta
from functools import cache

from pipeline.jobs.collecting.plan import Wish, visits
from pipeline.jobs.home import Home
from records import Annotation
from tests.ledger import DAY, HOUR, NOW, feed_of

MINUTE = timedelta(minutes=1)
FEED = feed_of("a")
DUE = Wish(due=True)
MAIN = Annotation("relevance", "tuyen-quang", "2", 1.0, "r@1")
CRITICISM = Annotation("flag", "", "criticism", 1.0, "f@1")


@cache
def configured(path, *_written):
    return Home(path).configuration()


def configuration_of(home):
    """Read once for what is written there, since that takes a tenth of a second."""
    return configured(home.path, *(file.read_text("utf-8") for file in sorted(home.path.rglob("*.toml"))))


def planned(home, wish=DUE, now=NOW):
    return visits(configuration_of(home), home.store, wish, now)


def chosen(home, wish=DUE, now=NOW):
    return [visit.url for visit in planned(home, wish, now)[0]]


def is_due(home, now=NOW, wish=DUE, url=FEED):
    return url in chosen(home, wish, now)


def first_due(home, since, url=FEED, *, until=40 * DAY, wish=DUE):
    """Minutes after a moment at which an address falls due."""
    low, high = 0, until // MINUTE
    assert is_due(home, since + high * MINUTE, wish, url)
    while low < high:
        middle = (low + high) // 2
        if is_due(home, since + middle * MINUTE, wish, url):
            high = middle
        else:
            low = middle + 1
    return low


def write_outlet(home, slug, more):
    (home.path / "config" / "outlets" / f"{slug}.toml").write_text(
        f'slug = "{slug}"\nname = "Báo {slug}"\narticle_path = \'\\.html?$\'\n'
        f'domains = [{{ name = "{slug}.example.vn" }}]\n{more}',
        encoding="utf-8",
    )


SOURCES = """
feeds = [{ url = "https://a.example.vn/rss", trust = "verified" },
         { url = "https://a.example.vn/cu.rss", trust = "verified", polled = false }]
sitemaps = [{ url = "https://a.example.vn/sitemap.xml", trust = "verified" },
            { url = "https://a.example.vn/news.xml", trust = "verified", polled = true }]
listings = [{ url = "https://a.example.vn/tin-moi", trust = "verified" },
            { url = "https://a.example.vn/xa-hoi", trust = "verified", polled = true }]
"""


def fail(home, days, *, url="", kind="feed", outcome="http-500", every=6 * HOUR):
    at = NOW - days * DAY
    while at < NOW:
        home.fetch("a", at, outcome, url=url, kind=kind)
        at += every
    return url
