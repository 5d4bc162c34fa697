"""ONECMS: Nhân Dân, VietnamPlus, Tiền Phong, Sài Gòn Giải Phóng, Công an Nhân dân."""

from pipeline.parsers.layout import FURNITURE, Layout

LAYOUT = Layout(
    title=("h1.article__title", "h1.cms-title"),
    lede=(".article__sapo", ".cms-desc"),
    body=(".article__body[itemprop=articleBody]", ".article__body", ".cms-body"),
    authors=(".article__author .name", ".article__author"),
    published=(".article__meta time", "time.time", "time"),
    section=(".article__breadcrumb a", ".breadcrumb a"),
    captions="figcaption, .caption, em.vlogo",
    not_body=FURNITURE + ", .article-relate, .article__related, .related-news, table.picture .caption, .caption",
)
