"""The register of claims: what stands of the decisions about one, and when it may be called refuted.

Only people say that something is false: two of them, by name, on a document of a source other than the body that the
claim is about. The state is read from the decisions each time; taking back any of them takes the word back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, groupby, takewhile
from typing import Any, get_args

from casework import Claim, ClaimState, Source, Statement
from records import Decision, Trouble
from text import folded, matching

STATES: tuple[ClaimState, ...] = get_args(ClaimState)
OFFICERS = 2  # who must say independently that a claim is false
LEAST_WORDS = 4  # of a statement that can be checked
_SPELT_OUT = (  # folded, in this order; whatever else is short is held against initials
    ("ubnd", "uy ban nhan dan"), ("hdnd", "hoi dong nhan dan"), ("p?gd dt|p?gddt", "giao duc dao tao"),
    ("nn mt|nnmt", "nong nghiep moi truong"), ("tn mt|tnmt", "tai nguyen moi truong"), ("gtvt", "giao thong van tai"),
    ("vh ?tt ?dl", "van hoa the thao du lich"), ("tt tt|tttt", "thong tin truyen thong"), ("kcb", "kham chua benh"),
    ("kh cn|khcn", "khoa hoc cong nghe"), ("kh dt|khdt", "ke hoach dau tu"), ("so tp", "so tu phap"), ("ub", "uy ban"),
    ("so yt|syt", "so y te"), ("so ct", "so cong thuong"), ("ca", "cong an"), ("bv", "benh vien"), ("tx", "thi xa"),
    ("bvdk", "benh vien da khoa"), ("tp", "thanh pho"), ("tw", "trung uong"),
    (r"uy ban(?= (?:tinh|xa|phuong|huyen|thanh pho|thi)\b)", "uy ban nhan dan"),
)  # fmt: skip
_OFFICE = re.compile(  # who speaks for a body, and where in its house, makes no other body of it
    r"\b(pho |quyen )?(giam doc|chu tich|bi thu|truong phong|truong cong an|hieu truong|chanh van phong|van phong)\b"
    r"|\b(lanh dao|(nguoi )?phat ngon( vien)?|dai dien|thu truong|gd|pgd|ct|pct|vp|ong|ba|va|cua)\b"
)
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def person(name: str) -> str:
    """The normal form of a person's name: neither case, marks, points nor blanks tell two people apart."""
    return " ".join(re.findall(r"[^\W_]+", folded(name)))


def is_same_person(one: str, other: str) -> bool:
    """May two names mean one person? In doubt they do: a second officer must be somebody else beyond question."""
    left, right = (_words(name) for name in (one, other))
    return left <= right or right <= left or _letters(left) == _letters(right)


def _words(name: str) -> set[str]:
    return set(person(_IN_BRACKETS.sub(" ", name)).split())


def _letters(words: set[str]) -> list[str]:
    return sorted("".join(words))


def is_same_body(one: str, other: str, province: str = "") -> bool:
    """May two names mean one body, or a body and a part or the head of it? In doubt they do.

    ``province`` is a slug: its name, behind a body's, tells nothing apart.
    """
    left, right = (_body(name, province.replace("-", " ")) for name in (one, other))
    return _is_within(left, right) or _is_within(right, left)


def _is_within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Does each word of one name stand in the other, or for the initials of words that follow each other there?"""
    initials = "".join(word[0] for word in whole)
    return all(word in whole or (len(word) > 1 and word in initials) for word in part)


def _body(name: str, province: str) -> list[str]:
    plain = person(_IN_BRACKETS.sub(" ", name))
    for short, long in _SPELT_OUT:
        plain = re.sub(rf"\b(?:{short})\b", long, plain)
    if province:
        plain = re.sub(rf"\b{re.escape(province)}\b", " ", plain)
    return _OFFICE.sub(" ", plain).split()


def register(decisions: Iterable[Decision]) -> dict[str, Claim]:
    """The claims by number, of the decisions that stand, oldest first."""
    ordered = sorted(enumerate(decisions), key=lambda pair: (pair[1].key, pair[0]))
    grouped = groupby((one for _, one in ordered), key=lambda one: one.key)
    found = (_claim([*group]) for _, group in grouped)
    return {one.number: one for one in sorted((one for one in found if one), key=lambda one: (one.at, one.number))}


def _claim(decisions: Sequence[Decision]) -> Claim | None:
    """One claim; None where its entry itself was taken back."""
    entry = next((one for one in decisions if one.said.get("do") == "add"), None)
    if entry is None:
        return None
    said: Mapping[str, Any] = entry.said
    claim = Claim(entry.key, said["claim"], said["province"], said["body"], entry.by, entry.at, tuple(said["variants"]))
    for one in decisions:
        claim = _after(claim, one)
    return replace(claim, state=state_of(claim))


def _after(claim: Claim, one: Decision) -> Claim:
    said: Mapping[str, Any] = one.said
    if said.get("do") == "variant":  # another wording: what was said of the old ones does not cover it
        return replace(claim, variants=(*claim.variants, said["text"]), statements=(), since=one.at)
    if said.get("do") == "source":
        is_own = is_same_body(said["source"], claim.body, claim.province)
        source = Source(said["source"], one.document, date.fromisoformat(said["date"]), is_own)
        return replace(claim, sources=(*claim.sources, source))
    if said.get("do") == "state":
        statement = Statement(one.by, one.at, said["state"], one.document, said.get("account", ""))
        return replace(claim, statements=(*claim.statements, statement), since=one.at)
    return claim


def state_of(claim: Claim) -> ClaimState:
    """What a claim may be called by the statements and sources that stand."""
    if not claim.statements:
        return "verifying"
    latest = claim.statements[-1].state
    if latest != "refuted":
        return latest
    run = list(takewhile(lambda one: one.state == "refuted" and one.document, reversed(claim.statements)))
    is_agreed = any(not _is_same_voice(one, other) for one, other in combinations(run, OFFICERS))
    return "refuted" if is_agreed and independent(claim) else "verifying"


def _is_same_voice(one: Statement, other: Statement) -> bool:
    """May one person have said both? One account is one person, whatever it is called by now."""
    return is_same_person(one.by, other.by) or bool(one.account and one.account == other.account)


def independent(claim: Claim) -> list[Source]:
    """The sources with a document that are not the body itself that the claim is about."""
    return [one for one in claim.sources if one.document.strip() and not one.is_own]


def check_statement(claim: Claim, state: str, *, by: str, document: str, account: str = "") -> None:
    """Trouble says why this officer cannot say this of a claim now."""
    if state not in STATES:
        raise Trouble("claim.unknown-state", value=state, allowed=", ".join(STATES))
    if state == claim.state:
        raise Trouble("claim.state-is-that", number=claim.number)
    if state == "verifying":
        return
    if not document.strip():
        raise Trouble("claim.needs-document", number=claim.number)
    if state == "refuted":
        _check_refutation(claim, by, account)


def _check_refutation(claim: Claim, by: str, account: str) -> None:
    if not claim.sources:
        raise Trouble("claim.no-source", number=claim.number)
    if not independent(claim):
        raise Trouble("claim.own-source", number=claim.number, body=claim.body)
    run = takewhile(lambda one: one.state == "refuted", reversed(claim.statements))
    if any(is_same_person(by, one.by) or (account and account == one.account) for one in run):
        raise Trouble("claim.same-officer", number=claim.number, name=by)


def check_wording(text: str, opinions: Iterable[str]) -> None:
    """Trouble for what cannot be checked: an opinion, a question, a phrase."""
    plain = matching(text)
    if len(plain.split()) < LEAST_WORDS:
        raise Trouble("claim.too-short", value=text, allowed=LEAST_WORDS)
    if plain.rstrip().endswith("?"):
        raise Trouble("claim.question", value=text)
    for phrase in opinions:
        if re.search(rf"(?<!\w){re.escape(matching(phrase))}(?!\w)", plain):
            raise Trouble("claim.opinion", value=text, words=phrase)
