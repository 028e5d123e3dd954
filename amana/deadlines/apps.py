"""The deadlines application."""

from __future__ import annotations

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "amana.deadlines"
    default_auto_field = "django.db.models.BigAutoField"
