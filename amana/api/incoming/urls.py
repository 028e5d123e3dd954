"""The addresses at which machines push to us: one for each connected thing, by a key nobody can guess."""

from __future__ import annotations

from django.urls import path

from amana.api.incoming import mail_providers, messengers, phone

urlpatterns = [
    path("mail/<slug:key>/mime/", mail_providers.mail, name="incoming_mail"),
    path("mail/<slug:key>/told/", mail_providers.told, name="incoming_told"),
    path("phone/<slug:key>/", phone.phone, name="incoming_phone"),
    # Others stand before this one, which takes every channel that has the five files.
    path("<slug:channel>/<slug:key>/", messengers.door, name="incoming_messenger"),
]
