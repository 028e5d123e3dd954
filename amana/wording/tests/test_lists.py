from __future__ import annotations

import pytest
from django.utils import translation

from amana.wording.lists import listing


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", [], ""),
        ("en", ["Dana"], "Dana"),
        ("en", ["Dana", "Omer"], "Dana and Omer"),
        ("en", ["Dana", "Omer", "Ruth"], "Dana, Omer and Ruth"),
        ("he", ["דנה", "עומר"], "דנה ועומר"),
        ("he", ["דנה", "Omer"], "דנה ו־Omer"),
        ("ar", ["دانا", "عومر", "روت"], "دانا، عومر وروت"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(language: str, names: list[str], said: str):
    with translation.override(language):
        assert listing(names) == said
