"""What the outlets of the hostile press publish: their articles, feeds, pages and sitemaps, all of them healthy.

People and communes are invented; the province is a real one, so that the articles concern an officer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from times import HANOI

FEED, ROBOTS, SITEMAP, HOME, LOGIN = "/rss/home.rss", "/robots.txt", "/sitemap.xml", "/", "/dang-nhap"
ARTICLE_PATH = r"-\d{6}\.html$"
APART = timedelta(minutes=7)  # between two articles: 20 of the control outlet lie within three hours
LATE = timedelta(minutes=50)  # after the first run: what only the second run can see

SUBJECTS = (
    ("mở lớp dạy đan lát", "mo-lop-day-dan-lat", "Ba mươi người học trong hai tháng, vầu lấy từ rừng gần nhà"),
    ("khánh thành cầu treo", "khanh-thanh-cau-treo", "Cây cầu dài sáu mươi mét thay cho bến đò đã dùng bốn mươi năm"),
    ("thu hoạch cam sớm", "thu-hoach-cam-som", "Vườn cam ven suối chín trước mùa mười ngày, người mua vào tận vườn"),
    ("đón đoàn khách đầu tiên", "don-doan-khach-dau-tien", "Nhà sàn được sửa thành chỗ nghỉ, khách ăn cơm cùng chủ"),
    ("sửa trường mầm non", "sua-truong-mam-non", "Mái tôn cũ được thay trước mùa mưa, lớp học có thêm hai cửa sổ"),
    ("trồng lại rừng đầu nguồn", "trong-lai-rung-dau-nguon", "Bốn nghìn cây lát được trồng trên đồi trọc sau trận lũ"),
    ("lập tổ bảo vệ đàn trâu", "lap-to-bao-ve-dan-trau", "Các hộ thay nhau trực đêm, chuồng được che khi trời rét"),
    ("đưa chè lên chợ mạng", "dua-che-len-cho-mang", "Hợp tác xã tập bán hàng qua điện thoại và gửi chè đi mười tỉnh"),
)  # fmt: skip
COMMUNES = ("Nà Mây", "Khuôn Sương", "Thác Lụa", "Bản Ngần", "Đồng Vầu", "Pác Lim", "Suối Trầm")
PEOPLE = ("Hoàng Thị Lượm", "Ma Văn Sậu", "Nông Thế Vỹ", "Lý Mùi Sang", "Đặng Hữu Khoát")
ROBOTS_TEXT = b"User-agent: *\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Story:
    """One article and how the feed writes of it: its link, its guid, its date ("" leaves it out)."""

    title: str
    lede: str
    paragraphs: tuple[str, ...]
    published: datetime
    path: str
    link: str
    guid: str
    written: str


@dataclass(frozen=True, slots=True)
class Site:
    """One outlet at one stage (run 1, run 2): where it stands and what it has published, newest first."""

    number: int  # of its fault in the catalogue; the control outlet is 0
    name: str
    base: str
    second: str  # the same host on the second port: TLS where the fault is one of TLS, otherwise nobody listens
    trap: str  # a service on this machine that nobody may ask
    stage: int
    stories: tuple[Story, ...]

    def story(self, path: str) -> Story | None:
        """The article at this path."""
        return next((story for story in self.stories if story.path == path), None)


def story_of(number: int, place: int, published: datetime, base: str) -> Story:
    """The article ``place`` (1, 2, …) of the outlet ``number``; no other outlet has its title."""
    subject, slug, lede = SUBJECTS[(place - 1) % len(SUBJECTS)]
    commune, person = COMMUNES[(number + place) % len(COMMUNES)], PEOPLE[(2 * number + place) % len(PEOPLE)]
    path = f"/tin/{slug}-{1000 * number + place:06}.html"
    title = f"Tuyên Quang: xã {commune} {subject}, bản tin {number}.{place}"
    texts = paragraphs(subject, commune, person, number + place)
    return Story(title, f"{lede}.", texts, published, path, base + path, base + path, format_datetime(published))


def paragraphs(subject: str, commune: str, person: str, days: int) -> tuple[str, ...]:
    """The body: four paragraphs, long enough that a general reader takes them for an article."""
    return (
        f"Sáng nay, Ủy ban nhân dân xã {commune}, tỉnh Tuyên Quang cho biết việc {subject} đã được chuẩn bị "
        f"trong {days + 10} ngày. Người dân các thôn cùng góp công, góp vật liệu và thay nhau trông coi.",
        f"Bà con kể rằng những năm trước việc này thường phải chờ đến cuối vụ. {person}, trưởng thôn, nói năm nay "
        "mọi người bàn bạc từ sớm nên ai cũng biết phần việc của mình và không ai phải làm quá sức.",
        f"Theo kế hoạch, xã {commune} sẽ tổng kết vào cuối tháng và công bố các khoản chi tại nhà văn hóa. "
        "Tỉnh Tuyên Quang đề nghị các xã lân cận cử người đến xem và rút kinh nghiệm cho địa phương mình.",
        f"Cũng trong dịp này, {person} nhắc bà con giữ vệ sinh nguồn nước, không đốt nương khi trời hanh khô "
        "và báo ngay cho cán bộ xã khi thấy đường sạt lở sau mưa.",
    )


def stories(number: int, base: str, first: datetime, *, count: int, late: int, stage: int) -> tuple[Story, ...]:
    """What an outlet has published by this stage, newest first; ``late`` of the ``count`` come after run 1."""
    old = [story_of(number, n, (first - n * APART).astimezone(HANOI), base) for n in range(1, count - late + 1)]
    new_at = (first + LATE).astimezone(HANOI)
    new = [story_of(number, n, new_at - n * APART / 10, base) for n in range(count - late + 1, count + 1)]
    return (*(new if stage > 1 else ()), *old)


def page(site: Site, story: Story) -> bytes:
    """An article page: JSON-LD for machines, plain elements for readers."""
    facts = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "description": story.lede,
        "datePublished": story.published.isoformat(), "mainEntityOfPage": site.base + story.path,
        "author": {"@type": "Person", "name": "Phóng viên thường trú"},
    }  # fmt: skip
    script = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    date = f'<meta property="article:published_time" content="{story.published.isoformat()}">'
    return framed(story.title, f'<script type="application/ld+json">{script}</script>{date}', text_of(story))


def text_of(story: Story) -> str:
    """Title, lede and body as elements."""
    body = "\n".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    lede = f'<p class="tom-tat"><strong>{escape(story.lede)}</strong></p>'
    return f'<article><h1>{escape(story.title)}</h1>{lede}<div class="noi-dung">\n{body}\n</div></article>'


def framed(title: str, head: str, main: str) -> bytes:
    """A whole document."""
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n'
        f'<body><header><a href="/">Trang chủ</a></header>\n<main>{main}</main>\n'
        "<footer>Báo hư cấu, viết để thử diembao. Nhân vật và sự việc không có thật.</footer></body></html>\n"
    ).encode()


def home(site: Site) -> bytes:
    """The front page: every headline with its link."""
    lines = "".join(f'<li><a href="{escape(story.link)}">{escape(story.title)}</a></li>' for story in site.stories)
    return framed(site.name, "", f"<h1>Tin mới</h1><ul>{lines}</ul>")


def entry(story: Story) -> str:
    """One item of the feed."""
    date = f"<pubDate>{story.written}</pubDate>" if story.written else ""
    return (
        f"<item><title>{escape(story.title)}</title><link>{escape(story.link)}</link>"
        f"<guid>{escape(story.guid)}</guid><description>{escape(story.lede)}</description>{date}</item>"
    )


def feed(site: Site, entries: Sequence[str] | None = None, *, doctype: str = "", coding: str = "utf-8") -> str:
    """The RSS feed, of all articles unless other entries are given."""
    items = [entry(story) for story in site.stories] if entries is None else entries
    channel = f"<title>{site.name}</title><link>{site.base}/</link><description>{site.name}</description>"
    return (
        f'<?xml version="1.0" encoding="{coding}"?>\n{doctype}<rss version="2.0"><channel>{channel}\n'
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def sitemap(site: Site) -> str:
    """A news sitemap of all articles."""
    urls = "\n".join(
        f"<url><loc>{escape(story.link)}</loc><lastmod>{story.published.isoformat()}</lastmod><news:news>"
        f"<news:publication><news:name>{site.name}</news:name><news:language>vi</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in site.stories
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset {spaces}>\n{urls}\n</urlset>\n'
