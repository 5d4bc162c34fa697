"""Lao Động as it was in 2020, after what a public crawler of that year says: title and summary in meta elements."""

from datetime import date

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=('meta[property="og:title"]',),
        lede=('meta[name="description"]',),
        body=(".article-content",),
        published=(".time time",),
        valid_until=date(2020, 12, 31),
    ),
)
