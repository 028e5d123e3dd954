"""How the words of a text feel: what was felt or threatened, and how hot it is said."""

from amana.language.tone.measuring import tone_of

__all__ = ["tone_of"]
