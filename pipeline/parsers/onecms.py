"""ONECMS: Nhân Dân, VietnamPlus, Tiền Phong, Sài Gòn Giải Phóng, Công an Nhân dân since it is cand.vn."""

from pipeline.parsers.layout import Layout

LAYOUT = Layout(
    title=("h1.article__title", "h1.cms-title"),
    lede=(".article__sapo", ".cms-desc"),
    body=(".article__body[itemprop=articleBody]", ".article__body", ".cms-body"),
    authors=(".article__author .name", ".article__author"),
    published=(".article__meta time", "time.time", "time"),
    section=(".article__breadcrumb a", ".breadcrumb a"),
    tags=(".article__tag a",),
    captions="figcaption, .caption, em.vlogo",
    not_body=".article-relate, .article__related, .related-news, table.picture .caption, .caption",
)
LAYOUTS = (LAYOUT,)
