"""Show the product on a sample mailbox: a small shop, three weeks, three languages."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.config.progress import Progress
from amana.config.replaying import replay
from amana.config.running import up_command
from amana.kit.codes import new_token
from amana.people.models import Account
from amana.team.models import Agent

PASSWORD_LENGTH = 12


class Command(BaseCommand):
    help = "Load the sample mailbox into a folder of its own and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="load, print what is promised, and end")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, once: bool, port: int, host: str, **options: Any) -> None:
        password = new_token()[:PASSWORD_LENGTH]
        if Case.objects.exists():
            self._renew_passwords(password)
        else:
            with Progress() as progress:
                replay(now=timezone.now(), password=password, on_progress=lambda done, _all: progress("events", done))
        if once:
            self._table()
            return
        self._how_to_sign_in(password)
        raise SystemExit(up_command(["--host", host, "--port", str(port)]))

    def _renew_passwords(self, password: str) -> None:
        """The sample was loaded before: only the password is new, so that this terminal can show it."""
        for account in Account.objects.filter(email__endswith=".example"):
            account.set_password(password)
            account.save(update_fields=["password"])

    def _table(self) -> None:
        now = timezone.now()
        self.stdout.write("PROMISES")
        call_command("promises", stdout=self.stdout, most=60)
        self.stdout.write("\nCASES")
        call_command("cases", stdout=self.stdout, most=60)
        states = Counter(Commitment.objects.values_list("state", flat=True))
        late = Commitment.objects.overdue(now).count()
        owed = states[Commitment.OPEN] + states[Commitment.DISPUTED]
        self.stdout.write(
            f"\n{Case.objects.count()} cases. Promises kept {states[Commitment.KEPT]}, open {owed - late}, late {late}, "
            f"broken {states[Commitment.BROKEN]}, disputed {states[Commitment.DISPUTED]}."
        )

    def _how_to_sign_in(self, password: str) -> None:
        self.stdout.write("Sign in as any of these, with the password " + password)
        for agent in Agent.objects.select_related("account").order_by("role", "joined_at"):
            self.stdout.write(f"  {agent.account.email}   {agent.name}, {agent.get_role_display()}")
        own = Account.objects.filter(agent=None, email__endswith=".example").first()
        if own:
            self.stdout.write(f"  {own.email}   {own.name}, a consumer with a case of her own")
