"""``sample``: makes a test case of a parser from a page: the page as it came, and what was read of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.lineage import owner_of
from markup import decoded
from pipeline.extract import article_of_page
from pipeline.jobs.collecting.plan import Wish
from pipeline.jobs.collecting.run import run_cycle
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import reader_for
from pipeline.jobs.report import Progress, silent
from pipeline.reports.tables import as_json
from pipeline.samples import case_of
from records import Article, Dropped, Outlet, Page, Trouble, Visit
from storage.asked import seen
from storage.store import Store
from times import local_day
from urls import BadAddress, canonical_url, host_of, path_of

# What a page calls its own address: enough to name the outlet of a saved file, nothing else is taken from it.
_OWN_ADDRESS = re.compile(
    r"""<(?:link[^>]+rel=["']canonical["'][^>]*?href|meta[^>]+property=["']og:url["'][^>]*?content)=["']([^"']+)""",
    re.IGNORECASE,
)
LONGEST_NAME = 60  # characters of a case's file name


@dataclass(frozen=True, slots=True)
class Sample:
    """A case that was written: to be compared with the page by reading."""

    page: Path
    case: Path
    outlet: str
    read_by: str


def make_sample(
    home: Home,
    wanted: str,
    folder: Path | None = None,
    *,
    url: str = "",
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> Sample:
    """Make a case of a saved file or of an address: from the archive, or asked for now where it is not there.

    Trouble says why not: no address in the file, an address of no outlet, a page that did not come, one that
    holds no article.
    """
    file = Path(wanted)
    page = _of_file(file, url, clock()) if file.is_file() else _of_address(home, wanted, clock, progress)
    outlet = _owner(home, page.url, page.fetched_at)
    article = article_of_page(page, outlet)
    if isinstance(article, Dropped):
        raise Trouble("sample.no-article", url=page.url, reason=article.reason)
    return _write(page, article, outlet, (folder or home.path / "samples") / outlet.parser)


def _of_file(file: Path, url: str, now: datetime) -> Page:
    body = file.read_bytes()
    told = _OWN_ADDRESS.search(decoded(body))
    address = url or (told[1] if told else "")
    try:
        canonical = canonical_url(address)
    except BadAddress as error:
        raise Trouble("sample.no-address", file=str(file)) from error
    return Page("", canonical, canonical, now, body, "text/html", "sample")


def _of_address(home: Home, wanted: str, clock: Callable[[], datetime], progress: Progress) -> Page:
    try:
        url = canonical_url(wanted)
    except BadAddress as error:
        raise Trouble("sample.neither", value=wanted) from error
    outlet = _owner(home, url, clock())
    page = _archived(home, url)
    if page is None:
        run_cycle(
            home, wish=Wish(pages=(Visit(outlet.slug, wanted, "page"),)), replay=None, clock=clock, progress=progress
        )
        page = _archived(home, url)
    if page is None:
        raise Trouble("sample.did-not-come", url=url)
    return page


def _archived(home: Home, url: str) -> Page | None:
    if not (home.path / "diembao.db").exists():
        return None
    with Store.open(home.path) as store:
        found = seen(store.db, url, "page")
        fetch = store.fetch(found[0].record) if found else None
        return reader_for(home, home.configuration(), store).capture(fetch) if fetch else None


def _owner(home: Home, url: str, at: datetime) -> Outlet:
    outlet = owner_of(home.configuration().outlets, host_of(url), local_day(at))
    if outlet is None:
        raise Trouble("sample.no-outlet", url=url)
    return outlet


def _write(page: Page, article: Article, outlet: Outlet, folder: Path) -> Sample:
    name = (
        re.sub(r"\W+", "-", path_of(page.url).strip("/").rpartition("/")[2].partition(".")[0])[-LONGEST_NAME:]
        or "trang"
    )
    html, case = folder / f"{name}.html", folder / f"{name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        html.write_bytes(page.body)
        case.write_text(as_json(case_of(article, parser=outlet.parser)) + "\n", encoding="utf-8")
    except OSError as error:
        raise Trouble("output.cannot-write", file=str(folder), detail=error.strerror) from error
    return Sample(html, case, outlet.slug, article.parser)
