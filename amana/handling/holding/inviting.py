"""Inviting a colleague: a link that works once and for three days, and the place in the team that waits behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.routing import routes_for
from amana.handling.holding.welcoming import welcome
from amana.handling.mails.plain_mail import post_plain, sender_of
from amana.kit.codes import new_token
from amana.people.models import Account
from amana.post.models import Outgoing, Recipient
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand, Invitation
from amana.wording.times import moment

LIVES = timedelta(days=3)
PATH = "/invitation/"


@dataclass(frozen=True)
class Invited:
    """An invitation as it was just made. `link` is empty when a mail carries it, and else the one time it can be read."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(  # noqa: PLR0913  # what is said of a colleague, by name
    email: str, *, name: str, role: str, lead: Agent | None, brands: Iterable[Brand], language: str, by: Agent,
    at: datetime,
) -> Invited:  # fmt: skip
    """Keep a place in the team for somebody and post the link to it; they choose their own password behind it.

    Raises Refused when the address has an account or an invitation already, ValidationError for what is no address.
    """
    email, name, brands = email.strip().lower(), " ".join(name.split())[:120], list(brands)
    validate_email(email)
    _must_be_new(email)
    if not name or not brands:
        raise Refused(_("Say what they are called, and which brand they speak for."))
    if Invitation.objects.waiting().filter(email=email).exists():
        raise Refused(_("%(email)s is invited already. Send that invitation again instead.") % {"email": email})
    token = new_token()
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                email=email, name=name, role=role, lead=lead, language=language, zone=by.account.zone, by=by,
                digest=digest_of(token), invited_at=at, expires_at=at + LIVES,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("%(email)s is invited already. Send that invitation again instead.")
                      % {"email": email}) from None  # fmt: skip
    row.brands.set(brands)
    return _hand_out(row, token, at=at)


@transaction.atomic
def send_again(invitation: Invitation, *, by: Agent, at: datetime) -> Invited:
    """Make a new link, good for three days from now; the old one is dead. Raises Refused when nobody waits for it."""
    row = _waiting(invitation)
    _must_be_new(row.email)
    _forget_mail(row)
    token = new_token()
    row.digest, row.by, row.invited_at, row.expires_at = digest_of(token), by, at, at + LIVES
    row.save(update_fields=["digest", "by", "invited_at", "expires_at"])
    return _hand_out(row, token, at=at)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime) -> None:
    """Let its link open nothing any more. Raises Refused when it was accepted or withdrawn before."""
    row = _waiting(invitation)
    _forget_mail(row)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])


def digest_of(token: str) -> str:
    """Return what is kept of a link; the token is random throughout, so that a plain digest cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(digest: str, *, at: datetime) -> Invitation | None:
    """Return the invitation behind a link that is still good; None for one that never was, is used, or is too old.

    It ends with the right to invite of whoever sent it.
    """
    rows = Invitation.objects.waiting().filter(digest=digest, expires_at__gt=at)
    row = rows.select_related("by__account", "lead").first()
    if row is None or not row.by.is_lead or not row.by.account.is_active:
        return None
    return None if row.role == Agent.MANAGER and row.by.role != Agent.MANAGER else row


def accept_invitation(digest: str, password: str, *, at: datetime) -> Agent | None:
    """Make the account with the password its owner chose, and the place in the team; None when the link is not good.

    Of two that come at once one finds it used. Raises ValidationError for a password that will not do, and Refused
    when the address has an account by now; the invitation then stays.
    """
    with transaction.atomic():
        row = find_invitation(digest, at=at)
        if row is None or not Invitation.objects.waiting().filter(pk=row.pk, digest=digest).update(accepted_at=at):
            return None
        _must_be_new(row.email)
        try:
            agent = add_agent(row.email, name=row.name, brands=row.brands.all(), at=at, role=row.role, lead=row.lead,
                              password=password, language=row.language, zone=row.zone)  # fmt: skip
        except IntegrityError:
            raise Refused(_already(row.email)) from None
        _forget_mail(row)
    welcome(agent, at=at)
    return agent


def _must_be_new(email: str) -> None:
    if Agent.objects.filter(account__email=email).exists():
        raise Refused(_("%(email)s already serves here.") % {"email": email})
    if Account.objects.filter(email=email).exists():
        raise Refused(_already(email))


def _already(email: str) -> str:
    return _("%(email)s has an account here already. With amana user add it gets a place in the team.") % {
        "email": email
    }


def _waiting(invitation: Invitation) -> Invitation:
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if row is None or row.accepted_at or row.withdrawn_at:
        raise Refused(_("This invitation was accepted or withdrawn in the meantime."))
    return row


def _hand_out(row: Invitation, token: str, *, at: datetime) -> Invited:
    """Post the link, or give it back to be handed over where no mail can leave yet."""
    link = f"{settings.BASE_URL}{PATH}{token}/"
    brand = row.brands.order_by("created_at", "pk").first()
    row.mail = _post(row, link, brand, at=at).pk if can_be_sent(brand) else None
    row.save(update_fields=["mail"])
    return Invited(row, "" if row.mail else link)


def can_be_sent(brand: Brand | None) -> bool:
    """Return whether there is a way out for a mail that belongs to no record, from this brand."""
    sender = sender_of(brand)
    route = routes_for([sender])[sender]
    return route is not None and not route.is_closed


def _post(row: Invitation, link: str, brand: Brand | None, *, at: datetime) -> Outgoing:
    with translation.override(row.language):
        words = {
            "name": row.by.name,
            "brand": brand.name if brand else "Amana",
            "when": moment(row.expires_at, zone=ZoneInfo(row.zone), now=at),
        }
        subject = _("%(name)s invites you to serve at %(brand)s") % words
        text = _("%(name)s invites you to the service desk of %(brand)s. Choose a password of your own here:") % words
        end = (
            _(
                "The link works once, until %(when)s. Do not pass it on: whoever opens it first takes your place. "
                "If you do not know what this is about, there is nothing you have to do."
            )
            % words
        )
    body = f"{text}\n\n{link}\n\n{end}\n"
    return post_plain(row.email, row.name, subject, body, what="invitation", language=row.language, brand=brand, at=at)


def _forget_mail(row: Invitation) -> None:
    """Take the mail with the old link out of the outbox, or its bytes when it has left."""
    if row.mail is None:
        return
    waiting = Outgoing.objects.filter(pk=row.mail, state=Outgoing.WAITING, lease_until=None)
    if waiting.update(state=Outgoing.HELD, mime=b""):
        Recipient.objects.filter(outgoing=row.mail).delete()
        Outgoing.objects.filter(pk=row.mail).delete()
        return
    Outgoing.objects.filter(pk=row.mail).exclude(state__in=Outgoing.UNDER_WAY).update(mime=b"")
