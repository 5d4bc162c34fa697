"""What types cannot say: dates in order, names that must exist, sums that must agree.

The first fault raises Trouble with file, entry, key and what is allowed; nothing is repaired.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from config.files import Filed, named
from config.wording import sentence
from records import Dated, Feed, Listing, Outlet, Plan, Province, SubTheme, Trouble
from urls import BadAddress, absolute

Record = TypeVar("Record")

COMPLETE_FOR = "tuyen-quang"  # the guide's sub-themes are this province's clauses: each must be reached
_DOMAIN = re.compile(r"(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_CONTACT = re.compile(r"|[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+")


def check_name(filed: Filed[Record], field: str, value: str) -> None:
    """A file bears the name of what is in it: by that name a home replaces it."""
    if value != filed.stem:
        where = {"file": filed.file, "entry": named(()), "field": field}
        raise Trouble("config.file-name", **where, value=value, allowed=filed.stem)


def check_period(file: str, entry: str, since: date | None, until: date | None) -> None:
    if since is not None and until is not None and since > until:
        allowed = sentence("config.allowed.since", until=until)
        raise Trouble(
            "config.since-after-until", file=file, entry=entry, field="since", since=since, until=until, allowed=allowed
        )


def check_unique(file: str, list_name: str, field: str, codes: Iterable[str]) -> None:
    """No code stands twice in a list."""
    first: dict[str, str] = {}
    for number, code in enumerate(codes, 1):
        entry = f"{list_name}[{number}]"
        if code in first:
            allowed = sentence("config.allowed.unique")
            raise Trouble(
                "config.duplicate-code",
                file=file, entry=entry, field=field, value=code, first=first[code], allowed=allowed,
            )  # fmt: skip
        first[code] = entry


def check_range(file: str, field: str, value: float, low: float, high: float) -> None:
    if not (low <= value <= high) or math.isnan(value):
        allowed = sentence("config.allowed.between", low=low, high=high)
        raise Trouble("config.out-of-range", file=file, entry=named(()), field=field, value=value, allowed=allowed)


def check_contact(file: str, contact: str) -> None:
    """Sent with every request, so it must be something that a newspaper can answer to."""
    if not _CONTACT.fullmatch(contact):
        allowed = sentence("config.allowed.contact")
        raise Trouble("config.bad-contact", file=file, entry=named(()), field="contact", value=contact, allowed=allowed)


# --- outlets ----------------------------------------------------------------------------------


def check_outlet(filed: Filed[Outlet]) -> None:
    """What can be said of one outlet alone."""
    outlet, file = filed.record, filed.file
    check_name(filed, "slug", outlet.slug)
    check_period(file, named(()), outlet.since, outlet.until)
    for list_name in ("titles", "domains", "carried", "governed_by"):
        _check_dated(file, list_name, getattr(outlet, list_name))
    for number, domain in enumerate(outlet.domains, 1):
        if not _DOMAIN.fullmatch(domain.name):
            _refuse(file, f"domains[{number}]", "name", domain.name, "config.bad-domain", "domain")
    _check_sources(file, outlet)
    _check_comments(file, outlet)
    _check_pattern(file, outlet.article_path)
    if outlet.successor and outlet.until is None:
        _refuse(file, named(()), "until", outlet.successor, "config.no-end", "end")


def _refuse(file: str, entry: str, field: str, value: object, key: str, allowed: str) -> None:
    raise Trouble(key, file=file, entry=entry, field=field, value=value, allowed=sentence(f"config.allowed.{allowed}"))


def _check_dated(file: str, list_name: str, names: Iterable[Dated]) -> None:
    for number, name in enumerate(names, 1):
        check_period(file, f"{list_name}[{number}]", name.since, name.until)


def _check_sources(file: str, outlet: Outlet) -> None:
    """Addresses are whole, and each stands once: a source that is asked twice would be counted twice."""
    first: dict[str, str] = {}
    for list_name in ("feeds", "sitemaps", "listings"):
        for number, source in enumerate(getattr(outlet, list_name), 1):
            entry = f"{list_name}[{number}]"
            _check_address(file, entry, "url", source.url)
            _check_once(file, entry, source.url, first)
            if isinstance(source, Feed) and source.first_visit:
                _check_address(file, entry, "first_visit", source.first_visit)
            if isinstance(source, Listing) and source.pages:
                _check_pages(file, entry, source.pages)


_NAMES_OF_PAGES = {
    "vnexpress": ("article_id", "article_type", "site_id", "category_id", "size"),
    "vccorp": ("news_id", "size"), "vietnamnet": ("object_id", "website_id", "size"),
}  # fmt: skip


def _check_comments(file: str, outlet: Outlet) -> None:
    """The address of comments has the names that an article's page gives, and no others."""
    if outlet.comments is None:
        return
    names = dict.fromkeys(_NAMES_OF_PAGES[outlet.comments.family], "1")
    try:
        filled = outlet.comments.url.format(**names)
    except (KeyError, ValueError, IndexError):
        filled = ""
    if not _is_address(filled) or filled == outlet.comments.url:
        allowed = ", ".join(f"{{{name}}}" for name in names)
        raise Trouble(
            "config.bad-address", file=file, entry=named(("comments",)), field="url", value=outlet.comments.url,
            allowed=allowed,
        )  # fmt: skip


def _check_address(file: str, entry: str, field: str, url: str) -> None:
    if not _is_address(url):
        _refuse(file, entry, field, url, "config.bad-address", "address")


def _is_address(url: str) -> bool:
    try:
        return absolute(url) == url
    except BadAddress:
        return False


def _check_once(file: str, entry: str, url: str, first: dict[str, str]) -> None:
    if url in first:
        allowed = sentence("config.allowed.once")
        raise Trouble(
            "config.address-twice", file=file, entry=entry, field="url", value=url, first=first[url], allowed=allowed
        )
    first[url] = entry


def _check_pages(file: str, entry: str, pages: str) -> None:
    """Further pages differ in their number and in nothing else that we know of."""
    if "{n}" not in pages or not _is_address(pages.replace("{n}", "2")):
        _refuse(file, entry, "pages", pages, "config.bad-address", "pages")


def _check_pattern(file: str, pattern: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a "possible nested set" is no fault of the file
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        allowed = sentence("config.allowed.pattern")
        raise Trouble(
            "config.bad-pattern", file=file, entry=named(()), field="article_path", detail=error, allowed=allowed
        ) from error


def check_lineage(outlets: Mapping[str, Filed[Outlet]]) -> None:
    """Successors and owners exist and do not go round; no domain has two outlets on one day."""
    for filed in outlets.values():
        for field in ("successor", "owner"):
            _check_chain(outlets, filed, field)
    _check_domains(outlets)


def _check_chain(outlets: Mapping[str, Filed[Outlet]], filed: Filed[Outlet], field: str) -> None:
    chain = [filed.record.slug]
    at = filed
    while after := getattr(at.record, field):
        if after not in outlets:
            check_outlet_known(at.file, named(()), field, after, outlets)
        chain.append(after)
        if after in chain[:-1]:
            allowed = sentence("config.allowed.chain")
            told = " → ".join(chain)
            raise Trouble("config.circular", file=filed.file, entry=named(()), field=field, chain=told, allowed=allowed)
        at = outlets[after]


def check_outlet_known(file: str, entry: str, field: str, slug: str, outlets: Iterable[str]) -> None:
    known = sorted(outlets)
    if slug not in known:
        raise Trouble(
            "config.unknown-outlet", file=file, entry=entry, field=field, value=slug, allowed=", ".join(known)
        )


def _check_domains(outlets: Mapping[str, Filed[Outlet]]) -> None:
    given: dict[str, list[tuple[Dated, Filed[Outlet]]]] = {}
    for filed in outlets.values():
        for number, domain in enumerate(filed.record.domains, 1):
            for other, holder in given.setdefault(domain.name, []):
                if holder is not filed and _overlap(domain, other):
                    allowed = sentence("config.allowed.one-owner")
                    raise Trouble(
                        "config.domain-twice", file=filed.file, entry=f"domains[{number}]", field="name",
                        value=domain.name, first=holder.file, allowed=allowed,
                    )  # fmt: skip
            given[domain.name].append((domain, filed))


def _overlap(one: Dated, other: Dated) -> bool:
    since = max(one.since or date.min, other.since or date.min)
    return since <= min(one.until or date.max, other.until or date.max)


# --- plans ------------------------------------------------------------------------------------


def check_plan(filed: Filed[Plan]) -> None:
    """What can be said of one plan alone."""
    plan, file = filed.record, filed.file
    check_name(filed, "code", plan.code)
    check_period(file, named(()), plan.since, plan.until)
    if not is_in_every_year(plan.report_due):
        _refuse(file, named(()), "report_due", plan.report_due, "config.report-due", "month-day")
    check_unique(file, "clauses", "code", (clause.code for clause in plan.clauses))
    for number, contract in enumerate(plan.contracts, 1):
        check_period(file, f"contracts[{number}]", contract.since, contract.until)
        if contract.kind != "partner" and contract.partner:
            _refuse_partner(filed, number, sentence("config.allowed.no-partner"))
    _check_total(filed)


def is_in_every_year(month_day: str) -> bool:
    found = _MONTH_DAY.fullmatch(month_day)
    if not found:
        return False
    try:
        date(2025, int(found[1]), int(found[2]))  # a common year: 29 February is not in every one
    except ValueError:
        return False
    return True


def _check_total(filed: Filed[Plan]) -> None:
    total = filed.record.total
    added = sum(contract.amount for contract in filed.record.contracts)
    if total is not None and added != total:
        allowed = sentence("config.allowed.total", sum=added)
        raise Trouble(
            "config.contract-total",
            file=filed.file,
            entry=named(()),
            field="total",
            value=total,
            sum=added,
            allowed=allowed,
        )


def _refuse_partner(filed: Filed[Plan], number: int, allowed: str) -> None:
    line = filed.record.contracts[number - 1]
    raise Trouble(
        "config.partner", file=filed.file, entry=f"contracts[{number}]", field="partner",
        value=line.partner, kind=line.kind, allowed=allowed,
    )  # fmt: skip


def check_plan_against(
    filed: Filed[Plan],
    *,
    themes: Iterable[SubTheme],
    outlets: Mapping[str, Filed[Outlet]],
    provinces: Mapping[str, Filed[Province]],
) -> None:
    """What a plan names must be there: sub-themes, partners, its province."""
    plan, file = filed.record, filed.file
    check_province_known(file, plan.province, provinces)
    _check_subs(filed, [theme.code for theme in themes])
    for number, contract in enumerate(plan.contracts, 1):
        if contract.kind == "partner" and not contract.partner:
            _refuse_partner(filed, number, ", ".join(sorted(outlets)))
        if contract.kind == "partner":
            check_outlet_known(file, f"contracts[{number}]", "partner", contract.partner, outlets)


def check_province_known(file: str, slug: str, provinces: Iterable[str]) -> None:
    known = sorted(provinces)
    if slug not in known:
        allowed = ", ".join(known)
        where = {"file": file, "entry": named(()), "field": "province"}
        raise Trouble("config.unknown-province", **where, value=slug, allowed=allowed)


def _check_subs(filed: Filed[Plan], codes: list[str]) -> None:
    plan, file = filed.record, filed.file
    for number, clause in enumerate(plan.clauses, 1):
        for sub in clause.subs:
            if sub not in codes:
                entry, allowed = f"clauses[{number}] ({clause.code})", ", ".join(codes)
                raise Trouble("config.unknown-theme", file=file, entry=entry, field="subs", value=sub, allowed=allowed)
    reached = {sub for clause in plan.clauses for sub in clause.subs}
    missing = [code for code in codes if code not in reached]
    if missing and plan.province == COMPLETE_FOR:
        _refuse(file, "clauses", "subs", missing[0], "config.unreached-theme", "every-theme")
