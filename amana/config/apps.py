"""Starts the product: puts the table of reactions in force."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "amana.config"

    def ready(self) -> None:
        from amana.config.reactions import REACTIONS
        from amana.record.reacting import install

        install(REACTIONS)
