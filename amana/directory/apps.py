"""The directory application."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "amana.directory"
    default_auto_field = "django.db.models.BigAutoField"
