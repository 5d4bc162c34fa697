"""``social add``: one video of a registered TikTok account by its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from config.load import Configuration
from config.wording import reason_sentence
from crawlers.social import tiktok
from pieces import Piece
from pipeline.jobs.collecting.door import open_door
from pipeline.jobs.collecting.interfaces import Stopped
from pipeline.jobs.collecting.run import run_process
from pipeline.jobs.collecting.social import Outside, asker_for
from pipeline.jobs.home import Home
from pipeline.jobs.report import Progress, silent
from pipeline.social.reading import piece_of
from pipeline.social.tiktok import read_video
from platforms import SocialPage
from records import Trouble
from storage.store import Store
from times import day_start, local_day

NO_WORDS = "no-text"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, or was known."""

    title: str
    url: str
    is_new: bool


def add_by_address(
    home: Home, written: str, *, day: date | None, clock: Callable[[], datetime], progress: Progress = silent,
    outside: Outside | None = None,
) -> Added:  # fmt: skip
    """Ask for a video and make it an item; ``day`` is when it was published, which TikTok does not tell.

    Trouble("social.not-tiktok"), ("social.unregistered") or ("social.not-added") says why not.
    """
    configuration = home.configuration()
    page, key = _page_of(configuration, written, clock())
    with home.for_writing(), Store.open(home.path) as store, open_door(home, store, clock=clock) as door:
        asker = asker_for(home, configuration, store, door, clock, outside or Outside())
        question = tiktok.video(page, asker.platforms.tiktok, key)
        try:
            answer = asker.ask(question)
        except Stopped as stopped:
            reason = reason_sentence(stopped.fault.word)
            raise Trouble("social.not-added", address=question.about, reason=reason) from stopped
        piece = _piece(page, key, answer, day_start(day) if day else None, clock())
        is_new = door.take(piece) == "taken"
    run_process(home, since=None, clock=clock, progress=progress)
    return Added(piece.title, piece.address, is_new)


def _page_of(configuration: Configuration, written: str, now: datetime) -> tuple[SocialPage, str]:
    """The registered page whose video it is: whoever is not registered may be a person."""
    found = tiktok.video_in(written)
    if found is None:
        raise Trouble("social.not-tiktok", address=written)
    author, key = found
    for page in configuration.pages.values():
        if page.platform == "tiktok" and page.id.casefold() == author and page.holds_on(local_day(now)):
            return page, key
    raise Trouble("social.unregistered", author=author)


def _piece(
    page: SocialPage, key: str, answer: dict[str, object], published_at: datetime | None, now: datetime
) -> Piece:
    if tiktok.author_in(answer) != page.id.casefold():  # the address leads to somebody else's video
        raise Trouble("social.unregistered", author=tiktok.author_in(answer) or "?")
    post = read_video(answer, key=key, url=tiktok.address_of(page, key), published_at=published_at)
    if post is None:
        raise Trouble("social.not-added", address=tiktok.address_of(page, key), reason=reason_sentence(NO_WORDS))
    return piece_of(post, page, now)
