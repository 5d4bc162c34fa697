"""VnExpress."""

from pipeline.parsers.layout import FURNITURE, Layout

LAYOUT = Layout(
    title=("h1.title-detail",),
    lede=("p.description",),
    body=("article.fck_detail",),
    # JSON-LD names the organisation; the writer signs in the last, right-aligned paragraph.
    authors=("article.fck_detail p.author_mail", 'article.fck_detail p[style*="text-align:right"]'),
    section=(".breadcrumb li a", "ul.breadcrumb a"),
    captions="figcaption, p.Image",
    not_body=FURNITURE
    + ', p.author_mail, p[style*="text-align:right"], p.Image, #article-end, #article-end ~ *, .box-tinlienquanv2'
    + ", .list-news, ul.list-news",
)
