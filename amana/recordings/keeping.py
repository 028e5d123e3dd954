"""Attaching a recording to a call, letting the caller have it, and deleting it; each stands in the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.handling.facts.noting import noted_call
from amana.handling.filing import prepare_file, said_of
from amana.handling.mails.saying import zone_of
from amana.handling.talking.hearing import hear
from amana.kit.codes import key_in, new_id
from amana.post.models import File
from amana.post.storing import discard
from amana.record.appending import Appended, Line, append
from amana.record.kinds import Audience
from amana.record.reading import Read, entry
from amana.record.sealing import instant
from amana.recordings.hearing.listening import languages
from amana.recordings.hearing.queueing import queue
from amana.recordings.hearing.writing_down import erase_words, hide_words, share_words, why_gone
from amana.recordings.models import Recording, Rule
from amana.recordings.sounding import kind_of, name_for
from amana.team.models import Brand
from amana.team.viewing import Viewer
from amana.wording.times import moment

LARGEST = 50 * 1024 * 1024  # bytes: some four hours of speech


@dataclass(frozen=True)
class Consent:
    """Who let the call be recorded, in which way (one of Recording.WAYS), and when (aware)."""

    by: str
    how: str
    at: datetime


def rule_of(brand: Brand | None) -> Rule | None:
    """Return the rule of a brand whose calls can be recorded, None where they cannot."""
    return Rule.objects.filter(brand=brand).first() if brand is not None else None


def set_rule(brand: Brand, *, is_on: bool, asks: str, by: Viewer, at: datetime, hears: bool = False) -> None:
    """Let recordings be attached to a brand's calls, or no more; what is there already stays. Only a lead may.

    `hears` has a program of this machine write down what is said in those that are kept from then on. Raises Refused where it has
    no such program.
    """
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead can change this."))
    if not is_on:
        Rule.objects.filter(brand=brand).delete()
        return
    if hears and not languages():
        raise Refused(_("No program that hears is installed here. Whoever runs this server can add one."))
    says = {"asks": asks.strip()[:300], "hears": hears}
    Rule.objects.update_or_create(
        brand=brand, defaults=says, create_defaults=says | {"by": by.agent, "since": at}
    )  # fmt: skip


def recordings_of(calls: Iterable[UUID]) -> dict[UUID, Recording]:
    """Return the recording of each of these calls that has or had one, the latest; one query."""
    rows = Recording.objects.filter(call__in=list(calls)).select_related("file", "by__account", "hearing")
    return {row.call: row for row in rows.order_by("at", "pk")}


@transaction.atomic
def attach(case: Case, call: UUID, content: bytes, consent: Consent, *, by: Viewer, at: datetime) -> Recording:
    """Keep a recording of a call that was logged; only the company reads that it is there.

    Raises Refused where the brand has no recordings, nobody consented, it is no sound a browser plays, it is larger than 50 MB,
    the entry is no call of this case, or the call has one.
    """
    agent = by.agent
    if agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    case = take(case.key)
    if rule_of(case.brand) is None:
        raise Refused(_("This brand records no calls."))
    _must_be_a_call(case, call)
    _must_rest_on(consent, at)
    media_type = kind_of(content) if len(content) <= LARGEST else None
    if len(content) > LARGEST:
        raise Refused(_("A recording has at most 50 MB."))
    if media_type is None:
        raise Refused(_("This is no recording a browser can play: WAV, MP3, Ogg, FLAC, M4A and WebM are."))
    if Recording.objects.filter(call=call, deleted_at=None).exists():
        raise Refused(_("This call has a recording already."))
    key = new_id()
    file = prepare_file(
        content, name=name_for(media_type, case.number), media_type=media_type, case=case.key, entry=key, at=at
    )
    file.save(force_insert=True)
    row = Recording.objects.create(
        id=new_id(), case=case, call=call, entry=key, file=file, consent_by=consent.by.strip()[:200],
        consent_how=consent.how, consent_at=consent.at, by=agent, at=at,
    )  # fmt: skip
    says = {"call": str(call), "file": said_of(file), "by": by.name,
            "consent": {"who": row.consent_by, "how": row.consent_how, "at": instant(row.consent_at)}}  # fmt: skip
    append(Line(case.key, "recording.added", by.actor, at, says, id=key))
    queue(row, case, at=at)
    return row


def _must_be_a_call(case: Case, key: UUID) -> Read:
    call = noted_call(case, key)
    if call is None:
        raise Refused(_("There is no such call in this case."))
    return call


def _must_rest_on(consent: Consent, at: datetime) -> None:
    if not consent.by.strip() or consent.how not in dict(Recording.WAYS):
        raise Refused(_("Say who consented to the recording, and how."))
    if consent.at > at:
        raise Refused(_("Consent is given before a recording is kept."))


@transaction.atomic
def share(recording: Recording, *, by: Viewer, at: datetime) -> Recording:
    """Let the caller hear and keep the recording; both sides read that they can. Twice changes nothing."""
    case = take(recording.case_id)
    row = _held(recording, by)
    if row.shared_at is not None:
        return row
    if row.file is None:
        raise Refused(_("This recording was deleted."))
    key = new_id()
    says = {"call": str(row.call), "file": said_of(row.file), "by": by.name}
    row.shared_at = at
    row.save(update_fields=["shared_at"])
    # Named by the entry that both sides read.
    File.objects.filter(pk=row.file.pk).update(entry=key)
    append(Line(case.key, "recording.shared", by.actor, at, says, id=key))
    share_words(row, at=at)
    return row


@transaction.atomic
def delete(recording: Recording, *, why: str, by: Viewer, at: datetime) -> Recording:
    """Delete the bytes of a recording, for good; the record keeps that there was one, and why it is gone.

    Whoever attached it may, and a lead. Who could hear it reads that it is gone. Twice changes nothing.
    """
    case = take(recording.case_id)
    row = _held(recording, by)
    if row.deleted_at is not None:
        return row
    assert by.agent is not None
    if row.by_id != by.agent.pk and not by.agent.is_lead:
        raise Refused(_("Only whoever attached it or a lead can delete a recording."))
    if not why.strip():
        raise Refused(_("Say why it is deleted."))
    _take_bytes(row, at)
    says = {"call": str(row.call), "why": why.strip()[:500], "by": by.name}
    audience: Audience = "shared" if row.shared_at is not None else "company"
    append(Line(case.key, "recording.deleted", by.actor, at, says, audience=audience))
    erase_words([row], why=why_gone(case), by=by.actor, at=at)
    return row


def _take_bytes(row: Recording, at: datetime) -> None:
    file, row.file, row.deleted_at = row.file, None, at
    row.save(update_fields=["file", "deleted_at"])
    if file is not None:
        key = file.key
        file.delete()
        # Once it is certain: a deletion that is rolled back has its bytes still.
        transaction.on_commit(lambda: discard(key))


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased`: with the words about a call, or that it was recorded, its recording goes, too.

    Who consented is no longer said either, and what a machine heard goes. The caller holds the case.
    """
    about = [key for one in entries if (key := key_in(one.content["about"]))]
    rows = Recording.objects.filter(case__in={one.book for one in entries})
    gone = list(rows.filter(Q(call__in=about) | Q(entry__in=about) | Q(file__entry__in=about)).select_related("file"))
    last = max(entries, key=lambda one: one.at)
    for row in gone:
        row.consent_by = "–"
        row.save(update_fields=["consent_by"])
        if row.deleted_at is None:
            _take_bytes(row, last.at)
    # Of two entries that say the same, none stays when the other goes.
    heard = list(rows.filter(Q(hearing__entry__in=about) | Q(hearing__shared__in=about)))
    if gone or heard:
        erase_words({*gone, *heard}, why=str(last.content["why"]), by=last.by, at=last.at, besides=about)


def hide(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.withdrawn`: from whom a call is withdrawn, what a machine heard in it is, too. The caller holds the case."""
    for one in entries:
        about = key_in(one.content["about"])
        if rows := list(Recording.objects.filter(case=one.book, call=about)) if about else []:
            hide_words(rows, one.content, by=one.by, at=one.at)


def _held(recording: Recording, by: Viewer) -> Recording:
    """Return the recording as it is now; the caller holds its case."""
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=recording.case_id).exists():
        raise Refused(_("There is no such case."))
    return Recording.objects.select_related("file").get(pk=recording.pk)


@transaction.atomic
def ask_for_a_copy(recording: Recording, *, by: Viewer, at: datetime) -> None:
    """Let the caller ask for a copy: it stands in the record in their name, and an answer is owed. Twice asks once."""
    case = take(recording.case_id)
    row = Recording.objects.get(pk=recording.pk)
    if by.side != "customer" or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    if row.deleted_at is not None:
        raise Refused(_("This recording was deleted."))
    if row.asked_at is not None or row.shared_at is not None:
        return
    call = entry(row.call, side="customer")
    with translation.override(case.language):
        words = {"when": moment(call.at if call is not None else row.at, zone=zone_of(case), now=at)}
        text = _("Please send me a copy of the recording of our call: %(when)s.") % words
    row.asked_at, row.asked_by = at, by.person
    row.save(update_fields=["asked_at", "asked_by"])
    hear(case, text, by=by, at=at)
