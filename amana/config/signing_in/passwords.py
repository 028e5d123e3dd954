"""What no password may be: a common one in disguise, or the name of who signs in, of the firm or of a brand."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amana.people.models import Account, Company
from amana.team.models import Brand

# Letters as they are written with figures and signs.
_DISGUISES = str.maketrans("013457@$!|", "oieastasil")
# Shorter words stand in many a good password by accident.
SHORTEST = 4


class Guessable:
    """Refuses what is guessed first; asks nobody outside, as the list of common passwords comes with Django."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError for a password that is a common one, or a known name, once figures and signs are taken away."""
        bare = _bare(password)
        if bare in _common():
            raise ValidationError(_("This is a common password with figures or signs added."), code="common")
        for name in [*_names_of(user), *_names_here()]:
            if name in bare and len(bare) - len(name) < SHORTEST:
                raise ValidationError(_("This is hardly more than a name: yours, or one of this house."), code="name")
        if len(set(unicodedata.normalize("NFKC", password))) < SHORTEST:
            raise ValidationError(_("This is one and the same letter over and over."), code="same")

    def get_help_text(self) -> str:
        return str(_("Not a common password with figures added, and not a name of yours or of this house."))


def _bare(text: str) -> str:
    """Return the letters of a word alone, in lower case; figures within it that stand for letters are read as these."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    middle = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return re.sub(r"[\W\d_]", "", middle.translate(_DISGUISES))


@cache
def _common() -> frozenset[str]:
    """Return the common passwords without figures and signs; what is left of most is a word."""
    return frozenset(bare for one in CommonPasswordValidator().passwords if len(bare := _bare(str(one))) >= SHORTEST)


def _names_of(user: object | None) -> list[str]:
    if not isinstance(user, Account):
        return []
    mail, _at, host = user.email.partition("@")
    return _parts(f"{user.name} {mail} {host.partition('.')[0]}")


def _names_here() -> list[str]:
    names = [*Brand.objects.values_list("name", flat=True)[:50]]
    names += Company.objects.filter(is_ours=True).values_list("name", flat=True)
    return [*_parts(" ".join(names)), "amana"]


def _parts(text: str) -> list[str]:
    return [bare for part in re.split(r"[\W_]+", text) if len(bare := _bare(part)) >= SHORTEST]
