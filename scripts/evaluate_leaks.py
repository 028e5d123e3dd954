"""Print how well each leak is found on cases composed and labelled by hand, and what is found in the sample mailbox.

scripts/evaluate_leaks.py            the labelled cases, and those written afterwards
scripts/evaluate_leaks.py --sample   the sample mailbox as well: a database of its own, about half a minute
scripts/evaluate_leaks.py --wrong    each case in which something was missed or found too much
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")

WRITTEN_FIRST = ("english", "hebrew", "arabic")
WRITTEN_AFTERWARDS = ("afterwards",)
UNSEEN = ("later",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", action="store_true", help="also the sample mailbox")
    parser.add_argument("--wrong", action="store_true", help="name each case that was judged otherwise than labelled")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amana-leaks-") as folder:
        os.environ["AMANA_DATA"] = folder
        import django

        django.setup()
        for title, names in (("Labelled first, then tuned on", WRITTEN_FIRST),
                             ("Written afterwards, tuned on since", WRITTEN_AFTERWARDS),
                             ("Written last, never tuned on", UNSEEN)):  # fmt: skip
            print_table(title, names, tells_wrong=chosen.wrong)
        if chosen.sample:
            print_sample()


def print_table(title: str, names: Sequence[str], *, tells_wrong: bool) -> None:
    """Print precision and recall of each leak over the cases of some files."""
    from amana.review.leaks.judging import JUDGEMENTS, judge
    from amana.review.tests.leaks.labelled.composing import composed

    cases = [case for name in names for case in composed(name)]
    right, missed, too_much = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        found = judge(case.picture, at=case.at)
        right.update(case.labels & found.keys())
        missed.update(case.labels - found.keys())
        too_much.update(found.keys() - case.labels)
        if tells_wrong and case.labels != found.keys():
            reasons = {kind: found[kind].reason for kind in found.keys() - case.labels}
            print(f"  {case.id}: missed {sorted(case.labels - found.keys())}, too much {reasons}")
    print(f"\n{title}: {len(cases)} cases")
    print(f"{'leak':16}{'labelled':>9}{'found':>7}{'right':>7}{'precision':>11}{'recall':>8}")
    for kind in JUDGEMENTS:
        print(row_of(kind, right[kind], missed[kind], too_much[kind]))
    print(row_of("all", right.total(), missed.total(), too_much.total()))


def row_of(name: str, right: int, missed: int, too_much: int) -> str:
    """Return one line of the table; a share of nothing is a dash."""
    precision = f"{right / (right + too_much):.2f}" if right + too_much else "–"
    recall = f"{right / (right + missed):.2f}" if right + missed else "–"
    return f"{name:16}{right + missed:>9}{right + too_much:>7}{right:>7}{precision:>11}{recall:>8}"


def print_sample() -> None:
    """Print what is found in the sample mailbox, case by case."""
    from datetime import UTC, datetime

    from django.core.management import call_command

    from amana.cases.models import Case
    from amana.config.replaying import replay
    from amana.readings.taking import read_some
    from amana.review.leaks.keeping import look_at
    from amana.review.leaks.wording import reason_of
    from amana.team.models import Agent  # noqa: F401  # the apps are loaded

    call_command("migrate", verbosity=0)
    now = datetime(2026, 11, 12, 8, tzinfo=UTC)
    replay(now=now, password="a long password")  # a database that is thrown away
    while read_some(worker="evaluation", at=now):
        pass
    print("\nThe sample mailbox")
    from zoneinfo import ZoneInfo

    total = Counter[str]()
    for case in Case.objects.order_by("opened_at"):
        for leak in look_at(case.key, at=now):
            total[leak.kind] += 1
            leak.refresh_from_db()
            print(
                f"  {case.subject[:34]:36}{leak.kind:15}{leak.strength} {reason_of(leak, zone=ZoneInfo('UTC'), now=now)}"
            )
    print(", ".join(f"{kind} {count}" for kind, count in sorted(total.items())))


if __name__ == "__main__":
    main()
