"""VCCorp's CMS: Tuổi Trẻ, Người Lao Động, Báo Chính phủ, CafeF, Thanh Niên, Kênh 14."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.detail-title", "h1[data-role=title]", "h1.title"),
        lede=("h2.detail-sapo", "[data-role=sapo]"),
        # Tuổi Trẻ's page has a second, empty container for pop-ups; the reader takes the first with text.
        body=(".detail-content[data-role=content]", ".detail-content.afcbc-body", "[data-role=content]"),
        authors=(
            ".detail-author-bot a.name", ".author-item-name", "p.author", ".detail-author .name", ".author-info .name",
            ".detail-author",
        ),
        credit=(".t-contentdetail p.source",),
        published=("[data-role=publishdate]",),
        section=("[data-role=cate-name]", ".detail-cate a"),
        tags=(".detail-tab a.item", ".detail-tags a"),
        comments=(".detail-comment .box-head",),
        captions="figcaption, .PhotoCMS_Caption",
        # Tuổi Trẻ puts related links into .link-inline-content, Báo Chính phủ puts words of its sentences there:
        # only a block of that class is furniture, an inline link is text.
        not_body=".kbwscwlrl-content, .kbwscwl-relatedbox, #listNewsInContent, .tindnd, .chisochungkhoan, "
        ".link-source-detail, .knc-relate-wrapper, .seo-suggest-link, div.link-inline-content, p.link-inline-content, "
        ".readmore-body-box, .h-show-pc, .h-show-mobile, .PhotoCMS_Caption, .detail-author-bot",
    ),
)  # fmt: skip
