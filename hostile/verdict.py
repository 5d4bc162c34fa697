"""What an examination says of each fault, and of the crawl as a whole; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hostile.evidence import Evidence
from hostile.fault import Effect, Fault
from hostile.log import Asked
from hostile.politeness import Pair, against_retry_after, against_robots, overlaps, too_close, too_many, trespasses
from hostile.server import TRAP, host_of

Verdict = Literal["named", "SILENT", "LOST", "WRONG WORD"]
QUIET = {"ok", "not-modified", "redirect"}  # outcomes that complain of nothing
NEVER: frozenset[Effect] = frozenset({"removed", "doubled", "leaked"})  # unless the fault asks for it
# 20 articles looked at twice, feeds and robots.txt make 44; who asks more than twice that does not know when to stop.
MOST_REQUESTS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one fault."""

    fault: Fault
    evidence: Evidence
    verdict: Verdict

    @property
    def lost(self) -> int:
        """Articles that must be items and are not."""
        return max(0, self.fault.kept - self.evidence.kept)


@dataclass(frozen=True, slots=True)
class Examination:
    """The results of all faults, of the control outlet, of politeness, and the exit codes of the runs."""

    rows: tuple[Row, ...]
    control: Row
    offences: Mapping[str, Sequence[Pair]]
    codes: tuple[int, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every fault is named, the control outlet is whole, nobody was bothered and no run broke down."""
        return (
            all(row.verdict == "named" for row in (*self.rows, self.control))
            and not any(self.offences.values())
            and not any(self.codes)
        )


def verdict(fault: Fault, evidence: Evidence) -> Verdict:
    """The verdict on one fault. Silence is worse than loss: what is lost with a word can be looked for."""
    recorded = set(evidence.recorded)
    missing = [group for group in fault.expected if not group & recorded] or fault.effects - evidence.effects
    lost = evidence.kept < fault.kept
    wrong = bool(evidence.effects & (NEVER - fault.effects))
    if fault.harmless and evidence.kept == fault.articles and not wrong:
        return "named"
    if missing and not recorded - QUIET and not evidence.effects:
        return "SILENT"
    if lost:
        return "LOST"
    return "WRONG WORD" if missing or wrong else "named"


def judged(faults: Iterable[Fault], found: Mapping[str, Evidence]) -> tuple[Row, ...]:
    """A row for each fault."""
    return tuple(Row(fault, found[fault.name], verdict(fault, found[fault.name])) for fault in faults)


def offences_of(log: Sequence[Asked], faults: Sequence[Fault], seconds: float) -> dict[str, list[Pair]]:
    """Every breach of politeness, by its rule; ``seconds`` is the pause that the settings promise."""
    slow = {host_of(fault): max(seconds, fault.crawl_delay) for fault in faults}
    guests = [asked for asked in log if asked.host != TRAP]
    return {
        "overlaps": overlaps(guests),
        "too-close": [
            pair
            for host, pause in slow.items()
            for pair in too_close([asked for asked in guests if asked.host == host], pause)
        ],
        "against-robots": against_robots(guests, {host_of(fault): fault.forbidden for fault in faults}),
        "against-retry-after": against_retry_after(guests),
        "too-many": too_many(guests, MOST_REQUESTS),
        "trespasses": trespasses(log, TRAP),
    }


def summary(done: Examination) -> dict[str, Any]:
    """The examination as one object."""
    return {
        "faults": len(done.rows),
        "named": sum(row.verdict == "named" for row in done.rows),
        "silent": sum(row.verdict == "SILENT" for row in done.rows),
        "wrong_words": sum(row.verdict == "WRONG WORD" for row in done.rows),
        "lost_items": sum(row.lost for row in done.rows),
        "control": [done.control.evidence.kept, done.control.fault.kept],
        "offences": {rule: len(pairs) for rule, pairs in done.offences.items()},
        "offenders": {rule: [pair_line(pair) for pair in pairs] for rule, pairs in done.offences.items()},
        "exit_codes": list(done.codes),
        "passed": done.is_passed,
        "rows": [row_object(row, done.control) for row in done.rows],
    }


def row_object(row: Row, control: Row) -> dict[str, Any]:
    """One fault's result as an object."""
    return {
        "fault": row.fault.name,
        "what": row.fault.what,
        "recorded": dict(sorted(row.evidence.recorded.items())),
        "expected": [sorted(group) for group in row.fault.expected],
        "effects": sorted(row.evidence.effects),
        "items": row.evidence.kept,
        "must_be": row.fault.kept,
        "control": f"{control.evidence.kept}/{control.fault.kept}",
        "verdict": row.verdict,
    }


def pair_line(pair: Pair) -> str:
    """Two requests in one line, with the time between their beginnings."""
    first, second = pair
    apart = (second.begun - first.begun).total_seconds()
    return f"{second.host} {first.path} +{apart:.2f} s {second.path}"
