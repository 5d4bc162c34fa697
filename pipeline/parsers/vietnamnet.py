"""VietNamNet."""

from pipeline.parsers.layout import FURNITURE, Layout

LAYOUT = Layout(
    title=("h1.content-detail-title",),
    lede=("h2.content-detail-sapo", ".content-detail-sapo"),
    body=("#maincontent", ".maincontent.main-content", ".maincontent"),
    authors=(
        ".article-detail-author__info .name a",
        ".article-detail-author__info .name",
        ".article-detail-author .name",
    ),
    section=(".bread-crumb-detail a", ".breadcrumb-box__link a"),
    captions="figcaption, .image-caption",
    not_body=FURNITURE + ", #comment, .insert-wiki-content, .vnn-template-noneditable, .image-caption",
)
