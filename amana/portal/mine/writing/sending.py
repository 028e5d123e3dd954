"""How a letter leaves: by one's own mailbox after a yes, or carried by oneself and then written down as sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amana.advocacy.climbing import guard_of, send_letter
from amana.advocacy.composing import company_of, facts_for
from amana.advocacy.filing.lettering import OnPaper, letter_pdf
from amana.advocacy.letters.carrying import as_eml, as_mailto
from amana.advocacy.letters.connecting import mailbox_of
from amana.advocacy.letters.letter import RIGHT_TO_LEFT
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.sending import Leaving, fate_of, files_to_choose, note_answer
from amana.cases.errors import Refused
from amana.kit.codes import key_in
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.mine.writing.changing import as_kept, find
from amana.portal.mine.writing.choosing import said
from amana.post.models import File, Outgoing
from amana.record.reading import entry
from amana.wording.held_reasons import retold


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def ways(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST sends the letter (`how` = mailbox), or writes down that it left in another way; the POST is the yes."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    if request.method != "POST":
        return render(request, "mine/writing/ways.html", _page(kept, found))
    try:
        leaving = Leaving(request.POST.get("how", ""), company_of(kept.case, found.company), _chosen(request, kept))
        sent = send_letter(found, as_kept(found), leaving, by=kept.viewer, at=kept.at)
    except Refused as refused:
        page = _page(kept, found) | {"error": refused.sentence}
        return render(request, "mine/writing/ways.html", page, status=422)
    messages.success(request, _done(sent))
    return redirect(kept.url("own_sent", sent.pk))


def _done(sent: SentLetter) -> str:
    if sent.how == SentLetter.MAILBOX:
        return _("The letter goes out from your mailbox now, and is in the record.")
    return _("The letter is in the record as sent.")


def _chosen(request: HttpRequest, kept: Kept) -> list[File]:
    keys = {key for one in request.POST.getlist("files")[:20] if (key := key_in(one))}
    return [file for file in files_to_choose(kept.case) if file.pk in keys]


def _page(kept: Kept, found: LetterDraft) -> dict[str, Any]:
    letter = as_kept(found)
    return kept.frame | {
        "draft": found,
        "label": said(found.kind, "name"),
        "mailbox": mailbox_of(kept.case.customer),
        "mailto": as_mailto(letter),
        "guard": guard_of(found, letter, kept.case, at=kept.at),
        "files": files_to_choose(kept.case),
        "change_url": kept.url("own_draft", found.pk),
        "file_url": kept.url("own_draft_file", found.pk),
        "paper_url": kept.url("own_draft_paper", found.pk),
        "pdf_url": kept.url("own_draft_pdf", found.pk),
        "direction": "rtl" if found.language in RIGHT_TO_LEFT else "ltr",
    }


@require_safe
@by_owner
def file(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer the letter as a message file; that it was sent is said afterwards, by its writer."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    account, box = kept.keeper.account, mailbox_of(kept.case.customer)
    address = box.address if box else account.email
    try:
        content = as_eml(as_kept(found), name=account.name, address=address, language=found.language, at=kept.at)
    except Refused as refused:
        page = _page(kept, found) | {"error": refused.sentence}
        return render(request, "mine/writing/ways.html", page, status=422)
    return as_download(content, f"{kept.case.number}.eml", "message/rfc822")


@require_safe
@by_owner
def paper(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """The letter as a page to print, in its own language and direction."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | {
        "draft": found,
        "company": company_of(kept.case, found.company),
        "customer": kept.case.customer,
        "direction": "rtl" if found.language in RIGHT_TO_LEFT else "ltr",
        "back_url": kept.url("own_draft_sending", found.pk),
    }
    return render(request, "mine/writing/paper.html", page)


@require_safe
@by_owner
def pdf(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Answer the letter as a PDF, in its own language and direction."""
    found = find(kept, key)
    if found is None:
        return not_yours(request, kept.keeper)
    facts = facts_for(found, kept.case, at=kept.at)
    on_paper = OnPaper(
        sender=(facts.name, facts.mail, facts.phone),
        receiver=(found.reader, found.role, facts.company),
        subject=found.subject,
        text=found.text,
    )
    content = letter_pdf(on_paper, language=found.language, zone=kept.case.zone or "UTC", at=kept.at)
    return as_download(content, f"{kept.case.number}.pdf", "application/pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def sent(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """One letter that left, and what became of it; POST says that an answer came."""
    found = SentLetter.objects.filter(case=kept.case, pk=key).first()
    if found is None:
        return not_yours(request, kept.keeper)
    if request.method == "POST":
        note_answer(found, at=kept.at)
        messages.success(request, _("Noted. Add what they wrote, so that it is in the file."))
        return redirect(kept.url("own_adding"))
    written = entry(found.entry, side="customer")
    fate = fate_of(found)
    page = kept.frame | {
        "letter": found,
        "label": said(found.kind, "name"),
        "text": written["text"] if written else "",
        "subject": written["subject"] if written else "",
        "fate": _fate(fate),
        "letters_url": kept.url("own_letters"),
    }
    return render(request, "mine/writing/sent.html", page)


def _fate(fate: Outgoing | None) -> str:
    """Return in a sentence what became of a letter in the outbox; "" when it went another way."""
    if fate is None:
        return ""
    if fate.state == Outgoing.SENT:
        if fate.was_doubtful:
            return _("Sent. The server once broke off before it said whether it took the mail: it may have come twice.")
        return _("Your mail server took it.")
    if fate.state == Outgoing.FAILED:
        return _("It was not delivered: %(why)s") % {"why": fate.last_error}
    if fate.state == Outgoing.HELD:
        return _("It is held: %(why)s") % {"why": retold(fate.last_error)}
    if fate.was_doubtful:
        return _("Nobody knows yet whether it arrived: the server broke off before it said so. It is tried again.")
    if fate.last_error:
        return _("It waits and is tried again: %(why)s") % {"why": fate.last_error}
    return _("It is on its way.")
