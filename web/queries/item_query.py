"""The query of the page Tin, bài: the names in its address, what each of them may be, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.load import Configuration
from config.wording import sentence
from pipeline.jobs.items.listing import Sought
from pipeline.jobs.ledger.counting import Filters, names_of
from records import Plan, Trouble
from storage.coverage import NONE
from storage.listing import Order
from text import folded
from web.queries.days import Day
from web.rendering import shown_day

LONGEST = 200  # characters of the words
ALL = NONE  # as a plan: everything that was collected, whatever it is about
SUBJECTS = MappingProxyType({"": "items", "nhac": "passing", "ca-hai": "both"})
STATES = MappingProxyType({
    "cho": "waiting", "xong": "settled", "sua": "edited", "go": "removed", "can-bo": "ruled", "in-lai": "copy",
    "goc": "own",
})  # fmt: skip
ORDERS: Mapping[str, Order] = MappingProxyType({"": "newest", "cu": "oldest", "thu": "stored"})
TONES = ("pos", "neu", "neg", "unsure", NONE)
GENRES = ("tin", "bai", "phong_su", "ky", "phong_van", "anh", "khac", NONE)
Value = TypeVar("Value")


class Wanted(BaseModel):
    """What may stand in the address."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    q: str = Field("", max_length=LONGEST)
    ke_hoach: str = Field("", alias="ke-hoach")
    bao: str = ""
    noi_dung: str = Field("", alias="noi-dung")
    sac_thai: str = Field("", alias="sac-thai")
    the_loai: str = Field("", alias="the-loai")
    kenh: str = ""
    tinh_trang: str = Field("", alias="tinh-trang")
    lien_quan: str = Field("", alias="lien-quan")
    tu: Day = ""
    den: Day = ""
    xep: str = ""
    dem: str = ""  # "het": count exactly and put in order, whatever it takes
    sau: str = ""  # where the page begins

    @property
    def exact(self) -> bool:
        """Is the exact number asked for, however long that takes?"""
        return self.dem == "het"

    def query(self, *without: str) -> str:
        """The query of an address that asks for the same."""
        given = self.model_dump(by_alias=True)
        return urlencode({name: value for name, value in given.items() if value and name not in without})

    def address(self, path: str, *without: str) -> str:
        """An address below ``path`` that asks for the same, but for the names in ``without``."""
        query = self.query(*without)
        return f"{path}?{query}" if query else path

    @property
    def is_narrowed(self) -> bool:
        """Is anything asked for beside plan, words and order?"""
        return any((self.the_loai, self.kenh, self.tinh_trang, self.lien_quan, self.xep))


def of_query(query: str) -> Wanted:
    """What the query of an address asks for; Trouble("search.bad-query") where it could not stand in one."""
    try:
        return Wanted.model_validate(dict(parse_qsl(query)))
    except ValidationError as error:
        raise Trouble("search.bad-query") from error


def sought_of(wanted: Wanted, configuration: Configuration) -> Sought:
    """What is to be listed; Trouble for a word that is none of those allowed."""
    plan = "" if wanted.ke_hoach == ALL else wanted.ke_hoach or configuration.settings.default_plan
    filters = Filters(
        plan=plan, outlet=wanted.bao, theme=wanted.noi_dung, tone=wanted.sac_thai, genre=wanted.the_loai,
        channel=wanted.kenh, since=wanted.tu, until=wanted.den,
    )  # fmt: skip
    subject = _one_of("subject", wanted.lien_quan, SUBJECTS)
    state = _one_of("state", wanted.tinh_trang, {"": "", **STATES})
    # what is about no province in particular is not mentioned in passing either
    return Sought(filters, wanted.q.strip(), subject if plan else "items", state, _one_of("order", wanted.xep, ORDERS))


def _one_of(name: str, value: str, allowed: Mapping[str, Value]) -> Value:
    if value not in allowed:
        raise Trouble(f"items.unknown-{name}", value=value, allowed=", ".join(filter(None, allowed)))
    return allowed[value]


def choices(configuration: Configuration, plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What each field of the form offers: pairs of value and text."""
    names = names_of(configuration, plan)
    channels = sorted({outlet.channel for outlet in configuration.outlets.values()})
    themes = {**names["theme"], **names["sub"]} | names["theme"]  # a clause without sub-themes has its own code as one
    default = configuration.settings.default_plan
    plans = sorted(configuration.plans.values(), key=lambda one: (one.code != default, one.code))
    return {
        "plans": [("" if one.code == default else one.code, one.name) for one in plans]
        + [(ALL, sentence("web.items.every-plan"))],
        "outlets": sorted(names["outlet"].items(), key=lambda one: folded(one[1])),
        "themes": [*themes.items(), (NONE, sentence("web.items.no-theme"))],
        "tones": [(one, tone_name(one)) for one in TONES],
        "genres": [(one, genre_name(one)) for one in GENRES],
        "channels": [(one, sentence(f"channel.{one}")) for one in channels],
        "states": [(word, sentence(f"web.items.state.{word}")) for word in STATES],
        "subjects": [(word, sentence(f"web.items.subject.{word or 'chinh'}")) for word in SUBJECTS],
        "orders": [(word, sentence(f"web.items.order.{word or 'moi'}")) for word in ORDERS],
    }  # fmt: skip


def tone_name(tone: str | None) -> str:
    """What a tone is called on the pages, also that there is none."""
    return sentence("web.items.no-tone") if tone in (None, "", NONE) else sentence(f"web.tone.{tone}")


def genre_name(genre: str | None) -> str:
    """What a genre is called on the pages, also that there is none."""
    return sentence("web.items.no-genre") if genre in (None, "", NONE) else sentence(f"genre.{genre}")


def described(wanted: Wanted, configuration: Configuration, plan: Plan, *, brief: bool = False) -> str:
    """The query in words, as it stands above an export; ``brief`` does not name the plan that goes without saying."""
    offered = {name: dict(pairs) for name, pairs in choices(configuration, plan).items()}
    usual = configuration.settings.default_plan
    offered["plans"][usual] = offered["plans"].get("", usual)  # an address may name what goes without saying
    if brief and (wanted.query("sau", "dem", "xep", "ke-hoach") or wanted.xep):
        offered["plans"] |= {"": "", usual: ""}
    return "; ".join(filter(None, _parts(wanted, offered)))


def _parts(wanted: Wanted, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield f"“{wanted.q.strip()}”" if wanted.q.strip() else ""
    yield names["plans"].get(wanted.ke_hoach, wanted.ke_hoach)
    for name, value in (
        ("outlets", wanted.bao), ("themes", wanted.noi_dung), ("tones", wanted.sac_thai), ("genres", wanted.the_loai),
        ("channels", wanted.kenh), ("states", wanted.tinh_trang), ("subjects", wanted.lien_quan),
    ):  # fmt: skip
        yield names[name].get(value, value) if value else ""
    if wanted.tu == NONE:
        yield sentence("web.items.no-day")
    elif wanted.tu or wanted.den:
        yield sentence("web.items.period", since=shown_day(wanted.tu) or "…", until=shown_day(wanted.den) or "…")
