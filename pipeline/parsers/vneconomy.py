"""VnEconomy, after what a public crawler of it says; the misspelt class is the outlet's."""

from pipeline.parsers.layout import Layout

LAYOUTS = (
    Layout(
        title=("h1.name-detail",),
        lede=(".news-sapo",),
        body=(".ct-edtior-web.news-type1", ".ct-edtior-web"),
        not_body=".news-general, .list-detail-revert_item, .box-keyword",
    ),
)
