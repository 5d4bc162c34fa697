"""Servers that misbehave, on the loopback: what the run records of each, through the real command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Diembao
from tests.misbehaving import FEED, GOOD, RSS, Answer, server


def run(diembao: Diembao, home: Path, base: str) -> tuple[int, dict[str, Any]]:
    (home / "config" / "outlets").mkdir(parents=True, exist_ok=True)
    settings = 'follow = ["thu"]\nallow_loopback = true\ndelay_seconds = 0\nbackoff_seconds = 1\ntimeout_seconds = 5\n'
    (home / "config" / "settings.toml").write_text(settings, encoding="utf-8")
    (home / "config" / "outlets" / "thu.toml").write_text(
        f'slug = "thu"\nname = "Báo Thử"\ndomains = [{{ name = "{base.removeprefix("http://")}" }}]\n'
        f'feeds = [{{ url = "{base}/rss", trust = "verified" }}]\n',
        encoding="utf-8",
    )
    done = diembao("--home", home, "run", "--format", "json")
    return done.returncode, json.loads(done.stdout)


def with_robots(robots: Answer, feed: Answer = GOOD) -> Callable[[str, int], Answer]:
    def answer(path: str, _times: int) -> Answer:
        return {"/robots.txt": robots, "/rss": feed}.get(path, (404, "text/plain", b"", {}))

    return answer


NO_ROBOTS: Answer = (404, "text/html", b"User-agent: *\nDisallow: /\n", {})


@pytest.mark.network
@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        pytest.param((503, "text/plain", b"", {}), "robots-unavailable", id="robots-503"),
        pytest.param((200, "text/plain", b"User-agent: *\nDisallow: /\n", {}), "robots", id="robots-disallow"),
    ],
)
def test_without_leave_of_robots_txt_nothing_else_is_asked(
    tmp_path: Path, diembao: Diembao, robots: Answer, outcome: str
) -> None:
    with server(with_robots(robots)) as (base, asked):
        code, report = run(diembao, tmp_path, base)
    assert code == 1
    assert [failure["reason"] for failure in report["failures"]] == [outcome]
    assert set(asked) == {"/robots.txt"}


@pytest.mark.network
def test_an_error_page_in_the_place_of_robots_txt_is_permission(tmp_path: Path, diembao: Diembao) -> None:
    with server(with_robots(NO_ROBOTS)) as (base, _):
        code, report = run(diembao, tmp_path, base)
    assert (code, report["failures"], report["new"]) == (0, [], 2)


@pytest.mark.network
@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        pytest.param((302, "text/html", b"", {"Location": "/rss"}), "redirect-loop", id="redirect-loop"),
        pytest.param((403, "text/html", b"no", {}), "http-403", id="forbidden"),
        pytest.param((200, RSS, FEED, {"Content-Length": str(len(FEED) + 500)}), "broken-answer", id="breaks-off"),
        pytest.param((200, "text/html", b"<html>x</html>", {}), "not-a-feed", id="html-as-feed"),
    ],
)
def test_a_feed_that_fails_is_named_by_its_reason(tmp_path: Path, diembao: Diembao, feed: Answer, reason: str) -> None:
    with server(with_robots(NO_ROBOTS, feed)) as (base, _):
        code, report = run(diembao, tmp_path, base)
    assert code == 1
    assert [failure["reason"] for failure in report["failures"]] == [reason]
    assert report["new"] == 0


@pytest.mark.network
def test_a_feed_that_answers_at_the_second_try_is_no_failure(tmp_path: Path, diembao: Diembao) -> None:
    def answer(path: str, times: int) -> Answer:
        return (503, RSS, b"", {}) if path == "/rss" and times == 1 else with_robots(NO_ROBOTS)(path, times)

    with server(answer) as (base, _):
        code, report = run(diembao, tmp_path, base)
    assert (code, report["failures"], report["new"]) == (0, [], 2)
    assert report["requests"]["http-503"] == 1


@pytest.mark.network
def test_a_redirect_into_a_private_network_is_refused(tmp_path: Path, diembao: Diembao) -> None:
    away = (302, "text/html", b"", {"Location": "http://169.254.169.254/latest/meta-data"})
    with server(with_robots(NO_ROBOTS, away)) as (base, _):
        code, report = run(diembao, tmp_path, base)
    assert code == 1
    assert [failure["reason"] for failure in report["failures"]] == ["refused-address"]


@pytest.mark.network
def test_a_304_without_a_question_is_a_lie_and_proves_nothing(tmp_path: Path, diembao: Diembao) -> None:
    with server(with_robots(NO_ROBOTS, (304, RSS, b"", {}))) as (base, _):
        code, report = run(diembao, tmp_path, base)
    assert (code, [failure["reason"] for failure in report["failures"]], report["entered"]) == (1, ["lying-304"], 0)
