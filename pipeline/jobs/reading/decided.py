"""What officers decided, as rows to learn from: each text with the fields that somebody said something of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.load import Configuration
from nlp.training import Labelled
from pipeline.jobs.home import Home
from records import Decision, Trouble
from storage.candidates import article_with, items_decided_on
from storage.labels import annotations_of
from storage.opening import open_database
from storage.rulings import standing_of_items


def decided_rows(home: Home, configuration: Configuration) -> list[Labelled]:
    """The items that officers corrected or labelled, with the text that they had before them.

    A field of which nobody said anything is not there: the machine's guess must not teach the machine.
    """
    shorts = {slug: province.short for slug, province in configuration.provinces.items()}
    try:
        db = open_database(home.path, write=False)
    except Trouble as trouble:
        if trouble.key != "storage.empty":
            raise
        return []
    rows = []
    for item, decisions in standing_of_items(db, items_decided_on(db)).items():
        digest = next((str(one.said["text_sha256"]) for one in reversed(decisions) if "text_sha256" in one.said), "")
        article = article_with(db, item, digest)
        labels = labels_said(annotations_of(db, item), decisions, shorts)
        if article is not None and labels:
            rows.append(Labelled(article, labels))
    db.close()
    return rows


def labels_said(
    annotations: Sequence[Mapping[str, Any]], decisions: Sequence[Decision], shorts: Mapping[str, str]
) -> dict[str, Any]:
    """The fields of the labelling guide that officers said, as they stand."""
    labels: dict[str, Any] = {}
    for row in annotations:
        if row["overruled"] or not row["decision"]:
            continue
        if row["kind"] == "tone" and not row["scope"]:
            labels |= {"tone": row["label"], "neg_kind": row["detail"] or None}
        elif row["kind"] == "genre":
            labels["genre"] = row["label"]
        elif row["kind"] == "relevance" and row["scope"] in shorts:
            labels[f"about_{shorts[row['scope']]}"] = int(row["label"])
    if any(map(_speaks_of_themes, decisions)):
        standing = (row for row in annotations if row["kind"] == "theme" and not row["scope"] and not row["overruled"])
        labels["themes"] = [row["label"] for row in standing]
    return labels


def _speaks_of_themes(decision: Decision) -> bool:
    """Of the item's own sub-themes, not of how one plan counts them."""
    said = decision.said
    return "themes" in said or (("add" in said or "remove" in said) and "plan" not in said)
