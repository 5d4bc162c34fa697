"""Báo Dân tộc và Phát triển, after what a public crawler of it says."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.news-title",),
        lede=("h2.news-sapo",),
        body=("div.news-body-content",),
        authors=("span.author-name",),
        published=("span.distribution-date",),
    ),
)
