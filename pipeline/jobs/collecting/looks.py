"""One look at one page: which questions its platform is asked, and what of the answers becomes pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawlers.feeds import read_feed
from crawlers.redacted import redacted_record
from crawlers.social import facebook, youtube, zalo
from crawlers.social.asking import PAGES, Question
from crawlers.social.faults import Fault
from crawlers.social.tokens import Unusable
from crawlers.threads import Unreadable, read_thread
from pieces import Piece
from pipeline.jobs.collecting.interfaces import Asker, Stopped
from pipeline.social import facebook as facebook_posts
from pipeline.social import youtube as youtube_videos
from pipeline.social import zalo as zalo_articles
from pipeline.social.reading import Reading, piece_of, removal_of
from platforms import PlatformRules, Post, SocialPage
from records import Fetch
from storage.social import KnownPost
from times import is_believed

FIRST_BACK = timedelta(days=30)  # a page that was never looked at is read back so far
MOST_MISSING = 20  # posts that a list no longer has, asked for in one look


@dataclass(slots=True)
class Look:
    """What a look needs, and what it finds."""

    page: SocialPage
    rules: PlatformRules
    asker: Asker
    known: Mapping[str, KnownPost]  # younger posts of the page that we have, by address
    since: datetime  # posts before it are not read
    is_deep: bool  # turns the list back over the watched days, and asks for what it no longer has
    may_visit: Callable[[str], str]  # the outcome word that robots.txt gives an address; "" where it is allowed
    key: Callable[[], bytes]  # by which commenters' names are hashed
    pieces: list[Piece] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # addresses that the list named
    oldest: datetime | None = None  # of the list as far as it was read

    @property
    def now(self) -> datetime:
        return self.asker.clocks.now()

    def take(self, posts: Iterable[Post]) -> None:
        for post in posts:
            self.pieces.append(piece_of(post, self.page, self.now))
            if not is_believed(post.published_at, self.now):
                self.faults["future-dates"] = self.faults.get("future-dates", 0) + 1

    def note(self, reading: Reading) -> None:
        """Count what was left out, remember what was named; Stopped for an answer of another kind."""
        for drop in reading.dropped:
            self.dropped[drop.reason] = self.dropped.get(drop.reason, 0) + 1
        if reading.fault:
            raise Stopped(Fault(reading.fault, reading.detail))
        self.seen.update(post.url for post in reading.posts)
        dated = [post.published_at for post in reading.posts if post.published_at]
        self.oldest = min(filter(None, (self.oldest, *dated)), default=None)

    def goes_on(self, posts: Sequence[Post], step: int) -> bool:
        """Is the list to be turned back further? Until it names what we have; once a day over all that is watched."""
        if step >= PAGES or (self.oldest is not None and self.oldest < self.since):
            return False
        return self.is_deep or not posts or any(post.url not in self.known for post in posts)

    def ended(self) -> None:
        """The list has no more: it told of everything that is there."""
        self.oldest = min(self.oldest or self.since, self.since)

    def missing(self) -> list[KnownPost]:
        """Posts that we have and that the list should have named."""
        if not self.is_deep or self.oldest is None:
            return []
        since = max(self.oldest, self.since)
        gone = [one for url, one in self.known.items() if url not in self.seen and one.published_at >= since]
        return sorted(gone, key=lambda one: one.published_at, reverse=True)[:MOST_MISSING]

    def is_removed(self, one: KnownPost) -> None:
        self.pieces.append(removal_of(self.page, one.key, one.url))


def look_at(look: Look) -> None:
    """Look at a page in its platform's way; Stopped where that ends before its end."""
    {"facebook": _facebook, "youtube": _youtube, "zalo": _zalo}[look.page.platform](look)


def _identified(look: Look, question: Question, identity_in: Callable[[object], str]) -> None:
    """The token must be this page's: another page's would bring that page's posts, or none."""
    if identity_in(look.asker.ask(question, look.page.token_name)) != look.page.id:
        raise Stopped(Fault("token-of-another-page"))


def _further(look: Look, following: Question | None, posts: Sequence[Post], step: int) -> Question | None:
    """The next page of a list, where there is one and it is wanted."""
    if following is None:
        look.ended()
    return following if look.goes_on(posts, step) else None


# --- Facebook -----------------------------------------------------------------------------------


def _facebook(look: Look) -> None:
    name = _token(look)
    if look.page.access == "own":
        _identified(look, facebook.identity(look.page, look.rules), facebook.identity_in)
    question: Question | None = facebook.source(look.page, look.rules)
    while question is not None:
        answer = look.asker.ask(question, name)
        reading = facebook_posts.read_posts(answer)
        look.note(reading)
        look.take(reading.posts)
        question = _further(look, facebook.next_page(question, answer), reading.posts, question.step)
    for one in look.missing():
        _ask_for_post(look, one)


def _ask_for_post(look: Look, one: KnownPost) -> None:
    try:
        answer = look.asker.ask(facebook.post(look.page, look.rules, one.key, one.url), look.page.token_name)
    except Stopped as stopped:
        if stopped.fault.word != "removed-post":
            raise
        look.is_removed(one)
    else:
        look.take(facebook_posts.read_posts(answer).posts)


def _token(look: Look) -> str:
    """The name of the page's token, once it is known that there is one; Stopped says why not."""
    try:
        look.asker.token(look.page.token_name)
    except Unusable as error:
        raise Stopped(Fault(str(error))) from error
    return look.page.token_name


# --- YouTube ------------------------------------------------------------------------------------


def _youtube(look: Look) -> None:
    """By the interface where there is a key, else by the public feed; a key that cannot be used is told."""
    try:
        _token(look)
    except Stopped as stopped:
        if stopped.fault.word != "no-token":
            raise
        _youtube_feed(look)
    else:
        _youtube_interface(look)


def _youtube_feed(look: Look) -> None:
    question = youtube.source(look.page, look.rules, with_key=False)
    if refusal := look.may_visit(question.url):
        raise Stopped(Fault(refusal))
    body = look.asker.raw(question).body
    reading = read_feed(body, outlet=look.page.carrier, source=question.url, seen_at=look.now)
    fault = reading.fault if reading.fault == "not-a-feed" else ""
    posts = youtube_videos.of_feed(reading.leads, body)
    look.note(Reading(posts, reading.dropped, fault, reading.detail))
    look.take(posts)


def _youtube_interface(look: Look) -> None:
    first = youtube.source(look.page, look.rules, with_key=True)
    channel = look.asker.ask(first, look.page.token_name)
    question = youtube.uploads(first, look.rules, channel)
    if question is None:
        raise Stopped(Fault("page-gone"))
    while question is not None:
        answer = look.asker.ask(question, look.page.token_name)
        posts = _videos(look, youtube.videos_in(answer))
        question = _further(look, youtube.next_page(question, answer), posts, question.step)
    missing = look.missing()
    there = {post.id for post in _videos(look, [one.key for one in missing])}
    for one in missing:
        if one.key not in there:
            look.is_removed(one)
    if look.rules.comments and look.is_deep:
        _comments(look)


def _videos(look: Look, keys: Sequence[str]) -> tuple[Post, ...]:
    found: list[Post] = []
    for question in youtube.details(look.page, look.rules, keys):
        reading = youtube_videos.read_videos(look.asker.ask(question, look.page.token_name))
        look.note(reading)
        look.take(reading.posts)
        found += reading.posts
    return tuple(found)


def _comments(look: Look) -> None:
    """The newest public comments on each video of the list: redacted, and only then handed on."""
    for piece in [piece for piece in look.pieces if not piece.removed]:
        key = piece.address.removeprefix(youtube_videos.WATCH)
        question = youtube.comments(look.page, look.rules, key, piece.address)
        try:
            body = look.asker.raw(question, look.page.token_name).body
            thread = read_thread("youtube", body)
        except Stopped as stopped:
            if stopped.fault.scope != "post":
                raise
        except Unreadable:
            look.faults["not-comments"] = look.faults.get("not-comments", 0) + 1
        else:
            content = redacted_record(thread, article=piece.address, asked=question.url, key=look.key(), known=())
            fetch = Fetch("", look.page.carrier, question.url, "comments", look.now, "ok", 200, named_by=piece.address)
            look.asker.recorder.redacted(fetch, piece.address, content)


# --- Zalo ---------------------------------------------------------------------------------------


def _zalo(look: Look) -> None:
    """Whose account it is only the token says, so that is asked first."""
    _token(look)
    _identified(look, zalo.identity(look.page, look.rules), zalo.identity_in)
    oldest: list[datetime | None] = []
    for kind in zalo.KINDS:
        look.oldest = None
        _zalo_list(look, kind)
        oldest.append(look.oldest)
    look.oldest = None if None in oldest else max(filter(None, oldest))
    for one in look.missing():
        _ask_for_article(look, one)


def _zalo_list(look: Look, kind: str) -> None:
    question: Question | None = zalo.source(look.page, look.rules, kind)
    while question is not None:
        answer = look.asker.ask(question, look.page.token_name)
        reading = zalo_articles.read_list(answer)
        look.note(reading)
        look.take(_told(look, reading.posts))
        question = _further(look, zalo.next_page(question, answer), reading.posts, question.step)


def _told(look: Look, posts: Sequence[Post]) -> Iterator[Post]:
    """The articles of a list with their text: asked for once, and again when the account has changed it."""
    for post in posts:
        known = look.known.get(post.url)
        if known is not None and known.updated_at == (post.updated_at if _is_changed(post) else None):
            yield replace(post, text=known.text)
            continue
        question = zalo.details(look.page, look.rules, post.id, post.url)
        try:
            answer = look.asker.ask(question, look.page.token_name)
        except Stopped as stopped:
            if stopped.fault.scope != "post":
                raise
            continue
        yield replace(post, text=zalo_articles.text_of(answer))


def _ask_for_article(look: Look, one: KnownPost) -> None:
    """An article that the lists no longer show: gone, or hidden by the account."""
    try:
        answer = look.asker.ask(zalo.details(look.page, look.rules, one.key, one.url), look.page.token_name)
    except Stopped as stopped:
        if stopped.fault.word != "removed-post":
            raise
        look.is_removed(one)
    else:
        if zalo_articles.is_hidden(answer):
            look.is_removed(one)


def _is_changed(post: Post) -> bool:
    return bool(post.updated_at and post.published_at and post.updated_at > post.published_at)
