"""VnExpress."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.title-detail",),
        lede=("p.description",),
        body=("article.fck_detail",),
        # JSON-LD names the organisation; the writer signs in the last, right-aligned paragraph.
        authors=("article.fck_detail p.author_mail", 'article.fck_detail p[style*="text-align:right"]'),
        published=("span.date",),
        section=("ul.breadcrumb a",),
        comments=(".num_cmt_detail",),
        captions="figcaption, p.Image",
        not_body='p.author_mail, p[style*="text-align:right"], p.Image, #article-end, #article-end ~ *, '
        ".box-tinlienquanv2, .list-news, ul.list-news",
    ),
)
