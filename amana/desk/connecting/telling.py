"""Telling whoever set a web hook that its server is told nothing more."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.channels.models import WebHook
from amana.handling.mails.plain_mail import post_plain
from amana.wording.isolating import isolated


def tell_turned_off(hook: WebHook, at: datetime) -> None:
    """Write a mail to whoever set it, unless they can no longer sign in; in the transaction that turned it off."""
    account = hook.set_by.account
    if not account.is_active:
        return
    with translation.override(account.language):
        said = {"name": isolated(hook.name), "host": isolated(hook.host)}
        subject = _("The web hook %(name)s is off") % said
        why = _("%(host)s answered that it is gone.") if hook.off_why == WebHook.GONE else _(
            "Nothing we told %(host)s arrived in the last three days."
        )  # fmt: skip
        goes_on = _(
            "What it was to be told is kept for thirty days and can be sent again from this page, once it is on:"
        )
        page = f"{settings.BASE_URL}/desk/settings/hooks/{hook.pk}/"
        text = "\n\n".join([f"{subject}. {why % said}", f"{goes_on}\n{page}"])
        post_plain(account.email, account.name, subject, text, what="notice", language=account.language,
                   brand=hook.brand, at=at)  # fmt: skip
