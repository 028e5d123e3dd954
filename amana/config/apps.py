"""Starts the product: puts the table of reactions in force."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "amana.config"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from amana.config.reactions import HISTORY, REACTIONS
        from amana.config.signing_in.staying import begin, proved_again
        from amana.record.reacting import install

        install(REACTIONS, HISTORY)
        # Django and allauth say so alone by their signals; whoever comes in by another door is heard of as well.
        user_logged_in.connect(begin)
        authentication_step_completed.connect(proved_again)
