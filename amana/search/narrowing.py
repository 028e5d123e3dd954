"""Filters of a search: from what was typed to what is asked of a case or an entry, and back to words a reader understands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.cases.models import CLOSED, OPEN, Case, Tag, Tagged
from amana.channels.messaging.finding import channels
from amana.language.normalising import fold
from amana.search.asking import Asked
from amana.search.models import Indexed
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer
from amana.wording.isolating import isolated

ME, NOBODY = "me", "nobody"
# What may be typed for each value, in English, Hebrew and Arabic.
STATES = {OPEN: "open פתוח פתוחה مفتوح مفتوحة", CLOSED: "closed סגור סגורה مغلق مغلقة"}
HOLDERS = {ME: "me אני أنا", NOBODY: "nobody none איש אף-אחד לאאחד أحد لاأحد"}
KINDS = {
    "message": "message mail הודעה מייל رسالة بريد", "call": "call שיחה مكالمة", "note": "note הערה ملاحظة",
    "file": "file attachment קובץ צרופה مرفق", "case": "case פנייה ملف",
    "question": "question שאלה سؤال", "recording": "recording הקלטה تسجيل",
}  # fmt: skip
CHANNELS = {
    "email": "email mail מייל דואל بريد",
    "portal": "portal פורטל بوابة",
    "hand": "hand call ידני טלפון هاتف يدوي",
    "whatsapp": "whatsapp וואטסאפ ווטסאפ واتساب",
    "sms": "sms סמס מסרון رسالة",
    "telegram": "telegram טלגרם تيليجرام تلغرام",
    "messenger": "messenger facebook מסנג'ר מסנג׳ר פייסבוק ماسنجر فيسبوك",
    "x": "x twitter טוויטר אקס تويتر إكس",
}
LANGUAGES = {
    "he": "he hebrew עברית العبرية עברי",
    "ar": "ar arabic ערבית العربية عربي",
    "en": "en english אנגלית الإنجليزية",
}
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d")
FIRST_YEAR, LAST_YEAR = 1970, 2100
_DAYS = {0: "today היום اليوم", 1: "yesterday אתמול أمس"}


@dataclass(frozen=True)
class Chip:
    """A filter in force, said in words; `rest` is the query without it."""

    says: str
    rest: str


@dataclass(frozen=True)
class Narrowed:
    """What is asked beside the words. `kind`, `with_file` and the moments are asked of an entry, the others of its case."""

    kind: str = ""
    with_file: bool = False
    since: datetime | None = None
    before: datetime | None = None
    case: UUID | None = None
    state: str = ""
    holder: UUID | None = None
    is_unheld: bool = False
    brand: UUID | None = None
    channel: str = ""
    language: str = ""
    tags: tuple[UUID, ...] = ()
    chips: tuple[Chip, ...] = ()
    left_out: tuple[str, ...] = field(default=())  # what was typed and names nothing here

    def among(self, rows: QuerySet[Indexed]) -> QuerySet[Indexed]:
        """Return the rows whose cases answer to what is asked of them."""
        if self.holder:
            rows = rows.filter(case__holder=self.holder)
        if self.is_unheld:
            rows = rows.filter(case__holder=None)
        asked = {"case__state": self.state, "case__channel": self.channel, "case__language": self.language,
                 "case__brand": self.brand, "case": self.case}  # fmt: skip
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        for tag in self.tags:
            rows = rows.filter(Exists(Tagged.objects.filter(case=OuterRef("case"), tag=tag)))
        return rows


Found = tuple[dict[str, Any], str] | None  # what it sets, of whatever type its field has, and what a chip says
Thing = TypeVar("Thing")


def narrow(asked: Asked, viewer: Viewer) -> Narrowed:
    """Return what the filters of a query ask for, as far as this viewer may know of it."""
    found, chips, left_out = Narrowed(), [], []
    for one in asked.filters:
        read = _READERS[one.key](one.value, viewer)
        if read is None:
            left_out.append(one.raw)
            continue
        values, says = read
        if "tags" in values:
            values["tags"] = (*found.tags, values["tags"])
        found = replace(found, **values)
        chips.append(Chip(says, asked.without(one.raw)))
    return replace(found, chips=tuple(chips), left_out=tuple(left_out))


def _one_of(values: dict[str, str], typed: str) -> str:
    wanted = fold(typed)
    return next((value for value, names in values.items() if wanted in map(fold, names.split())), "")


def _state(typed: str, _viewer: Viewer) -> Found:
    value = _one_of(STATES, typed)
    return ({"state": value}, _("open") if value == OPEN else _("closed")) if value else None


def _holder(typed: str, viewer: Viewer) -> Found:
    value = _one_of(HOLDERS, typed)
    if value == NOBODY:
        return {"is_unheld": True}, _("held by nobody")
    if value == ME:
        return ({"holder": viewer.agent.pk}, _("held by me")) if viewer.agent else None
    rows = Agent.objects.filter(brands__in=viewer.brands).select_related("account").distinct()
    agent = _best(typed, [(one.name, one) for one in rows])
    return ({"holder": agent.pk}, _("held by %(name)s") % {"name": isolated(agent.name)}) if agent else None


def _brand(typed: str, viewer: Viewer) -> Found:
    brand = _best(typed, [(one.name, one) for one in Brand.objects.filter(pk__in=viewer.brands)])
    return ({"brand": brand.pk}, _("of %(name)s") % {"name": isolated(brand.name)}) if brand else None


def _best(typed: str, named: Sequence[tuple[str, Thing]]) -> Thing | None:
    """Return what is called so; else what has a word that begins so, the first by name."""
    wanted = fold(typed)
    if not wanted:
        return None
    ordered = sorted(((fold(name), place) for place, (name, _thing) in enumerate(named)))
    exact = [place for name, place in ordered if name == wanted]
    begun = [place for name, place in ordered if name.startswith(wanted) or f" {wanted}" in name]
    return named[(exact or begun)[0]][1] if exact or begun else None


def _tag(typed: str, viewer: Viewer) -> Found:
    wanted = " ".join(fold(typed).split())
    tag = Tag.objects.filter(brand__in=viewer.brands, folded=wanted).order_by("pk").first()
    return ({"tags": tag.pk}, _("tagged %(name)s") % {"name": isolated(tag.name)}) if tag else None


def _case(typed: str, viewer: Viewer) -> Found:
    number = typed.upper() if typed.upper().startswith("AM-") else f"AM-{typed.upper()}"
    case = Case.objects.visible_to(viewer).filter(number=number).first()
    return ({"case": case.pk}, _("in the case %(number)s") % {"number": isolated(number)}) if case else None


def _channel(typed: str, _viewer: Viewer) -> Found:
    value = _one_of(CHANNELS, typed)
    return ({"channel": value}, channel_words()[value]) if value else None


def channel_words() -> dict[str, str]:
    """Return what each channel by which a case began is called."""
    words = {"email": _("begun by mail"), "portal": _("begun in the portal"), "hand": _("begun by hand")}
    return words | {one.name: _("begun by %(channel)s") % {"channel": one.title} for one in channels().values()}


def _language(typed: str, _viewer: Viewer) -> Found:
    value = _one_of(LANGUAGES, typed)
    return ({"language": value}, _("in %(name)s") % {"name": dict(settings.LANGUAGES)[value]}) if value else None


def _kind(typed: str, _viewer: Viewer) -> Found:
    value = _one_of(KINDS, typed)
    return ({"kind": value}, kind_words()[value]) if value else None


def kind_words() -> dict[str, str]:
    """Return what each kind of entry is called when only it is looked for."""
    return {
        "message": _("messages only"), "call": _("calls only"), "note": _("notes only"), "file": _("files only"),
        "case": _("how cases began"), "question": _("questions to somebody outside, and their answers"),
        "recording": _("what a machine heard in recordings"),
    }  # fmt: skip


def _with(typed: str, _viewer: Viewer) -> Found:
    return ({"with_file": True}, _("with a file")) if _one_of({"file": KINDS["file"]}, typed) else None


def _before(typed: str, _viewer: Viewer) -> Found:
    day = _day(typed)
    return ({"before": _midnight(day)}, _("before %(day)s") % {"day": _shown(day)}) if day else None


def _until(typed: str, _viewer: Viewer) -> Found:
    day = _day(typed)
    return ({"before": _midnight(day + timedelta(days=1))}, _("until %(day)s") % {"day": _shown(day)}) if day else None


def _since(typed: str, _viewer: Viewer) -> Found:
    day = _day(typed)
    return ({"since": _midnight(day)}, _("since %(day)s") % {"day": _shown(day)}) if day else None


def _day(typed: str) -> date | None:
    """Return the day that is meant, in the reader's zone; None for what is no day between 1970 and 2100."""
    wanted = fold(typed)
    for back, names in _DAYS.items():
        if wanted in map(fold, names.split()):
            return timezone.localdate() - timedelta(days=back)
    for form in _DATES:
        try:
            day = datetime.strptime(wanted, form).date()  # noqa: DTZ007  # a day has no zone; its midnight is given one
        except ValueError:
            continue
        return day if FIRST_YEAR < day.year < LAST_YEAR else None
    return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _shown(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


_READERS: dict[str, Callable[[str, Viewer], Found]] = {
    "state": _state, "holder": _holder, "brand": _brand, "channel": _channel, "language": _language, "before": _before,
    "until": _until, "since": _since, "kind": _kind, "with": _with, "tag": _tag, "case": _case,
}  # fmt: skip
