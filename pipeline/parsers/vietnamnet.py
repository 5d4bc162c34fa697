"""VietNamNet."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.content-detail-title",),
        lede=("h2.content-detail-sapo", ".content-detail-sapo"),
        body=("#maincontent", ".maincontent.main-content", ".maincontent"),
        authors=(
            ".article-detail-author__info .name a",
            ".article-detail-author__info .name",
            ".article-detail-author .name",
            ".article-detail-author",
        ),
        published=(".publish-date", ".bread-crumb-detail__time"),
        section=(".bread-crumb-detail a", ".breadcrumb-box__link a"),
        tags=(".tag-cotnent a",),
        comments=(".vnn-comment-count-detail",),
        captions="figcaption, .image-caption",
        not_body="#comment, .insert-wiki-content, .vnn-template-noneditable, .image-caption",
    ),
)
