"""A home that follows one paper, and the answers that a test writes for it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

from crawlers.recorder import Answered, Recorder, fetch_of, payload_digest
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import process, take_journal
from records import Seen, Visit
from storage.store import Store
from tests.conftest import rss
from tests.whole_home import TABLES
from times import iso

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITE = "https://thu.example.vn"
FEED, NEWS, SITEMAP, LISTING = f"{SITE}/home.rss", f"{SITE}/news.xml", f"{SITE}/sitemap.xml", f"{SITE}/tin-moi"
OUTLET = f"""
slug = "thu"
name = "Báo Thử"
article_path = '-\\d+\\.html$'
domains = [{{ name = "thu.example.vn" }}]
feeds = [{{ url = "{FEED}", trust = "verified" }}]
sitemaps = [{{ url = "{NEWS}", trust = "verified" }}, {{ url = "{SITEMAP}", trust = "verified" }}]
listings = [{{ url = "{LISTING}", trust = "verified", whole = true, pages = "{LISTING}/{{n}}" }}]
"""
SILENT = SimpleNamespace(annotate_all=lambda articles: ([] for _ in articles))
NOBODY = SimpleNamespace(signature="nobody@1", annotator=SILENT, plans={})
TEXT = (
    "Sáng 20/7, huyện Hàm Yên tổ chức hội nghị sơ kết sáu tháng đầu năm về phát triển kinh tế, xã hội của địa phương."
)


class Paper:
    """A home that follows one paper, and the answers that a test writes for it."""

    def __init__(self, path):
        (path / "config" / "outlets").mkdir(parents=True)
        (path / "config" / "outlets" / "thu.toml").write_text(OUTLET, encoding="utf-8")
        self.home = Home(path)
        self.configuration = self.home.configuration()
        self.store = Store.open(path)
        self.whole = {}

    def answers(self, url, body=b"", *, hours=0.0, kind="feed", status=200, final="", named_by=None, outcome=""):
        """An answer so many hours after NOW, through recorder and journal."""
        visit = Visit("thu", url, kind, named_by=named_by)
        at = NOW + hours * HOUR
        word = outcome or {200: "ok", 304: "not-modified"}.get(status, f"http-{status}")
        with Recorder(self.home.path) as recorder:
            made = Answered(
                final or url, f"{status} X", (("Content-Type", "text/html" if kind == "page" else ""),), body
            )
            recorder.response(fetch_of(visit, at, word, status=status), made, self.whole.get(url))
        take_journal(self.home, self.store)
        if word == "ok":
            key = recorder.keys[0]
            holder = self.store.fetch(key).same_as or key
            self.whole[url] = Seen(holder, url, at, payload_digest(body), "", "", ask_if_changed=True, check=False)
        return self

    def page(self, name, title="", *, hours=1.0, final="", named_by=FEED, status=200, body=None):
        made = page_body(title or f"Tít của {name}") if body is None else body
        return self.answers(page(name), made, hours=hours, kind="page", final=final and page(final), named_by=named_by,
                            status=status)  # fmt: skip

    def read(self, keys=None):
        return process(
            self.home, self.configuration, self.store, NOBODY, self.store.unprocessed() if keys is None else keys
        )

    def read_again(self):
        """As ``process --since`` does."""
        return self.read(self.store.captured_since("2000-01-01T00:00:00Z"))

    def rows(self, sql, *values):
        return [tuple(row) for row in self.store.db.execute(sql, values).fetchall()]

    def items(self):
        """Address and title, by address."""
        return self.rows("SELECT url, title FROM items ORDER BY url")

    def faults(self):
        return self.rows("SELECT f.reason FROM faults f JOIN fetches x ON x.key = f.record ORDER BY x.at, f.reason")

    def proofs(self):
        """Hours from NOW, since and until, in order."""
        sql = "SELECT (unixepoch(since) - :now) / 3600.0, (unixepoch(until) - :now) / 3600.0 FROM proofs ORDER BY 2, 1"
        return [tuple(row) for row in self.store.db.execute(sql, {"now": int(NOW.timestamp())}).fetchall()]

    def everything(self):
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def page(name):
    return f"{SITE}/tin-{name}.html"


def page_body(title, text=TEXT, published=NOW - HOUR):
    return (
        f'<html><head><meta property="og:title" content="{title}"><meta property="article:published_time" '
        f'content="{iso(published)}"></head><body><h1>{title}</h1><article><p>{text}</p><p>{text[::-1]}</p></article></body></html>'
    ).encode()


def feed(*entries):
    """A feed of (name, hours before NOW) or (name, hours, title)."""
    return rss(*(
        f"<item><title>{title[0] if title else f'Tít của {name}'}</title><link>{page(name)}</link>"
        f"<description>Tóm tắt</description><pubDate>{format_datetime(NOW - hours * HOUR)}</pubDate></item>"
        for name, hours, *title in entries
    ))  # fmt: skip


def news(*entries):
    """A news sitemap of (name, hours before NOW)."""
    made = (
        f"<url><loc>{page(name)}</loc><news:news><news:title>Tít của {name}</news:title>"
        f"<news:publication_date>{iso(NOW - hours * HOUR)}</news:publication_date></news:news></url>"
        for name, hours in entries
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{"".join(made)}</urlset>'.encode()


def urlset(*entries):
    """A plain sitemap of (name, hours before NOW)."""
    made = (
        f"<url><loc>{page(name)}</loc><lastmod>{iso(NOW - hours * HOUR)}</lastmod></url>" for name, hours in entries
    )
    return f"<urlset>{''.join(made)}</urlset>".encode()


def listing(*entries):
    """A listing of (name, hours before NOW); None bears no time."""
    cards = (
        f'<article><h3><a href="/tin-{name}.html">Lời dẫn của {name}</a></h3>'
        + (f'<time datetime="{iso(NOW - hours * HOUR)}"></time>' if hours is not None else "")
        + "</article>"
        for name, hours in entries
    )
    return f"<html><body>{''.join(cards)}</body></html>".encode()
