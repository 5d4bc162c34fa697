"""``outlets probe``: from servers on the loopback to outlet files that load, through the real command."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from config.load import load, sentence
from pipeline.jobs.collecting.probe import name_of
from pipeline.jobs.collecting.probe import probe as probe_site
from pipeline.jobs.home import Home
from records import Outlet, Trouble
from tests.conftest import Diembao, rss

Answer = tuple[int, str, bytes]
Site = dict[str, Answer]
HTML, XML, RSS = "text/html; charset=utf-8", "application/xml", "application/rss+xml"
TIMEOUT = 2  # seconds
GONE: Answer = (404, HTML, "<!DOCTYPE html><title>Lỗi</title><p>Không có trang này".encode())
SLUGS = ("mua-lon-o-ham-yen", "duong-lien-thon-da-sua", "hoi-lua-o-na-hang", "gia-cam-tang-manh", "le-hoi-thanh-tuyen")
PATHS = [f"/xa-hoi/{SLUGS[n % 5]}-post{100_200 + 7 * n}.html" for n in range(12)]
ARTICLE = (
    '<!DOCTYPE html><html><head><title>Bài</title></head><body><h1 class="article__title cms-title">Mưa lớn</h1>'
    '<div class="article__body cms-body"><p>Xã Hàm Yên sửa đường.</p></div></body></html>'
).encode()


def html(text: str) -> Answer:
    return 200, HTML, f"<!DOCTYPE html><html><head>{text}</body></html>".encode()


def feed(paths: list[str], date: str = "Mon, 20 Jul 2026 06:05:00 +0700") -> Answer:
    items = (f"<item><title>Tin {path}</title><link>{path}</link><pubDate>{date}</pubDate></item>" for path in paths)
    return 200, RSS, rss(*items)


def sitemap(base: str, paths: list[str]) -> Answer:
    return (
        200,
        XML,
        ("<urlset>" + "".join(f"<url><loc>{base}{path}</loc></url>" for path in paths) + "</urlset>").encode(),
    )


NAMED = '<meta property="og:site_name" content="Báo Thử Nghiệm"><title>Tin mới | Báo Thử</title></head><body>'
PAGES: Site = dict.fromkeys(PATHS, (200, HTML, ARTICLE))


@contextmanager
def server(site: Site | Callable[[str], Site]) -> Iterator[tuple[str, list[str]]]:
    """Serve a site, which may need to know its own address; yields the address and the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, kind, body = pages.get(self.path, GONE)
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", body.decode())
            if kind == "slow":
                sleep(TIMEOUT + 1)
            if kind == "gzip":
                self.send_header("Content-Encoding", "gzip")
                kind, body = HTML, gzip.compress(body)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            with suppress(OSError):  # who waits no longer has gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep stderr clean."""

    with ThreadingHTTPServer(("127.0.0.41", 0), Handler) as listening:
        base = f"http://127.0.0.41:{listening.server_port}"
        pages = site if isinstance(site, dict) else site(base)
        Thread(target=listening.serve_forever, daemon=True).start()
        yield base, asked
        listening.shutdown()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "config" / "outlets").mkdir(parents=True)
    settings = f"allow_loopback = true\ndelay_seconds = 0\nbackoff_seconds = 1\ntimeout_seconds = {TIMEOUT}\n"
    (tmp_path / "home" / "config" / "settings.toml").write_text(settings, encoding="utf-8")
    return tmp_path / "home"


Probe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def probe(diembao: Diembao, home: Path) -> Probe:
    return lambda *words: diembao("--home", home, "outlets", "probe", *words)


def loaded(home: Path, toml: str) -> Outlet:
    """The outlet as the program reads it from the home's own configuration."""
    slug = toml.splitlines()[0].removeprefix('slug = "').removesuffix('"')
    (home / "config" / "outlets" / f"{slug}.toml").write_text(toml, encoding="utf-8")
    return load(home / "config").outlets[slug]


@pytest.mark.network
def test_a_site_that_names_its_feed_and_its_sitemap(home: Path, probe: Probe) -> None:
    def site(base: str) -> Site:
        link = '<link rel="alternate" type="application/rss+xml" href="/nguon/tin-moi.rss">'
        robots = f"User-agent: *\nDisallow: /tim-kiem\nSitemap: {base}/so-do/news.xml\n".encode()
        return {
            "/": (200, "gzip", html(link + NAMED)[2]), "/robots.txt": (200, "text/plain", robots),
            "/nguon/tin-moi.rss": feed(PATHS), "/so-do/news.xml": sitemap(base, PATHS), **PAGES,
        }  # fmt: skip

    with server(site) as (base, asked):
        done = probe(base)
    outlet = loaded(home, done.stdout)
    assert (done.returncode, outlet.name, outlet.parser) == (0, "Báo Thử Nghiệm", "onecms")
    assert [one.url for one in outlet.feeds] == [f"{base}/nguon/tin-moi.rss"]
    assert [(one.url, one.polled) for one in outlet.sitemaps] == [(f"{base}/so-do/news.xml", False)]
    assert (outlet.article_path, outlet.domains[0].name) == (r"-post\d+\.html$", base.removeprefix("http://"))
    assert {outlet.trust, outlet.feeds[0].trust, outlet.sitemaps[0].trust} == {"reported"}
    assert len(asked) <= 8  # nothing was guessed
    assert "Thấy nguồn RSS" in done.stderr
    assert "Cần xem lại bằng mắt" in done.stderr
    assert not (home / "archive").exists()
    assert not (home / "diembao.db").exists()


@pytest.mark.network
def test_a_hub_of_feeds_and_dates_month_first(home: Path, probe: Probe) -> None:
    sections = "".join(f'<a href="/muc-{n}-{n}.rss">Mục</a>' for n in range(30))
    pages: Site = {
        "/": html(NAMED + '<a href="/rss.html">RSS</a>'),
        "/rss.html": html(f'<body>{sections}<a href="/rss/home.rss">Trang chủ</a>'),
        "/rss/home.rss": feed(PATHS, "7/20/2026 5:25:00\u202fAM"), **PAGES,
        **{f"/muc-{n}-{n}.rss": feed(PATHS[:4]) for n in range(30)},
    }  # fmt: skip
    with server(pages) as (base, asked):
        done = probe(base)
    outlet = loaded(home, done.stdout)
    assert [(one.url, one.dates) for one in outlet.feeds] == [(f"{base}/rss/home.rss", "us-hanoi")]
    assert "nêu 31 nguồn RSS" in done.stderr
    assert "tháng trước ngày" in done.stderr
    assert len(asked) <= 40


@pytest.mark.network
def test_a_site_with_sitemaps_alone_is_polled_by_its_sitemap(home: Path, probe: Probe) -> None:
    def site(base: str) -> Site:
        index = f"<sitemapindex><sitemap><loc>{base}/so-do/bai.xml</loc></sitemap></sitemapindex>".encode()
        return {"/": html(NAMED), "/sitemap.xml": (200, XML, index), "/so-do/bai.xml": sitemap(base, PATHS), **PAGES}

    with server(site) as (base, _):
        done = probe(base)
    outlet = loaded(home, done.stdout)
    assert not outlet.feeds
    assert [(one.url, one.polled) for one in outlet.sitemaps] == [(f"{base}/sitemap.xml", True)]
    assert outlet.article_path == r"-post\d+\.html$"
    assert "Không thấy nguồn RSS nào" in done.stderr


@pytest.mark.network
def test_a_site_with_neither_still_gets_a_file(home: Path, probe: Probe) -> None:
    links = "".join(f'<h3><a href="{path}">Mưa lớn ở Hàm Yên</a></h3>' for path in PATHS)
    with server({"/": html(NAMED + links), **PAGES}) as (base, asked):
        done = probe(base)
    outlet = loaded(home, done.stdout)
    assert (done.returncode, outlet.feeds, outlet.sitemaps) == (0, (), ())
    assert [(one.url, one.polled) for one in outlet.listings] == [(f"{base}/", True)]
    assert "không có cả RSS lẫn sơ đồ trang" in " ".join(done.stderr.split())
    assert len(asked) <= 40


@pytest.mark.network
def test_a_site_without_anything_says_so(home: Path, probe: Probe) -> None:
    with server({"/": html("<title>Trang đang xây dựng</title></head><body>")}) as (base, _):
        done = probe(base)
    outlet = loaded(home, done.stdout)
    assert (done.returncode, outlet.name) == (0, "Trang đang xây dựng")
    assert (outlet.feeds, outlet.sitemaps, outlet.listings) == ((), (), ())
    assert "xin tòa soạn địa chỉ RSS" in " ".join(done.stderr.split())


@pytest.mark.network
def test_a_named_feed_that_moved_is_followed(home: Path, probe: Probe) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/cu.rss">'
    pages: Site = {"/": html(link + NAMED), "/cu.rss": (301, HTML, b"/moi.rss"), "/moi.rss": feed(PATHS), **PAGES}
    with server(pages) as (base, _):
        done = probe(base)
    assert [one.url for one in loaded(home, done.stdout).feeds] == [f"{base}/cu.rss"]


@pytest.mark.network
def test_the_address_of_a_feed_leads_to_its_site(home: Path, probe: Probe) -> None:
    with server({"/": html(NAMED), "/x/y.rss": feed(PATHS), **PAGES}) as (base, _):
        done = probe(f"{base}/x/y.rss")
    outlet = loaded(home, done.stdout)
    assert (outlet.name, [one.url for one in outlet.feeds]) == ("Báo Thử Nghiệm", [f"{base}/x/y.rss"])


@pytest.mark.network
@pytest.mark.parametrize(
    ("pages", "said"),
    [
        pytest.param({"/": (403, HTML, b"no")}, "máy chủ báo lỗi 403", id="forbidden"),
        pytest.param({"/": (404, HTML, b"no")}, "máy chủ báo lỗi 404", id="not-found"),
        pytest.param(
            {"/": html("<title>Just a moment...</title></head><body><script>var _cf_chl_opt</script>")},
            "kiểm tra trình duyệt", id="challenge",
        ),
        pytest.param({"/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /\n")}, "robots.txt", id="robots"),
        pytest.param({"/robots.txt": (503, "text/plain", b"")}, "robots.txt", id="robots-503"),
        pytest.param({"/": (302, HTML, b"/")}, "chuyển hướng vòng tròn", id="loop"),
        pytest.param({"/": (302, HTML, b"http://169.254.169.254/")}, "địa chỉ nội bộ", id="metadata"),
    ],
)  # fmt: skip
def test_a_site_that_gives_no_page_is_told_in_a_sentence(probe: Probe, pages: Site, said: str) -> None:
    with server(pages) as (base, _):
        done = probe(base)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Không dò được")
    assert said in done.stderr
    assert "Hãy " in done.stderr


@pytest.mark.network
def test_a_file_is_written_once_and_never_over_another(home: Path, probe: Probe, tmp_path: Path) -> None:
    target = tmp_path / "bao-thu.toml"
    with server({"/": html(NAMED), "/rss.xml": feed(PATHS), **PAGES}) as (base, asked):
        first = probe(base, "--output", target)
        written, requests = target.read_text("utf-8"), len(asked)
        second = probe(base, "--output", target)
    assert (first.returncode, first.stdout) == (0, "")
    assert 'url = "http://127.0.0.41' in written
    assert (second.returncode, len(asked), target.read_text("utf-8")) == (2, requests, written)
    assert "không bị ghi đè" in second.stderr


@pytest.mark.parametrize("address", ["", "ftp://a.vn/", "baotinh", "http://", "bao tinh.vn:x", "javascript://a.vn"])
def test_what_is_no_address_is_told(home: Path, address: str) -> None:
    with pytest.raises(Trouble) as told:
        probe_site(Home(home), address, clock=lambda: datetime.now(UTC))
    assert "không phải là địa chỉ trang báo" in sentence(told.value.key, **told.value.facts)


@pytest.mark.network
def test_a_site_that_takes_too_long_and_one_that_is_not_there(probe: Probe) -> None:
    with server({"/": (200, "slow", b"")}) as (base, _):
        slow = probe(base)
    gone = probe(base)
    assert (slow.returncode, gone.returncode, slow.stdout + gone.stdout) == (2, 2, "")
    assert "hết thời gian chờ" in slow.stderr
    assert "từ chối kết nối" in gone.stderr


def test_outlets_without_a_word_behind_it_lists_them_as_before(diembao: Diembao, home: Path) -> None:
    done = diembao("--home", home, "outlets", "--format", "csv")
    assert done.returncode == 0 or "Chưa có dữ liệu" in done.stderr


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" Báo  Thử ">', "Báo Thử"),
        ("<title>Tin tức 24h - Báo Thử | Trang nhất</title>", "Tin tức 24h"),
        ("<title>Kinh tế | Báo Thử</title>", "Báo Thử"),
        ("<title>Nhịp Sen Hồng</title>", "Nhịp Sen Hồng"),
        ("", ""),
    ],
)
def test_the_name_of_a_site(head: str, name: str) -> None:
    assert name_of(f"<html><head>{head}</head></html>".encode()) == name
