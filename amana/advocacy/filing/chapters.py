"""The chapters of a file: what each says, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.advocacy.filing.choosing import Reader
from amana.advocacy.filing.gathering import Dossier, Event, Promised
from amana.advocacy.filing.preparing import Ready
from amana.advocacy.filing.sheets import Sheets
from amana.advocacy.filing.styling import BODY, HEADINGS, NOTE, QUIET, SMALL, STRONG, TITLE, Cell, Column, Style
from amana.commitments.models import Commitment

HEAD = Style(8.5, is_bold=True, after=0)
SAID = Style(8.5, colour=QUIET, after=0)
CODE = Style(8.0)
RUNNING = 300  # of the matter, on the cover


def _for(reader: Reader) -> str:
    return {
        "company": _("For the company"),
        "office": _("For a regulator or an ombudsman"),
        "court": _("For the court"),
    }[reader]


def cover(sheets: Sheets, dossier: Dossier) -> None:
    """The two sides, what it is about, what is asked, and from when to when it goes."""
    case = dossier.case
    sheets.space(26)
    sheets.write(_for(dossier.choice.reader), NOTE)
    sheets.write(_("The file of a case"), TITLE)
    sheets.space(8)
    sheets.write(case.customer.name, HEADINGS[1])
    sheets.write(_("against"), NOTE)
    names = [row.company.name for row in dossier.companies] or [case.company.name]
    sheets.write(", ".join(names), HEADINGS[1])
    sheets.space(10)
    sheets.write(_("The matter"), STRONG)
    sheets.write(_shortly(dossier.happened, RUNNING), BODY, own_direction=True)
    sheets.space(4)
    sheets.write(_("What is asked for"), STRONG)
    sheets.write(_shortly(dossier.wanted, RUNNING), BODY, own_direction=True)
    sheets.space(12)
    last = dossier.events[-1].at if dossier.events else case.opened_at
    first = min([event.at for event in dossier.events] or [case.opened_at])
    sheets.pairs([
        (_("Case number"), case.number),
        (_("Events"), _("%(first)s to %(last)s") % {"first": dossier.day(first), "last": dossier.day(last)}),
        (_("Made on"), dossier.when(dossier.at)),
        (_("Times are those of"), str(dossier.zone)),
    ])  # fmt: skip


def _shortly(text: str, most: int) -> str:
    text = text.strip()
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def parties(sheets: Sheets, dossier: Dossier) -> None:
    case = dossier.case
    sheets.heading(_("The parties"))
    rows: list[list[Cell]] = [[case.customer.name, _("keeps this case"), ""]]
    rows += [[one.name, _("claims in this case"), f"{one.amount:,.2f} {one.currency}" if one.amount is not None else ""]
             for one in dossier.claimants]  # fmt: skip
    companies: list[list[Cell]] = [
        [row.company.name, str(row.get_role_display()), row.account] for row in dossier.companies
    ]
    rows += companies or [[case.company.name, _("the company"), ""]]
    sheets.table([Column(_("Name"), 4), Column(_("Part in it"), 3), Column(_("Account, order or amount"), 3)], rows)
    if dossier.names.is_needed and dossier.names.short:
        sheets.write(_("People who answered for the company are named by their first name or initials."), NOTE)


def summary(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("What happened, in short"))
    sheets.write(dossier.happened, BODY, own_direction=True)
    sheets.heading(_("What is asked for"), 2, is_listed=False)
    sheets.write(dossier.wanted, BODY, own_direction=True)
    sheets.heading(_("In figures"), 2, is_listed=False)
    theirs = [one for one in dossier.promises if one.is_theirs]
    days = (dossier.at - dossier.case.opened_at).days
    sheets.pairs([
        (_("Kept since"), f"{dossier.day(dossier.case.opened_at)} ({_days(days)})"),
        (_("Calls"), str(dossier.calls)),
        (_("Letters and messages"), str(dossier.messages)),
        (_("Waiting on the telephone"), _time(timedelta(minutes=dossier.waited))),
        (_("Speaking on the telephone"), _time(timedelta(minutes=dossier.minutes))),
        (_("Promises of the company"), _tally(theirs)),
    ])  # fmt: skip


def _days(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _time(length: timedelta) -> str:
    minutes = length // timedelta(minutes=1)
    if not minutes:
        return ""
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def _tally(promises: Sequence[Promised]) -> str:
    if not promises:
        return ""
    words = {
        "all": len(promises),
        "kept": sum(one.state == Commitment.KEPT for one in promises),
        "broken": sum(one.state == Commitment.BROKEN for one in promises),
        "late": sum(one.state == "late" for one in promises),
    }
    return _("%(all)d; kept %(kept)d, broken %(broken)d, late %(late)d") % words


def chronology(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("What happened, by date"))
    if dossier.left_out:
        left = _("The record has %(count)d earlier entries; they are in the zip of the record.")
        sheets.write(left % {"count": dossier.left_out}, NOTE)
    columns = [
        Column(_("No."), 1.1),
        Column(_("When"), 3),
        Column(_("By whom"), 3),
        Column(_("What was said and done"), 9),
    ]
    sheets.table(
        columns, [_row(event, dossier) for event in sorted(dossier.events, key=lambda one: (one.at, one.number))]
    )
    sheets.write(_("“No.” is the number of the entry in the sealed record."), NOTE)


def _row(event: Event, dossier: Dossier) -> list[Cell]:
    told: list[tuple[str, Style]] = [(event.title, HEAD), (event.sentence, SMALL), (_quoted(event.quote), SAID)]
    told += [(promised, SMALL) for promised in event.promised]
    if event.exhibits:
        numbers = ", ".join(map(str, event.exhibits))
        told.append((_("Exhibit %(numbers)s") % {"numbers": numbers}, HEAD))
    return [str(event.number), dossier.when(event.at), event.who, told]


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def promises(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("What was promised, kept and broken"))
    if not dossier.promises:
        sheets.write(_("No promise is in the record."), BODY)
        return
    for is_theirs, title in ((True, _("By the company")), (False, _("By the customer"))):
        rows: list[list[Cell]] = [_promise(one, dossier) for one in dossier.promises if one.is_theirs == is_theirs]
        if not rows:
            continue
        sheets.heading(title, 2, is_listed=False)
        columns = [Column(_("What was promised"), 5), Column(_("Who, when, where"), 4), Column(_("By when"), 2.6),
                   Column(_("How it stands"), 3.4)]  # fmt: skip
        sheets.table(columns, rows)


def _promise(one: Promised, dossier: Dossier) -> list[Cell]:
    where = _("entry %(number)d") % {"number": one.said_in} if one.said_in else ""
    said: list[tuple[str, Style]] = [(one.who, SMALL), (dossier.when(one.said_at), SMALL), (where, SMALL)]
    due = dossier.when(one.due_at) if one.due_at else ""
    state: list[tuple[str, Style]] = [(_state(one.state), HEAD)]
    if one.ended_at is not None and one.state != "late":
        state.append((dossier.day(one.ended_at), SMALL))
    return [[(one.action, SAID)], said, due, state]


def _state(state: str) -> str:
    return {
        Commitment.OPEN: _("open"),
        "late": _("late: the time has passed"),
        Commitment.DISPUTED: _("disputed"),
        Commitment.KEPT: _("kept"),
        Commitment.BROKEN: _("broken"),
        Commitment.RENEGOTIATED: _("a new time was agreed"),
        Commitment.RELEASED: _("released"),
    }.get(state, state)


def spent(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("Money and hours"))
    phone = _time(timedelta(minutes=dossier.waited + dossier.minutes))
    sheets.pairs([(_("On the telephone"), phone or _("nothing was written down"))])
    if not dossier.costs:
        return
    rows: list[list[Cell]] = [
        [dossier.day(cost.at), cost.what or str(cost.get_kind_display()), str(cost.get_kind_display()),
         f"{cost.amount:,.2f} {cost.currency}" if cost.amount is not None
         else _time(timedelta(minutes=cost.minutes or 0))]
        for cost in dossier.costs
    ]  # fmt: skip
    sheets.table(
        [Column(_("Written down"), 3), Column(_("What for"), 6), Column(_("Kind"), 3), Column(_("How much"), 3)], rows
    )
    total = [f"{amount:,.2f} {currency}" for amount, currency in dossier.sums]
    sheets.pairs([(_("Money, in all"), ", ".join(total)), (_("Time, in all"), _time(dossier.hours))])


def ladder(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("Who was asked, rung by rung"))
    if not dossier.rungs:
        sheets.write(_("Nobody above the first who answered has been asked yet."), BODY)
        return
    rows: list[list[Cell]] = [
        [str(one.number), dossier.when(one.at), [(one.title, HEAD), (one.sentence, SMALL), (_quoted(one.quote), SAID)]]
        for one in dossier.rungs
    ]
    sheets.table([Column(_("No."), 1.1), Column(_("When"), 3.5), Column(_("Who was asked, and what for"), 10)], rows)


def checkpoint(sheets: Sheets, dossier: Dossier) -> None:
    """The signed root over all records of a day, and up to where it holds this one; nothing where none was made yet."""
    if dossier.fixed is None:
        return
    latest, length = dossier.fixed
    sheets.space(3)
    sheets.write(_("A checkpoint is signed each day over all records of the installation. It shows that this record stood then as "
                   "it stands here, and tells nothing of the others. Compare it with the one at the foot of mails you kept, or "
                   "with the list the installation shows to everybody."))  # fmt: skip
    sheets.space(2)
    upto = _("entries 1 to %(last)d") % {"last": length} if length else _("nothing of this record yet")
    sheets.pairs([
        (_("Checkpoint"), f"{latest.number}, {dossier.when(latest.at)}"),
        (_("It holds"), upto),
        (_("Its fingerprint"), latest.fingerprint),
        (_("Signed by the key"), latest.key),
    ], CODE)  # fmt: skip


def verifying(sheets: Sheets, dossier: Dossier) -> None:
    sheets.heading(_("How to verify this, and what it proves"), follows=60)
    sheets.write(_("This file is printed from a sealed record. With the record itself, a zip with the case's number as its "
                   "name, anybody can check it without this program:"))  # fmt: skip
    sheets.bullets([
        _("Ask the keeper of the case for the zip, unpack it, and run “python verify.py” in its folder."),
        _("It names the last fingerprint of the record; it is the one below, or the record has gone on since."),
        _("Each file in the zip has its SHA-256; the exhibits here are listed with theirs."),
    ])  # fmt: skip
    sheets.space(2)
    sheets.pairs([
        (_("Entries in the record"), str(dossier.length)),
        (_("Last fingerprint"), dossier.fingerprint),
    ], CODE)  # fmt: skip
    checkpoint(sheets, dossier)
    sheets.heading(_("It shows"), 2, is_listed=False)
    sheets.bullets([
        _("that no entry was changed, removed or put in between after a fingerprint was sent to somebody;"),
        _("in which order the entries were written, and when the program wrote them."),
    ])  # fmt: skip
    sheets.heading(_("It does not show"), 2, is_listed=False)
    sheets.bullets([
        _("that what was written is true: a call that one side noted is the word of that side;"),
        _("that nothing was left out: what nobody wrote down is not in it;"),
        _("at what hour it really was, where the clock of the computer was set wrong."),
    ])  # fmt: skip
    if dossier.fixed:
        sheets.bullets([_("anything against somebody who holds both the database and the key that signs checkpoints, "
                          "unless an earlier checkpoint is kept outside.")])  # fmt: skip
    sheets.write(_("This is a record of facts and no legal advice."), NOTE)
    if sheets.is_substituted:
        sheets.write(_("Letters that cannot be printed here stand as “?”; the record has them."), NOTE)


CHAPTERS: Sequence[Callable[[Sheets, Dossier], None]] = (
    parties, summary, chronology, promises, spent, ladder, verifying,
)  # fmt: skip


# ── exhibits ─────────────────────────────────────────────────────────────────


def appendix(sheets: Sheets, dossier: Dossier, ready: Sequence[Ready]) -> list[tuple[int, int]]:
    """Write the list of exhibits and each of them; return where sheets are free for pages of attached PDF files."""
    if not dossier.choice.with_exhibits:
        return []
    sheets.sheet()
    sheets.heading(_("Exhibits"))
    if not ready:
        sheets.write(_("No paper is attached."), BODY)
        return []
    columns = [Column(_("No."), 1.1), Column(_("The paper"), 6), Column(_("Came with"), 3), Column(_("SHA-256"), 6)]
    sheets.table(columns, [_listed(one, dossier) for one in ready])
    places = []
    for one in ready:
        if one.why:
            continue
        sheets.sheet()
        _exhibit(sheets, one, dossier)
        if one.pages:
            places.append((one.exhibit.number, sheets.sheet()))
            for _page in range(one.pages - 1):
                sheets.sheet()
    return places


def _name(one: Ready) -> str:
    return one.exhibit.name or _("The whole text of entry %(number)d") % {"number": one.exhibit.entry_number or 0}


def _listed(one: Ready, dossier: Dossier) -> list[Cell]:
    what: list[tuple[str, Style]] = [(_name(one), SAID)]
    size = filesizeformat(one.exhibit.size).replace("\xa0", " ") if one.exhibit.file else ""
    what.append((" · ".join(filter(None, [size, _why(one.why)])), SMALL))
    came = _("entry %(number)d") % {"number": one.exhibit.entry_number} if one.exhibit.entry_number else ""
    return [str(one.exhibit.number), what, [(came, SMALL), (dossier.day(one.exhibit.at), SMALL)],
            [(one.exhibit.sha256, CODE)]]  # fmt: skip


def _why(why: str) -> str:
    return {
        "": "",
        "locked": _("not shown: it is locked by a password"),
        "large": _("not shown: it is too large"),
        "missing": _("not shown: the file is missing"),
        "empty": _("not shown: it holds no text"),
        "other": _("not shown: it is no picture, PDF or text"),
    }.get(why, _("not shown: it cannot be read"))


def _exhibit(sheets: Sheets, one: Ready, dossier: Dossier) -> None:
    sheets.heading(_("Exhibit %(numbers)s") % {"numbers": one.exhibit.number} + f" – {_name(one)}", 2)
    came = _("entry %(number)d") % {"number": one.exhibit.entry_number} if one.exhibit.entry_number else ""
    pages = ""
    if one.pages:
        pages = str(one.pages)
        if one.all_pages > one.pages:
            pages = _("the first %(shown)d of %(all)d") % {"shown": one.pages, "all": one.all_pages}
    sheets.pairs([(_("Came with"), came), (_("On"), dossier.when(one.exhibit.at)), (_("Pages"), pages),
                  (_("SHA-256"), one.exhibit.sha256)], SMALL)  # fmt: skip
    sheets.space(3)
    if one.jpeg:
        sheets.picture(one.jpeg, wide=one.wide, high=one.high)
    elif one.text:
        sheets.write(one.text, Style(9.0), own_direction=True)
        if one.is_cut:
            sheets.write(_("The rest is not printed; the whole of it is in the zip of the record."), NOTE)
