"""The advocacy application."""

from __future__ import annotations

from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "amana.advocacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from amana.advocacy.letters.connecting import lent_by_address
        from amana.channels.email.routing import lend

        lend(lent_by_address)
