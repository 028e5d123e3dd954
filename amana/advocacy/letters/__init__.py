"""Letters of an own case: composed from its file, checked, changed by their writer, and sent after a yes."""

from amana.advocacy.letters.carrying import as_eml, as_mailto
from amana.advocacy.letters.confirming import confirming
from amana.advocacy.letters.letter import LONGEST, Letter

__all__ = ["LONGEST", "Letter", "as_eml", "as_mailto", "confirming"]
