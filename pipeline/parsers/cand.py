"""Công an Nhân dân: ONECMS as cand.vn, and the page of cand.com.vn before."""

from dataclasses import replace
from datetime import date

from pipeline.parsers import onecms
from pipeline.parsers.layout import Layout

FIRST_SEEN = date(2026, 7, 17)  # of cand.vn; when it moved is not known, so the older layout may stand until then

LAYOUTS = (
    replace(onecms.LAYOUT, valid_from=date(2026, 1, 1)),
    Layout(
        title=("h1.box-title-detail", "h1.entry-title"),
        body=("div.detail-content-body",),
        published=("div.box-date",),
        valid_until=FIRST_SEEN,
    ),
)
