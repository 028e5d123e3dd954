"""Makes the design system's templates, tags and static files known."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "amana.look"
