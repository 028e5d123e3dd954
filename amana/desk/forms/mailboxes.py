"""The form of a mailbox: where its mail is read and sent, and as whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.channels.email.connecting import suggest
from amana.channels.email.signing_in import provider
from amana.channels.models import SECURITY, TLS, Mailbox
from amana.desk.forms.offering import choice, row_choice
from amana.handling.intake.connecting_mail import SAID
from amana.team.models import Brand

LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class AddressForm(forms.Form):
    """The first question: which address."""

    address = forms.EmailField(label=gettext_lazy("Mail address"), widget=forms.EmailInput(attrs=LTR))


def host(label: Any) -> Any:
    return forms.CharField(label=label, max_length=253, required=False, widget=forms.TextInput(attrs=LTR))


def port(label: Any) -> Any:
    return forms.IntegerField(label=label, min_value=1, max_value=65535)


def security(label: Any) -> Any:
    return forms.ChoiceField(label=label, choices=SECURITY)


class MailboxForm(forms.Form):
    """A mailbox of a brand; the servers of well-known providers are filled in."""

    brand = forms.ModelChoiceField(label=gettext_lazy("Brand"), queryset=Brand.objects.none(), empty_label=None)
    address = forms.EmailField(label=gettext_lazy("Mail address"), widget=forms.EmailInput(attrs=LTR))
    sign_in = forms.ChoiceField(label=gettext_lazy("Sign in by"), choices=Mailbox.SIGN_INS)
    password = forms.CharField(
        label=gettext_lazy("Password, or app password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=gettext_lazy("It is kept encrypted and never shown. Empty keeps the one there is."),
    )
    imap_host = host(gettext_lazy("IMAP server; empty when mail is not fetched from here"))
    imap_port = port(gettext_lazy("IMAP port"))
    imap_security = security(gettext_lazy("IMAP security"))
    imap_user = host(gettext_lazy("IMAP user; empty for the mail address"))
    folder = forms.CharField(
        label=gettext_lazy("Folder"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    smtp_host = host(gettext_lazy("SMTP server; empty when mail is not sent through here"))
    smtp_port = port(gettext_lazy("SMTP port"))
    smtp_security = security(gettext_lazy("SMTP security"))
    smtp_user = host(gettext_lazy("SMTP user; empty for the mail address"))
    import_from = forms.DateField(
        label=gettext_lazy("Bring in mail from this day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("What is older stays where it is. Empty: only what arrives from now on."),
    )

    def __init__(
        self, *args: Any, brands: Any, mailbox: Mailbox | None = None, address: str = "", **kwargs: Any
    ) -> None:
        kwargs["initial"] = _of(mailbox) if mailbox else _proposed(address)
        super().__init__(*args, **kwargs)
        row_choice(self, "brand").queryset = brands
        kept = mailbox.sign_in if mailbox else ""
        choice(self, "sign_in").choices = [one for one in Mailbox.SIGN_INS if one[0] == kept or _can(one[0])]
        self._mailbox = mailbox
        if mailbox is not None:
            del self.fields["brand"], self.fields["address"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("imap_host") and not cleaned.get("smtp_host"):
            self.add_error(None, _("Say at least where its mail is read, or where it is sent."))
        address = self._mailbox.address if self._mailbox else str(cleaned.get("address", "")).lower()
        has_secret = bool(cleaned.get("password") or (self._mailbox and self._mailbox.secret))
        if has_secret or cleaned.get("sign_in") != Mailbox.PASSWORD:  # a server that asks for none gets no user
            cleaned |= {name: cleaned.get(name) or address for name in ("imap_user", "smtp_user")}
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What goes into the mailbox."""
        return {name: self.cleaned_data[name] for name in SAID}


def _can(sign_in: str) -> bool:
    """A password always; a provider only where this installation has a client of its own."""
    return sign_in == Mailbox.PASSWORD or provider(sign_in) is not None


def _of(mailbox: Mailbox) -> dict[str, Any]:
    return {name: getattr(mailbox, name) for name in SAID}


def _proposed(address: str) -> dict[str, Any]:
    found = suggest(address)
    return {
        "address": address,
        "sign_in": found.sign_in if _can(found.sign_in) else Mailbox.PASSWORD,
        "imap_host": found.imap_host,
        "imap_port": 993,
        "imap_security": TLS,
        "folder": "INBOX",
        "smtp_host": found.smtp_host,
        "smtp_port": found.smtp_port,
        "smtp_security": found.smtp_security,
    }
