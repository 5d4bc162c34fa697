"""Article pages: what each family of newspaper software writes in the head and around the text."""

from dataclasses import dataclass
from html import escape

from demo.markup import (
    Site,
    body,
    box,
    figures,
    json_ld,
    meta,
    open_graph,
    organisation,
    person,
    plain_paragraph,
    published_time,
)
from demo.press import Story

SHARE = '<div class="share-bar">Chia sẻ: <a href="#zalo">Zalo</a> <a href="#in">In bài</a></div>'


@dataclass(frozen=True)
class Page:
    """The two parts of a page that differ between families."""

    head: str
    main: str


def clock(story: Story) -> str:
    """The hour as it is printed for readers."""
    return f"{story.published:%d/%m/%Y %H:%M}"


def tags_line(story: Story) -> str:
    """The line of tags below the text."""
    return "".join(f'<a href="#tag">{escape(tag)}</a> ' for tag in story.article.tags)


def vccorp(site: Site, story: Story) -> Page:
    """The family of detail-title, detail-sapo and data-role attributes."""
    title, sapo = escape(story.title), escape(story.sapo)
    head = [open_graph(site, story), published_time(site, story)]
    head += [meta("author", site.outlet.name, "name"), json_ld(site, story, person(story))]
    inserts = figures(story, "VCSortableInPreviewMode", "PhotoCMS_Caption")
    inserts += box(site, story, "div", 'class="link-inline-content knc-relate-wrapper"')
    text = body(story, plain_paragraph, inserts)
    main = f"""<h1 class="detail-title article-title" data-role="title">{title}</h1>
<div class="detail-author author-info">{escape(story.article.author)}</div>
<div class="detail-time" data-role="publishdate">{clock(story)} GMT+7</div>{SHARE}
<h2 class="detail-sapo" data-role="sapo">{sapo}</h2>
<div class="detail-content afcbc-body" data-role="content" itemprop="articleBody">
{text}
<div class="kbwscwlrl-content">Đọc thêm trên trang chủ {escape(site.outlet.name)}</div>
<div class="seo-suggest-link"><a href="/">Tin mới nhất trong ngày</a></div>
</div><div class="detail-tags">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


def onecms(site: Site, story: Story) -> Page:
    """The family of article__title, cms-desc and zce-content-body."""
    head = [open_graph(site, story), published_time(site, story)]
    head += [json_ld(site, story, organisation(site))]
    inserts = figures(story, "picture", "cms-caption")
    inserts += box(site, story, "div", 'class="article-relate related-news"')
    text = body(story, plain_paragraph, inserts)
    main = f"""<h1 class="article__title cms-title">{escape(story.title)}</h1>
<div class="article__meta"><span class="article__author">{escape(story.article.author)}</span>
<time class="time" datetime="{story.published.isoformat()}">{clock(story)}</time></div>{SHARE}
<div class="article__sapo cms-desc">{escape(story.sapo)}</div>
<div class="article__body zce-content-body cms-body" itemprop="articleBody">
{text}
</div><div class="article__tag">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


def vnexpress(site: Site, story: Story) -> Page:
    """The family of fck_detail; in its og:title the content stands before the property."""
    title = escape(story.title)
    og_title = f'<meta content="{title}" itemprop="headline" property="og:title"/>'
    others = [line for line in open_graph(site, story).splitlines() if "og:title" not in line]
    date = f'<meta content="{story.published.isoformat()}" itemprop="datePublished"/>'
    head = [og_title, *others, date, meta("author", site.outlet.name, "name")]
    head += [json_ld(site, story, organisation(site))]
    text = body(
        story,
        lambda text: f'<p class="Normal">{text}</p>',
        figures(story, "tplCaption", "Image"),
    )
    end = "".join(box(site, story, "div", 'class="box-tinlienquan"'))
    main = f"""<span class="date">{clock(story)} (GMT+7)</span>
<h1 class="title-detail">{title}</h1>{SHARE}
<p class="description">{escape(story.sapo)}</p>
<article class="fck_detail">
{text}
<p class="Normal" style="text-align:right;"><strong>{escape(story.article.author)}</strong></p>
<div id="article-end">{end}<a href="/">Trở lại trang chủ</a></div>
</article><div class="tags">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


def vietnamnet(site: Site, story: Story) -> Page:
    """The family of content-detail-title and maincontent; the text ends at #comment."""
    head = [open_graph(site, story), meta("author", site.outlet.name, "name")]
    head += [json_ld(site, story, [person(story)])]
    text = body(story, plain_paragraph, figures(story, "image vnn-content-image", "caption"))
    main = f"""<h1 class="content-detail-title">{escape(story.title)}</h1>
<div class="article-detail-author">{escape(story.article.author)}</div>
<div class="bread-crumb-detail__time">{clock(story)}</div>{SHARE}
<h2 class="content-detail-sapo">{escape(story.sapo)}</h2>
<div class="maincontent main-content" id="maincontent">
{text}
</div>
{"".join(box(site, story, "div", 'class="articles-edit"'))}
<div id="comment">Bình luận (0)</div><div class="tag-cotnent">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


def dantri(site: Site, story: Story) -> Page:
    """The family of data-slot=content; its time element has no zone."""
    writer = f"{site.base}/tac-gia/{story.article.outlet}"
    head = [open_graph(site, story), meta("author", site.outlet.name, "name")]
    head += [json_ld(site, story, person(story, writer))]
    inserts = figures(story, "image align-center", "caption")
    inserts += box(site, story, "section", 'class="article-business"')
    text = body(story, plain_paragraph, inserts)
    main = f"""<article><h1 class="text-3xl font-bold">{escape(story.title)}</h1>
<a class="author" href="{escape(writer)}">{escape(story.article.author)}</a>
<time datetime="{story.published:%Y-%m-%d %H:%M}">{clock(story)}</time>{SHARE}
<h2 class="font-semibold">{escape(story.sapo)}</h2>
<div data-slot="content" id="desktop-in-article">
{text}
</div></article><div class="mt-4">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


def tuyenquang(site: Site, story: Story) -> Page:
    """A plain provincial page: JSON-LD, article:published_time and ordinary classes."""
    head = [open_graph(site, story), published_time(site, story)]
    head += [json_ld(site, story, person(story))]
    inserts = figures(story, "anh-bai", "chu-thich")
    inserts += box(site, story, "aside", 'class="tin-lien-quan"')
    text = body(story, plain_paragraph, inserts)
    main = f"""<article class="bai-viet"><h1 class="tieu-de">{escape(story.title)}</h1>
<p class="ngay-dang">{clock(story)}</p>{SHARE}
<p class="tom-tat"><strong>{escape(story.sapo)}</strong></p>
<div class="noi-dung">
{text}
<p class="tac-gia"><strong>{escape(story.article.author)}</strong></p>
</div></article><div class="tu-khoa">{tags_line(story)}</div>"""
    return Page("\n".join(head), main)


FAMILIES = {
    "vccorp": vccorp,
    "onecms": onecms,
    "vnexpress": vnexpress,
    "vietnamnet": vietnamnet,
    "dantri": dantri,
    "tuyenquang": tuyenquang,
}
