"""Health in the officers' words: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from config.wording import Say, reason_sentence, sentence
from crawlers.silence import Alarm
from pipeline.jobs.watching.advice import advice_for
from pipeline.jobs.watching.health import OutletHealth, Proven, SourceHealth, as_row
from storage.health import CaptureFault
from times import HANOI, iso, local_day


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an officer is told: of which source ("" is the outlet), what, and what to do."""

    outlet: str
    source: str
    text: str
    advice: str
    needs_look: bool


def moment_words(moment: datetime) -> str:
    return moment.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def findings(outlet: OutletHealth, say: Say = sentence) -> Iterator[Finding]:
    """All that is to be told of an outlet, with advice as ``say`` words it; what needs no look says so."""
    if not outlet.sources:
        yield Finding(outlet.slug, "", sentence("health.no-source"), say("advice.add-source"), True)
    for one in outlet.sources:
        for text, advice in _of_source(one, outlet.slug, say):
            yield Finding(outlet.slug, one.source.url, text, advice, one.needs_look)
    if outlet.proven and outlet.proven.needs_look:
        yield Finding(outlet.slug, "", _unproven(outlet.proven), _collect_again(outlet, say), True)
    asked = sum(one.pages for one in outlet.outcomes)
    for failed in outlet.failed:
        facts = {"pages": failed.pages, "asked": asked, "reason": reason_sentence(failed.outcome)}
        advice = say(advice_for(failed.outcome), outlet=outlet.slug)
        yield Finding(outlet.slug, "", sentence("health.pages-failed", **facts), advice, outlet.loses_pages)
    if outlet.is_drifting:
        text = sentence("health.drift", odd=outlet.pages.odd, pages=outlet.pages.pages)
        yield Finding(outlet.slug, "", text, say("advice.layout"), True)
    for fault in outlet.faults:
        advice = say(advice_for(fault.reason), outlet=outlet.slug)
        key = "health.fault" if fault.source else "health.page-fault"
        yield Finding(outlet.slug, "", _fault(key, fault), advice, fault in outlet.urgent)


def _of_source(one: SourceHealth, outlet: str, say: Say) -> Iterator[tuple[str, str]]:
    """Standing first, then silence, then what its answers have wrong."""
    if text := _standing(one):
        yield text, say(_advice_of_standing(one), outlet=outlet)
    for alarm in one.alarms:
        yield _alarm(alarm), say("advice.silence", source=one.source.url)
    for fault in one.faults:
        yield _fault("health.fault", fault), say(advice_for(fault.reason), outlet=outlet)


def _standing(one: SourceHealth) -> str:
    """The sentence about how a source stands; "" for one that answers and is asked in time."""
    stands = one.standing
    if stands is None or one.state == "never-visited":
        return sentence("health.never-visited")
    if one.state == "quarantined" and stands.failing_since:
        facts = {"since": moment_words(stands.failing_since), "failures": stands.failures}
        return sentence("health.quarantined", **facts, reason=_last_reason(one))
    if stands.failures:
        key = "health.failing" if one.needs_look else "health.retrying"
        return sentence(key, at=moment_words(stands.at), failures=stands.failures, reason=_last_reason(one))
    if one.state == "overdue":
        return sentence("health.overdue", at=moment_words(stands.ok_at or stands.at))
    if one.state == "waiting" and stands.not_before:
        return sentence("health.waiting", until=moment_words(stands.not_before))
    return ""


def _advice_of_standing(one: SourceHealth) -> str:
    if one.state in ("never-visited", "overdue"):
        return "advice.run"
    if one.state == "waiting" or one.standing is None:
        return "advice.wait"
    advice = advice_for(_last_word(one))
    return "advice.quarantined" if one.state == "quarantined" and advice == "advice.wait" else advice


def _last_word(one: SourceHealth) -> str:
    """The word of the last error: requests that were put off since then say nothing of it."""
    assert one.standing is not None
    return one.error.outcome if one.error else one.standing.outcome


def _last_reason(one: SourceHealth) -> str:
    return reason_sentence(_last_word(one))


def _alarm(alarm: Alarm) -> str:
    return sentence(
        f"health.alarm.{alarm.kind}", since=moment_words(alarm.since), expected=_number(alarm.expected), seen=alarm.seen
    )


def _fault(key: str, fault: CaptureFault) -> str:
    return sentence(
        key, reason=reason_sentence(fault.reason), captures=fault.captures, last=moment_words(fault.last_at)
    )  # fmt: skip


def _unproven(proven: Proven) -> str:
    longest = max(proven.gaps, key=lambda gap: gap[1] - gap[0])
    return sentence(
        "health.unproven", share=_percent(proven.share), since=moment_words(longest[0]), until=moment_words(longest[1])
    )


def _collect_again(outlet: OutletHealth, say: Say) -> str:
    assert outlet.proven is not None
    return say("advice.collect-again", outlet=outlet.slug, day=local_day(outlet.proven.gaps[0][0]))


def _number(value: float) -> str:
    """As Vietnamese writes it: a comma before the decimals, none from ten on."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}".replace(".", ",")


def _percent(share: float) -> str:
    """Cut, not rounded: 98.96 % is not 99 %."""
    return f"{int(share * 1000) / 10:.1f}".replace(".", ",") + " %"


def overview(outlet: OutletHealth, say: Say = sentence) -> dict[str, Any]:
    """An outlet in a line, with what wants a look; a sentence that holds for several of its sources stands once.

    That too little is proven is told by ``proven`` and ``is_proven``, not among the sentences.
    """
    successes = [one.standing.ok_at for one in outlet.sources if one.standing and one.standing.ok_at]
    errors = [one.error for one in outlet.sources if one.error]
    newest = max(errors, key=lambda one: one.at) if errors else None
    unproven = _unproven(outlet.proven) if outlet.proven and outlet.proven.needs_look else ""
    told = {(one.text, one.advice): None for one in findings(outlet, say) if one.needs_look and one.text != unproven}
    return {
        "slug": outlet.slug, "name": outlet.name, "needs_look": outlet.needs_look, "told": list(told),
        "sources": len(outlet.sources), "last_success": iso(max(successes)) if successes else None,
        "error": {"at": iso(newest.at), "text": reason_sentence(newest.outcome)} if newest else None,
        "proven": _percent(outlet.proven.share) if outlet.proven else "",
        "is_proven": outlet.proven is None or not outlet.proven.needs_look,
        "quarantined": [one.source.url for one in outlet.sources if one.state == "quarantined"],
    }  # fmt: skip


def source_cards(outlet: OutletHealth, say: Say = sentence) -> Iterator[dict[str, Any]]:
    """Each source of an outlet: what it is, how it stands, what is to be told of it and what to do."""
    told = list(findings(outlet, say))
    for one in outlet.sources:
        mine = [finding for finding in told if finding.source == one.source.url]
        yield {
            "url": one.source.url, "kind": sentence(f"health.kind.{one.source.kind}"), "needs_look": one.needs_look,
            "verdict": sentence(f"health.state.{one.state}"), "told": [(each.text, each.advice) for each in mine],
            "last_success": iso(one.standing.ok_at) if one.standing and one.standing.ok_at else None,
            "last_visit": iso(one.standing.at) if one.standing else None,
            "error": {"at": iso(one.error.at), "text": reason_sentence(one.error.outcome)} if one.error else None,
        }  # fmt: skip


# --- rows -------------------------------------------------------------------------------------


def program_row(outlet: OutletHealth) -> dict[str, Any]:
    """An outlet for programs, with what officers are told of it."""
    return {**as_row(outlet), "findings": [asdict(finding) for finding in findings(outlet)]}


def summary(found: Sequence[OutletHealth], at: datetime, *, now: datetime) -> Iterator[tuple[str, dict[str, object]]]:
    """Keys and facts of the lines below the table: what wants a look and what to do first, then what does not."""
    if at != now:
        yield "health.as-of", {"moment": moment_words(at)}
    counts: dict[str, object] = {"outlets": len(found), "sources": sum(len(outlet.sources) for outlet in found)}
    told = [finding for outlet in found for finding in findings(outlet)]
    urgent = [finding for finding in told if finding.needs_look]
    if looks := sum(outlet.needs_look for outlet in found):
        yield "health.needs-look", {"looks": looks, **counts}
    else:
        yield "health.all-well", counts
    for number, finding in enumerate(urgent):
        yield _line(finding)
        following = urgent[number + 1] if number + 1 < len(urgent) else None
        if following is None or (following.source, following.advice) != (finding.source, finding.advice):
            yield "health.line-advice", {"advice": finding.advice}
    if passing := [finding for finding in told if not finding.needs_look]:
        yield "health.passing", {}
        yield from map(_line, passing)


def _line(finding: Finding) -> tuple[str, dict[str, object]]:
    key = "health.line" if finding.source else "health.line-outlet"
    return key, {"outlet": finding.outlet, "source": finding.source, "text": finding.text}


def table_rows(outlet: OutletHealth) -> Iterator[dict[str, Any]]:
    """One row a source, in words; an outlet without one has a row too."""
    told = list(findings(outlet))
    of_outlet = [finding for finding in told if not finding.source]
    proven = _percent(outlet.proven.share) if outlet.proven else ""
    for number, one in enumerate(outlet.sources):
        mine = [finding for finding in told if finding.source == one.source.url] + ([] if number else of_outlet)
        source = f"{sentence(f'health.kind.{one.source.kind}')} {one.source.url}"
        yield _row(outlet, source, one.state, one.standing.ok_at if one.standing else None, proven, mine)
    if not outlet.sources:
        yield _row(outlet, "", "no-source", None, proven, of_outlet)


def _row(
    outlet: OutletHealth, source: str, state: str, success: datetime | None, proven: str, told: list[Finding]
) -> dict[str, Any]:
    return {
        "outlet": outlet.slug, "source": source, "verdict": sentence(f"health.state.{state}"),
        "last_success": success.isoformat() if success else None, "proven": proven,
        "finding": " ".join(finding.text for finding in told),
        "advice": " ".join(dict.fromkeys(finding.advice for finding in told)),
    }  # fmt: skip
