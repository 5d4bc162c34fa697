"""``article_path`` finds articles and leaves out home pages, listings and feeds."""

import gzip
import re
from html import unescape
from pathlib import Path

import pytest

from config.load import load_outlets, owner_of
from records import Outlet
from urls import absolute, host_of, path_of

OUTLETS = load_outlets()
ARCHIVE = Path(__file__).parents[2].parent / "shared" / "press" / "press-2026.warc.gz"

ARTICLES = [
    ("nhan-dan", "/mua-lon-o-vung-nui-post100200.html"),
    ("nhan-dan", "/special/mot-chuyen-di/index.html"),
    ("vietnamplus", "/hoi-nghi-ban-ve-du-lich-post100200.vnp"),
    ("vietnamplus", "/mot-tram-nam-7001.html"),
    ("nhan-dan-en", "/morning-news-post100200.html"),
    ("nhan-dan-fr", "/nouvelles-du-matin-post100200.html"),
    ("nhan-dan-zh", "/article-post100200.html"),
    ("vietnamplus-en", "/morning-news-post100200.vnp"),
    ("vietnamplus-fr", "/nouvelles-du-matin-post100200.vnp"),
    ("vietnamplus-zh", "/article-post100200.vnp"),
    ("le-courrier-du-vietnam", "/nouvelles-du-matin/1200300.html"),
    ("tien-phong", "/tin-buoi-sang-post100200.tpo"),
    ("vov", "/xa-hoi/tin-buoi-sang-post100200.vov"),
    ("sggp", "/tin-buoi-sang-post100200.html"),
    ("cand", "/tin-buoi-sang-post100200.html"),
    ("plo", "/tin-buoi-sang-post100200.html"),
    ("thanh-nien", "/tin-buoi-sang-185260101070000123.htm"),
    ("thanh-nien", "/tin-buoi-sang-18526010107000012.htm"),
    ("tuoi-tre", "/tin-buoi-sang-20260101070000123.htm"),
    ("tuoi-tre", "/tin-buoi-sang-100260101070000123.htm"),
    ("vtv", "/tin-buoi-sang-1002601010700001.htm"),
    ("bao-chinh-phu", "/tin-buoi-sang-102260101070000123.htm"),
    ("xay-dung", "/tin-buoi-sang-192260101070000123.htm"),
    ("nguoi-lao-dong", "/tin-buoi-sang-196260101070000123.htm"),
    ("cafef", "/tin-buoi-sang-188260101070000123.chn"),
    ("kenh14", "/tin-buoi-sang-215260101070000123.chn"),
    ("dan-tri", "/xa-hoi/tin-buoi-sang-20260101070000123.htm"),
    ("vnexpress", "/tin-buoi-sang-5000123.html"),
    ("vnexpress", "/suc-khoe/cam-nang/dau-lung-12"),
    ("vietnamnet", "/tin-buoi-sang-2400123.html"),
    ("vneconomy", "/gia-ca-phe-tiep-tuc-tang-cao.htm"),
    ("bbc-tieng-viet", "/vietnamese/articles/c0abc1def2go"),
    ("dau-tu", "/tin-buoi-sang-d500123.html"),
    ("lao-dong", "/xa-hoi/tin-buoi-sang-1500123.ldo"),
    ("bnews", "/tin-buoi-sang-300123.html"),
    ("bnews", "/video/tin-buoi-sang/300123.html"),
    ("bao-tin-tuc", "/xa-hoi/tin-buoi-sang-20260101070000123.htm"),
    ("dan-viet", "/tin-buoi-sang-d1300123.html"),
    ("dan-viet", "/tin-buoi-sang-20230101070000123.htm"),
    ("nong-nghiep-va-moi-truong", "/tin-buoi-sang-d700123.html"),
    ("bao-tuyen-quang", "/xa-hoi/202601/tin-buoi-sang-1a2b3c4/"),
    ("bao-tuyen-quang", "/tin-buoi-sang-179000.html"),
    ("bao-ha-giang", "/xa-hoi/202401/tin-buoi-sang-1a2b3c4/"),
    ("bao-dong-thap", "/xa-hoi/202601/tin-buoi-sang-1050123"),
    ("bao-dong-thap", "/xa-hoi/tin-buoi-sang-a123456.html"),
]
OTHERS = [
    "/",
    "/index.html",
    "/thoi-su",
    "/thoi-su.htm",
    "/thoi-su.html",
    "/kinh-te-so.htm",
    "/thi-truong-chung-khoan.chn",
    "/chinh-sach-va-cuoc-song/chinh-sach-moi.htm",
    "/xa-hoi/trang-2.htm",
    "/rss/home.rss",
    "/dia-phuong/tuyen-quang/112.html",
    "/vietnamese",
    "/suc-khoe/cam-nang",
    "/tim-kiem?q=a",
    "/xa-hoi/202601/",
]


@pytest.mark.parametrize(("slug", "path"), ARTICLES)
def test_an_article_is_found(slug, path):
    assert re.search(OUTLETS[slug].article_path, path)


@pytest.mark.parametrize("path", OTHERS)
def test_no_listing_is_taken_for_an_article(path):
    taken = [slug for slug, outlet in OUTLETS.items() if outlet.article_path and re.search(outlet.article_path, path)]
    assert taken == []


def test_every_outlet_with_a_pattern_has_a_sample_here():
    assert {slug for slug, outlet in OUTLETS.items() if outlet.article_path} == {slug for slug, _ in ARTICLES}


def _records() -> list[tuple[str, str]]:
    """Address and body of each response of the archive, cut by hand: config knows no WARC library."""
    whole = gzip.decompress(ARCHIVE.read_bytes()).decode("utf-8", "replace")
    found = []
    for record in re.split(r"(?=WARC/1\.[01]\r\n)", whole):
        head, _, body = record.partition("\r\n\r\n")
        address = re.search(r"WARC-Target-URI: *<?([^\s>]+)", head)
        if "WARC-Type: response" in head and address:
            found.append((address[1], body))
    return found


def _owner(url: str) -> Outlet:
    day = max(outlet.since or outlet.until for outlet in OUTLETS.values() if outlet.since or outlet.until)
    owner = owner_of(OUTLETS, host_of(url), day)
    assert owner is not None, url
    return owner


@pytest.mark.skipif(not ARCHIVE.is_file(), reason="the press archive beside the project is absent")
def test_every_item_of_the_archive_s_feeds_is_an_article_and_its_listings_are_not():
    records = _records()
    items = [item for _, body in records for item in re.findall(r"<item>.*?</item>", body, re.S)]
    links = [re.search(r"<link>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</link>", item, re.S)[1] for item in items]
    assert len(links) == 9201
    links = [absolute(unescape(link)) for link in links]
    assert [link for link in links if not re.search(_owner(link).article_path, path_of(link))] == []
    pages = [url for url, body in records if "<item>" not in body]
    articles = [url for url in pages if re.search(_owner(url).article_path, path_of(url))]
    assert (len(pages), len(articles)) == (19, 7)
