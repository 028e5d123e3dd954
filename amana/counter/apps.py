"""Names this room to Django."""

from __future__ import annotations

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "amana.counter"
