"""Dân Trí: the page of 2026, whose classes say nothing, and the one before, last seen on 9 May 2025."""

from datetime import date

from pipeline.parsers.layout import Layout

LAST_SEEN, NEXT_SEEN = date(2025, 5, 9), date(2026, 3, 7)  # pages of the older and of the newer layout
_NOT_BODY = "section.article-business, .dt-news__tag, .dt-related"
_SECTION = ("[data-content-name=article-breadcrumb]", "ul.breadcrumbs a", ".breadcrumb a")

LAYOUTS = (
    Layout(
        title=("article h1", "h1"),
        lede=("article h2",),
        body=("[data-slot=content]#desktop-in-article", "[data-slot=content]"),
        authors=(".author-name a", ".author-name"),
        published=("time[datetime]", "time"),
        section=_SECTION,
        not_body=_NOT_BODY,
        valid_from=LAST_SEEN,
    ),
    Layout(
        title=("h1.title-page", "h1.dt-news__title"),
        lede=("h2.singular-sapo", ".dt-news__sapo"),
        kicker=("h3.title-sub",),
        body=(".singular-content", ".dt-news__content"),
        authors=(".author-meta .author-name a", ".author-name a", ".author-name"),
        published=("time.author-time", "time[datetime]"),
        section=_SECTION,
        not_body=_NOT_BODY,
        valid_until=NEXT_SEEN,
    ),
)
