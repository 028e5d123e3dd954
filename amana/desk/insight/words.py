"""How the pages of insight call what figures are divided by: endings, kinds of promise, reasons, channels, languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.commitments.models import Commitment
from amana.insight.measures.parts.dividing import CHANNEL, LANGUAGE, PRODUCT
from amana.insight.measures.parts.promised import DISPUTED
from amana.insight.measures.promises import BROKEN, LATE, ON_TIME, RENEGOTIATED
from amana.insight.models import Climb
from amana.review.models import Leak

Text = str | Promise

ENDINGS: Final[dict[str, Text]] = {
    ON_TIME: gettext_lazy("kept on time"),
    LATE: gettext_lazy("kept late"),
    BROKEN: gettext_lazy("broken"),
    RENEGOTIATED: gettext_lazy("new time agreed"),
    DISPUTED: gettext_lazy("disputed"),
}
ORIGINS: Final[dict[str, Text]] = {
    Commitment.HAND: gettext_lazy("written by hand"),
    Commitment.READ: gettext_lazy("said in a message"),
    Commitment.CLAIMED: gettext_lazy("added by the customer"),
    Commitment.ANSWER: gettext_lazy("we answer what was written"),
    Commitment.RUNG: gettext_lazy("somebody a rung up answers"),
    Commitment.CALL_BACK: gettext_lazy("we call back"),
}
REASONS: Final[dict[str, Text]] = dict(Climb.REASONS)
KINDS: Final[dict[str, Text]] = dict(Leak.KINDS)
STRENGTHS: Final[dict[str, Text]] = {str(key): words for key, words in Leak.STRENGTHS}
CHANNELS: Final[dict[str, Text]] = {
    "email": gettext_lazy("mail"),
    "form": gettext_lazy("web form"),
    "webform": gettext_lazy("web form"),
    "web": gettext_lazy("web form"),
    "portal": gettext_lazy("the customer’s page"),
    "phone": gettext_lazy("telephone"),
    "call": gettext_lazy("telephone"),
    "chat": gettext_lazy("chat"),
    "words": gettext_lazy("told in words"),
    "hand": gettext_lazy("written down by hand"),
    "import": gettext_lazy("brought in from elsewhere"),
    "api": gettext_lazy("another program"),
}


def rung_said(rung: str) -> str:
    """Say on which rung of the ladder something happened; 0 is the front line."""
    said = {"0": _("the front line"), "1": _("first rung"), "2": _("second rung")}
    return said.get(rung, _("third rung and above"))


def channel_said(channel: str) -> str:
    """Say by which way something came; a way we have no word for is called as it calls itself."""
    return str(CHANNELS.get(channel, channel))


def language_said(code: str) -> str:
    """Say a language by its name in the reader's language."""
    return str(dict(settings.LANGUAGES).get(code, code))


# By which sides of a case its customers are told apart: what each is called over a table, and how its values are said.
SIDES: Final[dict[str, tuple[Text, Callable[[str], str]]]] = {
    LANGUAGE: (gettext_lazy("By language"), language_said),
    CHANNEL: (gettext_lazy("By channel"), channel_said),
    PRODUCT: (gettext_lazy("By product"), str),
}
