"""Regular expressions that are compiled when first used: compiling all of them would be most of the time to start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as later
else:

    class later:  # noqa: N801 - it stands for the function re.compile
        """A pattern whose methods are those of the compiled one; a wrong pattern raises re.error at its first use."""

        def __init__(self, pattern: str, flags: int = 0) -> None:
            self.pattern, self._flags = pattern, flags

        def __getattr__(self, name: str) -> Any:
            # Asked once for each method: from then on the method is an attribute, as quick as the pattern's own.
            found = getattr(re.compile(self.pattern, self._flags), name)
            setattr(self, name, found)
            return found


__all__ = ["later"]
