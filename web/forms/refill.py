"""A page with one of its forms filled in as somebody had typed it, the fault beside its field.

The finished page is read and only the tags of that form are written anew; so every form keeps what was typed, without a
word about it in any template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from web.forms.submission import NOT_KEPT, Submission

Attributes = dict[str, str | None]
Edit = tuple[int, int, str]  # from, to, what stands there instead
_WRITTEN = frozenset({"text", "search", "date", "email", "url", "tel", "number", ""})


@dataclass(slots=True)
class _Tag:
    """A tag of the page with where it stands; of a textarea or select also where it ends."""

    name: str
    attributes: Attributes
    start: int
    end: int
    closes: tuple[int, int] = (0, 0)  # of its end tag
    within: tuple[_Tag, ...] = ()  # the folds around it
    choice: str = ""  # of an option: the name of its select

    @property
    def field(self) -> str:
        return self.choice or self.attributes.get("name") or ""

    def written(self, **changed: str | None) -> str:
        """The tag with other attributes; False is one that is not there."""
        told = {**self.attributes, **changed}
        return f"<{self.name}{''.join(_attribute(name, value) for name, value in told.items())}>"


def _attribute(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'


@dataclass(slots=True)
class _Form:
    attributes: Attributes
    tags: list[_Tag] = field(default_factory=list)


class _Reader(HTMLParser):
    """The forms of a page with their controls, and the folds around each."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0, *(at + 1 for at, letter in enumerate(page) if letter == "\n")]
        self.forms: list[_Form] = []
        self._form: _Form | None = None
        self._folds: list[_Tag] = []
        self._open: _Tag | None = None  # a select or textarea
        self.feed(page)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, text = self._at(), self.get_starttag_text() or ""
        found = _Tag(tag, dict(attrs), start, start + len(text), within=tuple(self._folds))
        if tag == "form":
            self._form = _Form(found.attributes)
            self.forms.append(self._form)
        elif tag == "details":
            self._folds.append(found)
        elif self._form is not None and tag in ("input", "select", "textarea", "option", "button"):
            if tag == "option" and self._open:
                found.choice = self._open.field
            self._form.tags.append(found)
            if tag in ("select", "textarea"):
                self._open = found

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif self._open and tag == self._open.name:
            start = self._at()
            self._open.closes = (start, start + len(f"</{tag}>"))
            self._open = None


def refilled(page: str, typed: Submission) -> str:
    """The page with the form that was sent to ``typed.action`` filled in; as it was where it has no such form."""
    form = _form_of(_Reader(page).forms, typed)
    if form is None:
        return page
    for start, end, text in sorted(_edits(form, typed), reverse=True):
        page = page[:start] + text + page[end:]
    return page


def _form_of(forms: Sequence[_Form], typed: Submission) -> _Form | None:
    """The form that goes where this was sent, whose hidden fields and buttons agree best with what was sent."""
    ours = [one for one in forms if urlsplit(one.attributes.get("action") or "").path == typed.action]
    return max(ours, key=lambda one: _agreement(one, typed), default=None)


def _agreement(form: _Form, typed: Submission) -> int:
    sent = set(typed.fields)
    fixed = [tag for tag in form.tags if tag.attributes.get("type") == "hidden" or tag.name == "button"]
    told = {(tag.field, tag.attributes.get("value") or "") for tag in fixed if tag.field and tag.field not in NOT_KEPT}
    names = {name for name, _ in sent}
    wrong = [pair for pair in told - sent if pair[0] not in {name for name, _ in told & sent}]
    return len(told & sent) - len(wrong) + len(names & {tag.field for tag in form.tags})


def _edits(form: _Form, typed: Submission) -> Iterator[Edit]:
    folds: dict[int, _Tag] = {}
    at_fault = next((tag for tag in form.tags if tag.field == typed.fault and _is_shown(tag)), None)
    for tag in form.tags:
        mark = tag is at_fault
        text, is_filled = _filled(tag, typed)
        if mark or (is_filled and tag.name != "option"):
            folds |= {fold.start: fold for fold in tag.within}
        if mark:
            yield from _marked(tag, text, typed)
        elif text:
            yield tag.start, tag.end, text
        if tag.name == "textarea" and is_filled:
            yield tag.end, tag.closes[0], escape(_value(tag.field, typed), quote=False)
    yield from ((fold.start, fold.end, fold.written(open=None)) for fold in folds.values())


def _is_shown(tag: _Tag) -> bool:
    return tag.name in ("input", "select", "textarea") and tag.attributes.get("type") != "hidden"


def _value(name: str, typed: Submission) -> str:
    return next((value for other, value in typed.fields if other == name), "")


def _filled(tag: _Tag, typed: Submission) -> tuple[str, bool]:
    """The tag as it was filled in ("" leaves it), and whether anything was typed there."""
    kind, name = tag.attributes.get("type") or "", tag.field
    if not name or (name not in {one for one, _ in typed.fields} and kind not in ("checkbox", "radio")):
        return "", False
    value = _value(name, typed)
    if tag.name == "input" and kind in _WRITTEN:
        return tag.written(value=value), bool(value)
    if tag.name == "option":
        return _switched(tag, "selected", is_on=(tag.attributes.get("value") or "") == value), False
    if kind in ("checkbox", "radio"):
        is_on = (name, tag.attributes.get("value") or "on") in typed.fields
        return _switched(tag, "checked", is_on=is_on), is_on
    return "", tag.name in ("select", "textarea") and bool(value)


def _switched(tag: _Tag, name: str, *, is_on: bool) -> str:
    tag.attributes.pop(name, None)
    return tag.written(**({name: None} if is_on else {}))


def _marked(tag: _Tag, text: str, typed: Submission) -> Iterator[Edit]:
    """The field at fault: the page begins there, and says why behind it."""
    name = f"loi-{tag.field}"
    described = " ".join(filter(None, (tag.attributes.get("aria-describedby"), name)))
    value = {"value": _value(tag.field, typed)} if text and tag.name == "input" and "checked" not in text else {}
    marks: dict[str, str | None] = {"aria-invalid": "true", "aria-describedby": described, "autofocus": None}
    yield tag.start, tag.end, tag.written(**value, **marks)
    after = tag.closes[1] or tag.end
    yield after, after, f'<span class="fault" id="{escape(name)}">{escape(typed.text)}</span>'
