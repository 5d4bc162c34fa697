"""The fictional press is complete, well-formed and served as real newspapers would be."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date, datetime, timedelta
from html import escape
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from demo.dates import HABITS
from demo.families import FAMILIES
from demo.press import DATE_MARK, HANOI
from demo.server import FOLDER, Press, serve

TODAY = date(2026, 11, 21)
EVENING = datetime(2026, 11, 21, 23, 0, tzinfo=HANOI)
BEFORE_DEATH = EVENING - timedelta(days=8)
PRESS = Press.load(today=TODAY)
OUTLETS = {outlet.slug: outlet for outlet in PRESS.outlets}
ARTICLES = [article for outlet in PRESS.outlets for article in outlet.articles]
THEMES = {"a", "b", "c1", "c2", "c3", "c4", "c5", "c6", "d1", "d2", "d3", "d4"}
THEMES |= {"đ1", "đ2", "đ3", "đ4", "e", "g1", "g2", "h1", "h2", "h3", "h4", "h5"}
THEMES |= {"i1", "i2", "k1", "k2"}
LONG = {"bai", "phong_su", "ky", "phong_van"}
URLS = {
    "vccorp": r"/[a-z0-9-]+-185\d{15}\.htm",
    "onecms": r"/[a-z0-9-]+-post\d{6}\.html",
    "vnexpress": r"/[a-z0-9-]+-\d{7}\.html",
    "vietnamnet": r"/[a-z0-9-]+-\d{7}\.html",
    "dantri": r"/[a-z-]+/[a-z0-9-]+-\d{17}\.htm",
    "tuyenquang": r"/[a-z-]+/\d{6}/[a-z0-9-]+-\d{6}/",
}
each_outlet = pytest.mark.parametrize("outlet", PRESS.outlets, ids=list(OUTLETS))
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda a: f"{a.outlet}/{a.id}")


def alive(outlet):
    """A moment at which the outlet has its articles and still answers."""
    return BEFORE_DEATH if outlet.dies_days_ago else EVENING


@each_article
def test_article_is_well_formed(article):
    assert re.fullmatch(r"[a-z0-9-]+", article.id)
    assert 0 <= article.days_ago <= 20
    assert article.section in OUTLETS[article.outlet].sections
    texts = [article.title, article.sapo, *article.paragraphs, *article.captions, article.author]
    assert all(text and text == text.strip() for text in texts)
    assert not any("{" in DATE_MARK.sub("", text) for text in texts)
    assert len(article.captions) <= 3
    assert len(article.related) <= 3
    assert not set(article.captions) & set(article.paragraphs)
    short, most = (7, 14) if article.labels.genre in LONG else (3, 6)
    assert short <= len(article.paragraphs) <= most


@each_article
def test_labels_follow_the_guide(article):
    labels = article.labels
    assert {labels.about_tq, labels.about_dt} <= {0, 1, 2}
    assert set(labels.themes) <= THEMES
    assert len(labels.themes) <= 3
    assert labels.tone in {"neg", "neu", "pos"}
    assert (labels.neg_kind is not None) == (labels.tone == "neg")
    assert labels.neg_kind in {None, "incident", "criticism"}
    assert labels.flag in {None, "criticism", "claim", "dispute"}


def test_every_label_family_and_habit_is_present():
    labels = [article.labels for article in ARTICLES]
    assert {label.themes[0] for label in labels if label.themes} == THEMES
    assert {label.tone for label in labels} == {"neg", "neu", "pos"}
    assert {label.genre for label in labels} == LONG | {"tin", "anh", "khac"}
    assert {label.flag for label in labels} == {None, "criticism", "claim", "dispute"}
    assert {outlet.family for outlet in PRESS.outlets} == set(FAMILIES)
    assert {outlet.date_habit for outlet in PRESS.outlets} == set(HABITS)


def test_counts():
    labels = [article.labels for article in ARTICLES]
    about = Counter((min(label.about_tq, 1), min(label.about_dt, 1)) for label in labels)
    assert len(PRESS.outlets) == 10
    assert len(ARTICLES) >= 66
    assert about[0, 0] >= 6
    assert 0.4 <= sum(label.about_tq == 2 for label in labels) / len(labels) <= 0.55
    assert 0.3 <= sum(label.about_dt == 2 for label in labels) / len(labels) <= 0.4
    assert sum(label.flag is not None for label in labels) >= 6
    assert sum(label.mismatch for label in labels) >= 2
    assert sum(article.reprint_of is not None for article in ARTICLES) == 5
    assert sum(article.edited is not None for article in ARTICLES) == 1
    assert sum(outlet.dies_days_ago is not None for outlet in PRESS.outlets) == 1


def test_ids_are_unique_and_texts_differ():
    assert len({(article.outlet, article.id) for article in ARTICLES}) == len(ARTICLES)
    assert len({article.title for article in ARTICLES}) == len(ARTICLES)
    originals = [p for a in ARTICLES if not a.reprint_of for p in a.paragraphs]
    assert len(set(originals)) == len(originals)


def test_a_reprint_has_its_own_lead_and_the_labels_and_text_of_the_original():
    by_name = {f"{article.outlet}/{article.id}": article for article in ARTICLES}
    for copy in (article for article in ARTICLES if article.reprint_of):
        original = by_name[copy.reprint_of]
        assert copy.labels == original.labels
        assert copy.paragraphs[0] != original.paragraphs[0]
        assert copy.paragraphs[1:] == original.paragraphs[1:]
        assert copy.source == f"Theo {OUTLETS[original.outlet].name}"


@each_outlet
def test_page_holds_title_and_paragraphs(outlet):
    site = PRESS.site(outlet, alive(outlet))
    assert site.stories
    for story in site.stories:
        path = site.path(story)
        assert re.fullmatch(URLS[outlet.family], path)
        reply = PRESS.page(outlet, path, alive(outlet))
        html = reply.body.decode()
        assert reply.status == 200
        assert escape(story.title) in html
        assert all(escape(text, quote=False) in html for text in story.paragraphs)
        assert all(f">{escape(text)}</figcaption>" in html for text in story.captions)
        assert "{d" not in html


@each_outlet
def test_feed_lists_the_newest_twelve(outlet):
    now = alive(outlet)
    text = PRESS.feed(outlet, now).body.decode()
    if outlet.loose_feed:
        with pytest.raises(ET.ParseError):
            ET.fromstring(text)
        text = re.sub(r"&(?!amp;|lt;|gt;|quot;)", "&amp;", text)
    items = ET.fromstring(text).findall("./channel/item")
    stories = PRESS.site(outlet, now).stories[:12]
    assert [item.findtext("title") for item in items] == [story.title for story in stories]
    wanted = [HABITS[outlet.date_habit](story.published) for story in stories]
    assert [item.findtext("pubDate") for item in items] == wanted


def test_date_habits():
    moment = datetime(2026, 7, 20, 6, 5, tzinfo=HANOI)
    assert {name: habit(moment) for name, habit in HABITS.items()} == {
        "rfc822": "Mon, 20 Jul 2026 06:05:00 +0700",
        "colon": "Mon, 20 Jul 2026 06:05:00 +07:00",
        "short": "Mon, 20 Jul 2026 06:05:00 +07",
        "two-digit-year": "Mon, 20 Jul 26 06:05:00 +0700",
        "us": "7/20/2026 6:05:00 AM",
        "us-nnbsp": "7/20/2026 6:05:00\u202fAM",
        "gmt": "Sun, 19 Jul 2026 23:05:00 GMT",
    }


def test_nothing_is_published_before_its_hour():
    early = EVENING - timedelta(days=10)
    for outlet in PRESS.outlets:
        assert all(story.published <= early for story in PRESS.site(outlet, early).stories)


def test_the_edited_article_changes_title_and_text_but_not_address():
    outlet = OUTLETS["nhat-bao-binh-minh"]
    moments = [EVENING - timedelta(days=2), EVENING]
    sites = [PRESS.site(outlet, now) for now in moments]
    first, later = (next(s for s in site.stories if s.article.edited) for site in sites)
    assert first.title != later.title
    assert first.paragraphs != later.paragraphs
    assert sites[0].path(first) == sites[1].path(later)
    assert escape(later.title, quote=False) in PRESS.feed(outlet, EVENING).body.decode()


def test_the_dead_outlet_answers_500_to_everything():
    outlet = next(outlet for outlet in PRESS.outlets if outlet.dies_days_ago is not None)
    path = PRESS.site(outlet, BEFORE_DEATH).path(PRESS.site(outlet, BEFORE_DEATH).stories[0])
    for address in ("/", "/robots.txt", outlet.feed_path, path):
        assert PRESS.page(outlet, address, BEFORE_DEATH).status == 200
        assert PRESS.page(outlet, address, EVENING).status == 500


def test_toml_files_name_their_outlet():
    for file in FOLDER.glob("*.toml"):
        assert tomllib.loads(file.read_text("utf-8"))["slug"] == file.stem


def get(base, path, **headers):
    """One request to a loopback server."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=5)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.headers


@pytest.mark.network
def test_served_on_a_loopback_host_of_its_own(capfd):
    with serve(PRESS, lambda: EVENING) as bases:
        assert len({urlsplit(base).hostname for base in bases.values()}) == 10
        assert len({urlsplit(base).port for base in bases.values()}) == 1
        for slug, base in bases.items():
            outlet = OUTLETS[slug]
            status, body, headers = get(base, outlet.feed_path)
            if outlet.dies_days_ago:
                assert status == 500
                continue
            assert status == 200
            link = re.search(r"<item>.*?<link>(.*?)</link>", body.decode(), re.S)[1]
            assert link.startswith(base)
            assert get(base, urlsplit(link).path)[0] == 200
            assert get(base, "/khong-co")[0] == 404
            assert b"Crawl-delay: 0" in get(base, "/robots.txt")[1]
            again = {"If-None-Match": headers["ETag"]}
            assert get(base, outlet.feed_path, **again)[:2] == (304, b"")
            since = {"If-Modified-Since": headers["Last-Modified"]}
            assert get(base, outlet.feed_path, **since)[0] == 304
    assert capfd.readouterr().err == ""
