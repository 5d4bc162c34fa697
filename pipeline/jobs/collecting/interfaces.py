"""Asks platforms' interfaces one question after the other: within the budget, in time, with a line for each request.

Nothing of an answer is written here: the ledger has the address (without the secret), the status and an outcome word.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from config.social import Platforms
from crawlers.patience import Patience
from crawlers.recorder import Recorder
from crawlers.social.asking import Question, renewal_of, request_of
from crawlers.social.faults import Fault, fault_of
from crawlers.social.tokens import Token, Unusable, prepare_renewal, renewed, token_of
from crawlers.social.usage import Usage, usage_of
from crawlers.social.wire import NoAnswer, Request, Response
from platforms import Platform
from records import Fetch
from times import UTC

log = logging.getLogger(__name__)
INTERFACE = "interface"  # kind of a request's line in the ledger; ``named_by`` is its platform
SKEW = timedelta(minutes=5)  # between a platform's clock and ours: a token's last minute, a post of the future
WORTH_ASKING_AGAIN = frozenset({"timeout", "broken-answer", "connection-refused", "platform-error"})
HOST_SECONDS = 900.0  # that one crawl spends on a platform

Send = Callable[[Request], Response]


class Stopped(Exception):
    """Nothing more is asked about a page in this crawl."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.word)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time as a crawl has it: a test hands in its own."""

    now: Callable[[], datetime]
    seconds: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(slots=True)
class Asker:
    """What one crawl knows of its platforms while it asks them."""

    platforms: Platforms
    send: Send
    clocks: Clocks
    recorder: Recorder
    environment: Mapping[str, str]
    tokens: Path
    backoff: float
    spent: dict[str, int]  # requests of today, by platform
    counts: dict[str, int] = field(default_factory=dict)  # of this crawl, by outcome
    closed: dict[Platform, Fault] = field(default_factory=dict)  # platforms that are not asked any more, and why
    used_up: dict[str, Usage] = field(default_factory=dict)  # pages whose own limit is nearly used up, by slug
    skews: dict[Platform, timedelta] = field(default_factory=dict)  # how far a platform's clock is ahead of ours
    _patience: dict[Platform, Patience] = field(default_factory=dict)
    _tokens: dict[str, Token] = field(default_factory=dict)
    _renewed: set[str] = field(default_factory=set)

    def token(self, name: str) -> Token:
        """The token of a name, read once in a crawl; Unusable says why there is none."""
        if name not in self._tokens:
            self._tokens[name] = token_of(name, self.tokens, self.environment)
        return self._tokens[name]

    def ask(self, question: Question, token_name: str = "") -> dict[str, Any]:
        """The parsed answer; Stopped where the page, or the platform, cannot be asked further."""
        response = self.raw(question, token_name)
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def raw(self, question: Question, token_name: str = "") -> Response:
        """The answer as it came, in memory alone; asked again where that is worth it, with growing waits."""
        tries = 1
        while True:
            response, fault = self._once(question, token_name)
            if fault is None and response is not None:
                return response
            assert fault is not None
            if fault.word == "expired-token" and self._renew(question, token_name):
                continue
            wait = self._patience_of(question).again_in("", tries, self.clocks.seconds())
            if fault.word not in WORTH_ASKING_AGAIN or wait is None:
                raise Stopped(fault)
            self.clocks.sleep(wait)
            tries += 1

    def _once(self, question: Question, token_name: str) -> tuple[Response | None, Fault | None]:
        self._check_open(question)
        self._wait(question)
        request = request_of(question, self.token(token_name) if token_name else None)
        platform = question.page.platform
        self.spent[platform] = self.spent.get(platform, 0) + 1
        try:
            response = self.send(request)
        except NoAnswer as error:
            self._note(question, str(error), None, "")
            self._patience_of(question).failed("")
            return None, Fault(str(error))
        finally:
            self._patience_of(question).ended("", self.clocks.seconds())
        fault = fault_of(question, response, _parsed(response.body), self.clocks.now())
        self._note(question, fault.word if fault else "ok", response.status, fault.detail if fault else "")
        self._learn(question, response, fault)
        return response, fault

    def _check_open(self, question: Question) -> None:
        """Stopped before a request that is not made: the budget is spent, or somebody wants to be left alone."""
        platform = question.page.platform
        if platform in self.closed:
            raise Stopped(self.closed[platform])
        if self.spent.get(platform, 0) >= self.platforms.of(platform).requests_a_day:
            raise Stopped(Fault("over-budget", scope="platform"))
        if question.page.slug in self.used_up:
            raise Stopped(Fault("near-limit", "", self.used_up[question.page.slug].wait or None))
        if refusal := self._patience_of(question).refusal("", self.clocks.seconds()):
            raise Stopped(Fault(refusal, scope="platform"))

    def _wait(self, question: Question) -> None:
        wait = self._patience_of(question).wait("", self.clocks.seconds())
        if wait > 0:
            self.clocks.sleep(wait)

    def _patience_of(self, question: Question) -> Patience:
        """One for each platform: its name for the host is ""."""
        platform = question.page.platform
        delay = self.platforms.of(platform).delay_seconds
        return self._patience.setdefault(
            platform, Patience(delay=delay, backoff=self.backoff, host_seconds=HOST_SECONDS)
        )

    def _note(self, question: Question, outcome: str, status: int | None, detail: str) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        page = question.page
        self.recorder.failure(
            Fetch("", page.carrier, question.url, INTERFACE, self.clocks.now(), outcome, status,
                  named_by=page.platform, detail=detail)
        )  # fmt: skip
        log.info("asked platform=%s page=%s outcome=%s detail=%s", page.platform, page.slug, outcome, detail)

    def _learn(self, question: Question, response: Response, fault: Fault | None) -> None:
        """What an answer says of limits and clocks, whatever else it says."""
        platform, most = question.page.platform, self.platforms.of(question.page.platform).usage_most
        usage = usage_of(response)
        if usage.page >= most or usage.wait:
            self.used_up[question.page.slug] = usage
        if usage.app >= most:
            self.closed[platform] = Fault("near-limit", f"{usage.app} %", scope="platform")
        if fault and fault.scope == "platform":
            self.closed[platform] = fault
        elif fault and fault.word == "platform-error":
            self._patience_of(question).failed("")
        else:
            self._patience_of(question).answered("", 200, None, self.clocks.seconds())
        if (skew := _skew(response, self.clocks.now())) is not None:
            self.skews[platform] = skew

    def note_robots(self, url: str, outcome: str, status: int | None) -> None:
        """Write down a request for robots.txt."""
        self.recorder.failure(Fetch("", "", url, "robots", self.clocks.now(), outcome, status))

    def _renew(self, question: Question, token_name: str) -> bool:
        """Change an expired token for a new one, once in a crawl; the answer is neither written nor told."""
        token = self._tokens.get(token_name)
        if token is None or not token.can_be_renewed or token_name in self._renewed:
            return False
        self._renewed.add(token_name)
        request = renewal_of(self.platforms.zalo, token)
        outcome = "refused-token"
        try:
            place = prepare_renewal(token)
            answer = _parsed(self.send(request).body)
            told = answer if isinstance(answer, dict) else {}
            self._tokens[token_name] = renewed(
                token, place, str(told.get("access_token") or ""), str(told.get("refresh_token") or "")
            )
            outcome = "ok"
        except NoAnswer as error:
            outcome = str(error)
        except (Unusable, OSError) as error:
            log.warning("token not renewed name=%s error=%s", token_name, type(error).__name__)
        self._note(replace(question, url=f"{request.url}#{question.page.slug}"), outcome, None, "renewal")
        return outcome == "ok"


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _skew(response: Response, now: datetime) -> timedelta | None:
    """How far the platform's clock is ahead of ours, where that is more than a request explains."""
    try:
        there = parsedate_to_datetime(response.header("Date"))
    except (TypeError, ValueError):
        return None
    ahead = (there if there.tzinfo else there.replace(tzinfo=UTC)) - now
    return ahead if abs(ahead) > SKEW else None
