"""Asking a language model what was missed in a message of a customer, and taking up what it proposes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.language_models.agreeing import agreed
from amana.channels.language_models.talking import ModelTrouble, talk
from amana.channels.models import LanguageModel, ModelConsent
from amana.commitments.models import Commitment
from amana.commitments.noticing import known_promises, noticed
from amana.language import read
from amana.language.findings import NOT_DUE, Party, Promise
from amana.readings.asking import BY_COMPANY, PROMISE, NotUnderstood, Proposed, proposals, question
from amana.readings.covering import LONGEST, Covered, cover, has_words
from amana.readings.models import Inquiry, Reading, Suggestion
from amana.readings.proposing import decide, keep_proposals, may_be_asked_about
from amana.readings.taking import clock_of
from amana.record.reading import Read, entry
from amana.team.models import Agent
from amana.team.viewing import Viewer

# A message is not sent a second time while its first answer may still come.
UNDER_WAY = timedelta(seconds=60)
# What was tried, what is wanted and what is promised all stand in the words of ours that a model is tried out with.
TRIAL_KINDS = 3


def ask(row: Reading, *, by: Viewer, at: datetime) -> tuple[list[Suggestion], int]:
    """Send the covered text of one message to the brand's model; return what is new, and how much of it was dropped.

    Runs outside a transaction, as a model takes its time. Raises Refused with the reason: without a consent, or when
    the answer is of no use.
    """
    text, covered = covered_text(row, by=by)
    inquiry, consent = begin(row, by=by, at=at)
    with ended(inquiry):
        found, dropped = _answer(consent.language_model, covered, text)
    with transaction.atomic():
        must_stand(consent, row.case)
        return keep_proposals(inquiry, found, at=timezone.now()), dropped


def covered_text(row: Reading, *, by: Viewer) -> tuple[str, Covered]:
    """Return the words of an entry, and as they may leave. Raises Refused when a model is not asked about it."""
    said = entry(row.entry, side="company")
    text = str(said["text"] or "") if said is not None else ""
    if said is None or not text.strip() or not may_be_asked_about(row, by):
        raise Refused(_("A model is not asked about this."))
    covered = cover(text, names=_names(row.case, said), without=_not_new(row, text))
    if not has_words(covered.text):
        raise Refused(_("A model is not asked about this."))
    return text, covered


@contextmanager
def ended(inquiry: Inquiry) -> Iterator[None]:
    """Write down that an inquiry is over, also when it came to nothing."""
    try:
        yield
    except Refused:
        Inquiry.objects.filter(pk=inquiry.pk).update(answered_at=timezone.now())
        raise


def must_stand(consent: ModelConsent, case: Case) -> None:
    """Keep a withdrawal waiting until the transaction ends. Raises Refused when there was one meanwhile."""
    standing = agreed(case.brand_id, holding=True)
    if standing is None or standing.pk != consent.pk:
        raise Refused(_("The consent was withdrawn meanwhile. The answer was thrown away."))


def _names(case: Case, said: Read) -> Iterator[str]:
    """The names known here that may stand in a message: the customer's, and those of the team."""
    yield case.customer.name
    sender = said["from"]
    yield str(sender.get("name") or "") if isinstance(sender, dict) else ""
    yield from Agent.objects.filter(brands=case.brand_id).values_list("account__name", flat=True)


def _not_new(row: Reading, text: str) -> list[tuple[int, int]]:
    """Where the message holds a signature, a disclaimer, or what is quoted from before."""
    parts = read(text[:LONGEST], sent_at=row.at, side="customer", only={"parts"}).parts
    return [(part.start, part.end) for part in parts if part.kind != "new"]


@transaction.atomic
def begin(row: Reading, *, by: Viewer, at: datetime) -> tuple[Inquiry, ModelConsent]:
    """Write down that it is asked, while nobody can withdraw the consent."""
    consent = agreed(row.case.brand_id, holding=True)
    if consent is None or by.agent is None:
        raise Refused(_("No language model may be asked here. Whoever leads the team can allow it in the settings."))
    recent = Inquiry.objects.filter(entry=row.entry, answered_at=None, asked_at__gt=at - UNDER_WAY)
    if recent.exists():
        raise Refused(_("It is being asked about this message already. Try again in a minute."))
    model = consent.language_model
    inquiry = Inquiry(entry=row.entry, case=row.case, model=model.model, host=model.host, by=by.agent, asked_at=at)
    inquiry.save(force_insert=True)
    return inquiry, consent


def _answer(model: LanguageModel, covered: Covered, text: str) -> tuple[list[Proposed], int]:
    try:
        found, dropped = proposals(talk(model, question(covered)), covered, text)
    except ModelTrouble as trouble:
        raise Refused(str(trouble)) from trouble
    except NotUnderstood as wrong:
        raise Refused(_("The model's answer cannot be understood. Nothing of it was kept.")) from wrong
    if dropped and not found:
        raise Refused(_("What the model answered does not stand in the message. Nothing of it was kept."))
    return found, dropped


def try_out(model: LanguageModel) -> int:
    """Send a sentence of ours, never a customer's; return how many of the three kinds of finding in it came back.

    Needs no consent, as it holds nobody's words. Raises Refused with the reason.
    """
    text = _("The router is still dead. I restarted it twice. Please send a technician. I will be at home on Tuesday.")
    found, _dropped = _answer(model, cover(text, names=()), text)
    return len({one.kind for one in found})


@transaction.atomic
def take_up(row: Reading, suggestion: UUID, verdict: str, *, by: Viewer, at: datetime) -> Commitment | None:
    """Keep a person's word on a proposal; a promise called right waits in the ledger for its time, and is returned.

    Raises Refused as `decide`, and when the ledger has the promise already.
    """
    decided = decide(row, suggestion, verdict, by=by, at=at)
    if decided.verdict != Suggestion.RIGHT or decided.kind != PROMISE:
        return None
    promise = _as_promise(decided, row)
    known = known_promises([row.case_id], [promise])
    rows = noticed(row.case, [promise], said_in=row.entry, at=row.at, known=known)
    if not rows:
        raise Refused(_("The ledger has this promise already."))
    return Commitment.objects.bulk_create(rows)[0]


def _as_promise(decided: Suggestion, row: Reading) -> Promise:
    zone, week = clock_of(row.case)
    by: Party = "company" if decided.label == BY_COMPANY else "customer"
    to: Party = "customer" if by == "company" else "company"
    told = read(
        decided.quote, sent_at=row.at.astimezone(zone), side=by, locale=row.case.language, week=week, only={"promises"}
    )
    due = next((one.due for one in told.promises), NOT_DUE)
    return Promise(
        decided.start, decided.end, decided.quote, "proposed by a language model", 0.5, by, to, decided.quote, due, "firm"
    )  # fmt: skip
