"""Look the installation over and say what to do."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.config.examining import Finding, examine
from amana.config.looking_outside import look_outside

MARKS = {"well": "✓", "advice": "i", "needed": "!"}


class Command(BaseCommand):
    help = "Look the installation over and say what to do. Exits with 1 when something needs doing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--inside", action="store_true", help="ask nobody outside: neither name servers nor our own address"
        )

    def handle(self, **options: Any) -> None:
        at = timezone.now()
        findings = list(examine(at=at))
        if not options["inside"] and not any(one.state == "needed" and one.about == _("database") for one in findings):
            # What the lines should be is said with what they are.
            findings = [one for one in findings if one.about != _("domains")] + list(look_outside(at))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
        else:
            self._print(findings)
        if any(finding.state == "needed" for finding in findings):
            raise SystemExit(1)

    def _print(self, findings: list[Finding]) -> None:
        for finding in findings:
            self.stdout.write(f"{MARKS[finding.state]} {finding.about}: {finding.says}")
            for line in finding.do.splitlines():
                self.stdout.write(f"    {line}")
