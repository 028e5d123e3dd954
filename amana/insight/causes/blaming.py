"""Whether a sentence puts the cause on the customer: what many people get wrong was made so that it is got wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from amana.language.normalising import fold


def _patterns() -> str:
    said = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return "|".join(f"(?:{one.replace('<who>', part['who'])})" for part in said.values() for one in part["said"])


_BLAMES: Final = re.compile(_patterns())
# "Not the customer's fault" says the opposite.
_DENIED: Final = re.compile(
    r"(?:\b(?:not|no|never|isn't|wasn't|nor|neither|instead of|rather than|than)(?:\s+(?:a|an|the|due to|because of|simply|about|any))*"
    r"|(?<!\w)(?:לא|אינו|אינה|אין|בלי|איננה|ולא)(?:\s+(?:זו|זה|מדובר\s+ב|בגלל|כל))*|(?<!\w)(?:ليس|ليست|لا|بدون|وليس|مش)(?:\s+(?:هناك|بسبب|من))*)\s*$"
)


def blames_the_customer(text: str) -> str:
    """Return the words, folded, with which a text makes the customer the cause, in Hebrew, Arabic or English; "" for none."""
    folded = fold(text)
    for found in _BLAMES.finditer(folded):
        if not _DENIED.search(folded[: found.start()]):
            return found[0].strip()
    return ""
