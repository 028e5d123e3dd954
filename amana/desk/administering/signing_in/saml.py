"""The firm's directory where it speaks SAML: our description first, then its own as a file; changed, and taken away."""

from __future__ import annotations

import re
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.channels.email.keeping_secrets import lock
from amana.desk.acting import Act, accepted, posted
from amana.desk.administering.signing_in.rules import those_who_may
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.look.proving import proved
from amana.people.models import SamlSignIn
from amana.people.saml import is_spoken
from amana.people.saml.errors import MetadataNotRead
from amana.people.saml.metadata import Directory, directory_of, ends_at, new_key

# What its links are called among those of all directories.
SAML = "saml"
MOST_DOMAINS = 20
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class SamlForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes no type at run time
    """What people call it, its description, whose addresses it answers for, and whether it may begin by itself."""

    metadata = forms.FileField(required=False)
    domains = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}))

    class Meta:
        model = SamlSignIn
        fields = ["name", "metadata", "takes_unasked"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["name", "metadata", "domains", "takes_unasked"])
        labels = {"name": _("What people call it"), "metadata": _("The directory's metadata, an XML file"),
                  "domains": _("Domains whose addresses it answers for, one a line"),
                  "takes_unasked": _("Sign-ins may begin at the directory (IdP-initiated)")}  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.initial["domains"] = "\n".join(self.instance.domains)
        self.fields["domains"].help_text = _(
            "Whoever has an account here with such an address is let in by what the directory says. "
            "Left empty, everybody links their account by hand."
        )
        self.fields["takes_unasked"].help_text = _(
            "Less safe: somebody may be led into an account that is not theirs. "
            "Leave it off unless the directory can do nothing else."
        )

    def clean_metadata(self) -> Directory | None:
        given = self.cleaned_data["metadata"]
        if not isinstance(given, UploadedFile):
            return None
        try:
            return directory_of(given.read(500_001), at=timezone.now())
        except MetadataNotRead as error:
            raise forms.ValidationError(str(error)) from None

    def clean_domains(self) -> list[str]:
        said = [word.lower().lstrip("@") for word in re.split(r"[\s,;]+", self.cleaned_data["domains"]) if word]
        for word in said:
            if not DOMAIN.fullmatch(word):
                raise forms.ValidationError(_("%(word)s is no domain, such as example.com.") % {"word": word})
        if len(said) > MOST_DOMAINS:
            raise forms.ValidationError(_("At most %(count)s domains.") % {"count": MOST_DOMAINS})
        return sorted(set(said))


@proved
@seated
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_saml(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The directory. Another directory, by its own name, knows nobody yet. Without the package nothing can be sent."""
    those_who_may(seat)
    row = SamlSignIn.objects.first() or SamlSignIn()
    form = SamlForm(posted(request), request.FILES or None, instance=row)

    def save(said: dict[str, Any]) -> None:
        _save(row, said, seat)

    if request.method == "POST" and is_spoken() and accepted(form, noting(save, seat, "sign_in")):
        messages.success(request, _("Saved. Try it in a private window before you tell others."))
        return redirect("desk:sign_in_saml")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form} | _shown(SamlSignIn.objects.first())
    return page(request, seat, "desk/administering/sign_in_saml.html", context, name="settings", status=status)


def _save(row: SamlSignIn, said: dict[str, Any], seat: Seat) -> None:
    directory, before = said["metadata"], row.entity_id
    if directory is not None:
        row.entity_id, row.sign_in_url = directory.entity_id, directory.sign_in_url
        row.certificates = list(directory.certificates)
    row.domains, row.changed_at = said["domains"], seat.at
    if not row.key:
        key, row.certificate = new_key("Amana", at=seat.at)
        row.key = lock({"key": key})
    with transaction.atomic():
        row.save()
        if before != row.entity_id:
            SocialAccount.objects.filter(provider=SAML).delete()


def _shown(row: SamlSignIn | None) -> dict[str, Any]:
    what = Act(_("The firm's directory (SAML)"), _("Save"), reverse("desk:sign_in_rules"), about=_("Signing in"))
    return {
        "act": what, "firm": row, "is_spoken": is_spoken(), "our_name": f"{settings.BASE_URL}{reverse('saml_metadata')}",
        "answers_to": f"{settings.BASE_URL}{reverse('saml_answer')}",
        "ends": min((ends_at(one) for one in row.certificates), default=None) if row else None,
    }  # fmt: skip


@proved
@seated
@require_POST
def sign_in_saml_removal(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the directory away, and our key for it: nobody comes in by it any more, and no link with it is kept."""
    those_who_may(seat)
    with noted("sign_in", by=seat.agent, at=seat.at):
        SamlSignIn.objects.all().delete()
        SocialAccount.objects.filter(provider=SAML).delete()
    messages.success(request, _("Nobody signs in by the directory any more."))
    return redirect("desk:sign_in_rules")
