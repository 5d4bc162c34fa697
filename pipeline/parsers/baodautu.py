"""Báo Đầu tư: no machine-readable date, no h1, captions in layout tables."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("div.title-detail", "h1.title-detail"),
        lede=(".sapo_detail",),
        body=("#content_detail_news", ".col630.ml-auto.mb40"),
        authors=(".author.cl_green", "a.author"),
        published=(".post-time",),
        section=(".col630 > .fs16.text-uppercase a",),
        captions="td.media-caption, figcaption",
        not_body="table.MASTERCMS_TPL_TABLE, .list_news_relation_top, .news_relate_one, .tag_detail, .share_detail, "
        ".title-detail, .author-share-top, .sapo_detail, .fs16.text-uppercase",
    ),
)
