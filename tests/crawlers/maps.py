"""Sitemaps as outlets write them, and what is read of one."""

from datetime import UTC, datetime

from crawlers.sitemaps import read_sitemap

SOURCE = "https://bao.vn/sitemaps/google-news.xml"
SEEN = datetime(2026, 7, 20, 3, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(body):
    body = body if isinstance(body, bytes) else body.encode()
    return read_sitemap(body, outlet="bao", source=SOURCE, seen_at=SEEN)


def urlset(*urls, head=HEAD, names=NAMESPACES):
    return f"{head}<urlset {names}>{''.join(urls)}</urlset>"


def index(*sitemaps, head=HEAD):
    return f"{head}<sitemapindex {NAMESPACES}>{''.join(sitemaps)}</sitemapindex>"


def url(name="mot", *, loc=None, lastmod="", more="", tag="url"):
    loc = f"https://bao.vn/{name}.html" if loc is None else loc
    dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<{tag}><loc>{loc}</loc>{dated}<changefreq>daily</changefreq>{more}</{tag}>"


def news(title="Tít", date="2026-07-20T06:05:00+07:00"):
    return (
        "<news:news><news:publication><news:name>Báo</news:name><news:language>vi</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news>"
    )


def sitemap(name, lastmod=""):
    return url(loc=f"https://bao.vn/sitemaps/{name}", lastmod=lastmod, tag="sitemap")


def urls_of(reading):
    return [lead.url for lead in reading.leads]


def reasons(reading):
    return [drop.reason for drop in reading.dropped]


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)
