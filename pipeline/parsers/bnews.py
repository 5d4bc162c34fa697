"""BNews (TTXVN) as it was in 2020, after what a public crawler of that year says."""

from datetime import date

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=(".post-top-entry h1",),
        lede=(".post-summary",),
        body=(".post-ct-entry",),
        published=(".post-time",),
        valid_until=date(2020, 12, 31),
    ),
)
