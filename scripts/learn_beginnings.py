"""Write down how the rules for words of time begin, so that it need not be found out at each start.

Run: python scripts/learn_beginnings.py
The file is amana/language/due/beginnings.txt, a line a language. Rules that are not in it are looked at when first
asked, which takes some hundredths of a second.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from amana.language.due.ar import ARABIC
from amana.language.due.beginning import LEARNT, written
from amana.language.due.en import ENGLISH
from amana.language.due.he import HEBREW


def main() -> int:
    """Write the file anew."""
    lines = [written(grammar.patterns, grammar.letters) for grammar in (ENGLISH, HEBREW, ARABIC)]
    LEARNT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{LEARNT.name}: {LEARNT.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
