"""How single values and rows are said to people: names for codes, Hà Nội time, floors for counts with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from config.wording import reason_sentence, sentence
from pipeline.jobs.items.views import CoverageView
from times import HANOI, from_iso

Rows = Sequence[Mapping[str, Any]]
Notes = Iterable[tuple[str, Mapping[str, object]]]  # keys of sentences with their facts
EVIDENCE = 6  # words or phrases shown for one label
NUMBERS = ("items", "passing", "about", "outlets", "gap_days", "covered_hours")
MOMENTS = ("published_at", "last_success", "last_failure", "seen_at", "at", "first_at", "last_at")
WORDS = {
    "tone": "tone", "genre": "genre", "channel": "channel", "language": "language", "state": "state",
    "origin": "origin", "trust": "trust", "published_from": "from", "kind": "tone",
}  # fmt: skip


def headings(rows: Rows) -> dict[str, str]:
    return {name: sentence(f"heading.{name}") for name in (rows[0] if rows else ())}


def cell(name: str, value: Any) -> str:
    if value is None:
        return sentence("state.none") if name == "state" else ""
    if isinstance(value, bool):
        return sentence("value.yes") if value else ""
    if name in MOMENTS:
        return moment(str(value))
    if name in WORDS:
        return sentence(f"{WORDS[name]}.{value}")
    return str(value)


def moment(written: str) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def shown(row: Mapping[str, Any], view: CoverageView) -> dict[str, Any]:
    """A row with names in place of codes; what has no value says so."""
    named = dict(row)
    for name in view.by:
        if row[name] is None:
            named[name] = sentence("value.no-day" if name in ("day", "month") else "value.none")
        elif name in view.names:
            named[name] = view.names[name].get(row[name], row[name])
        elif name in WORDS:
            named[name] = sentence(f"{WORDS[name]}.{row[name]}")
    if "state" in row:
        named["state"] = sentence(f"state.{row['state'] or 'none'}")
        named["covered_hours"] = "" if row["covered_hours"] is None else row["covered_hours"]
    return named


def coverage_notes(view: CoverageView) -> Iterator[tuple[str, dict[str, object]]]:
    """What must be said beside a count: its scope, its total, its gaps."""
    if view.plan:
        yield "coverage.scope-plan", {"plan": view.plan.name, "province": view.province}
        if view.expired:
            yield "coverage.expired", {"plan": view.plan.code, "until": view.plan.until}
    else:
        yield "coverage.scope-all", {}
    yield "coverage.total", {"items": at_least(view.total, view.gap_days)}
    if view.unwatched_days:
        yield "coverage.unwatched", {"days": view.unwatched_days}
    if {"theme", "sub"} & set(view.by):
        yield "coverage.overlap", {}
    if view.undated:
        yield "coverage.undated", {"items": view.undated}
    if view.never_visited:
        outlets = ", ".join(view.never_visited)
        yield "coverage.never-visited", {"count": len(view.never_visited), "outlets": outlets}


def with_floor(row: Mapping[str, Any]) -> dict[str, Any]:
    """A count over days that were not collected is a floor, and is printed as one."""
    floor = "≥ " if row["gap_days"] else ""
    counts = {name: f"{floor}{row[name]}" for name in ("items", "passing") if name in row}
    return {**row, **counts, "gap_days": row["gap_days"] or ""}


def at_least(items: int, gap_days: int) -> str:
    return sentence("coverage.at-least", items=items, days=gap_days) if gap_days else str(items)


def ledger_lines(report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in ("entered", "kept", "new", "known", "updated"):
        if name in report:
            yield sentence(f"ledger.{name}"), report[name]
    for group, key in (("dropped", "ledger.dropped"), ("faults", "ledger.fault"), ("requests", "ledger.request")):
        for word, count in sorted(report.get(group, {}).items()):
            yield sentence(key, reason=reason_sentence(word)), count
    for name, key in (
        ("records_added", "ledger.records"),
        ("annotated", "ledger.annotated"),
        ("named", "ledger.named"),
    ):
        if name in report:
            yield sentence(key), report[name]


def place(failure: Mapping[str, str]) -> str:
    """Where something failed; what is wrong with a file has its particulars beside it."""
    parts = (failure["outlet"], failure["url"], "" if failure["outlet"] else failure["detail"])
    return ": ".join(part for part in parts if part)


def is_worth_showing(annotation: Mapping[str, Any]) -> bool:
    """The item's own labels, but for what is as usual, and each province that it names; clauses follow from them.

    What an officer said is always shown, but for the clauses and provinces that it reached.
    """
    if annotation["decision"]:
        return annotation["kind"] == "relevance" or not annotation["scope"]
    if annotation["kind"] == "relevance":
        return bool(annotation["label"] != "0")
    usual = {"language": "vi", "bait": "no", "headline": "none"}
    return not annotation["scope"] and annotation["label"] != usual.get(annotation["kind"])


def label_row(
    annotation: Mapping[str, Any], version: Mapping[str, Any], names: Mapping[str, str], overruled: Rows = ()
) -> dict[str, str]:
    """What a model or an officer says, in words, with the words of the text that show it and what was overruled."""
    text = "\n".join(part for part in (version["title"], version["lede"], version["body"]) if part)
    spans = list(dict.fromkeys(text[start:end] for start, end in annotation["spans"]))
    words = "; ".join(spans[:EVIDENCE])
    return {
        "label": names.get(annotation["scope"], "") or sentence(f"label.{annotation['kind']}"),
        "class": _said(annotation, words, names),
        "words": words,
        "detail": _by_officer(annotation, overruled, names) if annotation["decision"] else _by_model(annotation),
    }


def _by_model(annotation: Mapping[str, Any]) -> str:
    score = f"{annotation['score']:.2f}".replace(".", ",")
    return f"{annotation['by']} ({score})"


def _by_officer(annotation: Mapping[str, Any], overruled: Rows, names: Mapping[str, str]) -> str:
    """Who said so and when, and what the machine had said in its place."""
    same = [row for row in overruled if all(row[name] == annotation[name] for name in ("kind", "scope"))]
    if annotation["kind"] == "theme":
        same = [row for row in same if row["label"] == annotation["label"]]
    said = "; ".join(f"{_said(row, '', names)}, {_by_model(row)}" for row in same)
    machine = sentence("item.machine-said", said=said) if said else ""
    return sentence("item.officer", by=annotation["by"], moment=moment(annotation["decided_at"]), machine=machine)


def taken_away(found: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Sub-themes that the machine saw and an officer took away."""
    decisions = {row["id"]: row for row in found["decisions"]}
    standing = {row["label"] for row in found["annotations"] if row["kind"] == "theme"}
    for row in found["overruled"]:
        if row["kind"] == "theme" and not row["scope"] and row["label"] not in standing:
            who = decisions[row["overruled"]]
            facts = {"label": sentence("label.theme"), "said": f"{_said(row, '', names)}, {_by_model(row)}"}
            yield sentence("item.taken-away", by=who["by"], moment=moment(who["at"]), **facts)


def decision_row(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """One decision about an item in words; ``names`` has what provinces and sub-themes are called."""
    said = said_words(entry["said"], names)
    if entry["undoes"]:
        said = sentence("item.decision-undoes", id=entry["undoes"])
    if entry["undone_by"]:
        said = sentence("item.decision-undone", said=said, id=entry["undone_by"])
    note = "; ".join(part for part in (entry["document"], entry["note"]) if part)
    return {"decision": entry["id"], "by": entry["by"], "at": moment(entry["at"]), "class": said, "note": note}


def said_words(said: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a decision says of labels."""
    return ", ".join(_parts_said(said, names))


def _parts_said(said: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    if tone := said.get("tone"):
        words = (sentence(f"tone.{word}") for word in (tone, said.get("neg_kind")) if word)
        yield sentence("said.tone", value=", ".join(words))
    if genre := said.get("genre"):
        yield sentence("said.genre", value=sentence(f"genre.{genre}"))
    for name in ("themes", "add", "remove"):
        if name in said:
            yield sentence(f"said.{name}", value=_called(said[name], names) or sentence("value.none"))
    for slug, label in said.get("relevance", {}).items():
        yield sentence("said.relevance", place=names.get(slug, slug), value=sentence(f"relevance.{label}"))
    if plan := said.get("plan"):
        yield sentence("said.plan", value=names.get(plan, plan))


def _called(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _said(annotation: Mapping[str, Any], words: str, names: Mapping[str, str]) -> str:
    kind, label, detail = annotation["kind"], annotation["label"], annotation["detail"]
    if kind == "theme":
        return names.get(label, label)
    if kind == "tone" and annotation["shown"] == "unsure":
        return sentence("tone.unsure")
    if kind == "tone":
        return ", ".join(sentence(f"tone.{word}") for word in (label, detail) if word)
    if kind == "bait":
        return sentence("headline.bait", words=words)
    return sentence(f"{kind}.{label}", words=detail) if kind == "headline" else sentence(f"{kind}.{label}")
