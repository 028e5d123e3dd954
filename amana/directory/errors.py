"""Why something cannot be done in the directory, in a sentence for the reader."""

from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """A verb that cannot proceed: `sentence` tells the reader why, and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
