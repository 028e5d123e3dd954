"""Add people who serve, and help those who cannot get in: for whoever may use the terminal."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.signing_in.rescuing import let_in_again, make, new_password, note_act, take_factors_away
from amana.config.signing_in.telling import browser_said
from amana.desk.carrying.noting import noted
from amana.handling.holding.welcoming import welcome
from amana.handling.intake.importing import new_brand
from amana.people.models import Account
from amana.people.staying import sign_out_everywhere, signed_in
from amana.team.changing import CannotBe
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand

BY_COMMAND = "amana user"
ROLES = [role for role, _label in Agent.ROLES]


class Command(BaseCommand):
    help = "Add somebody who serves, or help somebody who cannot get in: amana user add EMAIL --name NAME."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="add somebody who serves")
        add.add_argument("email")
        add.add_argument("--name", required=True, help="as customers read it")
        add.add_argument("--role", choices=ROLES, default=Agent.AGENT)
        add.add_argument("--lead", metavar="EMAIL", help="whom they work for")
        add.add_argument("--language", choices=["he", "ar", "en"], default="", help="of the screens they see")
        role = verbs.add_parser("role", help="make somebody another thing, such as administrator: admin")
        role.add_argument("email")
        role.add_argument("role", choices=ROLES)
        password = verbs.add_parser("password", help="set a new password; every sign-in of theirs ends")
        password.add_argument("email")
        for asked in (add, password):
            asked.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        for verb, says in {
            "factors": "take passkeys, app and recovery codes away, for somebody who lost them; every sign-in ends",
            "signins": "list where somebody is signed in",
            "signout": "end every sign-in of somebody",
            "enable": "let somebody who was disabled sign in again",
        }.items():
            verbs.add_parser(verb, help=says).add_argument("email")

    def handle(self, *, verb: str, email: str, **options: Any) -> None:
        at = timezone.now()
        if verb == "add":
            self._add(email, at=at, **options)
            return
        account = Account.objects.filter(email=email.strip().lower()).first()
        if account is None:
            raise CommandError(f"Nobody called {email} has an account here.")
        verbs: dict[str, Callable[..., None]] = {
            "role": self._role,
            "password": self._password,
            "factors": self._factors,
            "signins": self._sign_ins,
            "signout": self._sign_out,
            "enable": self._enable,
        }
        verbs[verb](account, at=at, **options)

    def _add(self, email: str, *, lead: str | None, password_stdin: bool, at: datetime, **options: Any) -> None:
        above = self._lead(lead) if lead else None
        password = _password(password_stdin)
        with ExitStack() as stack:
            for part in ("brands", "people"):
                stack.enter_context(noted(part, by=None, at=at, called=BY_COMMAND))
            brands = list(Brand.objects.all()) or [new_brand(email.rpartition("@")[2], at=at)]
            agent = add_agent(
                email, name=options["name"], brands=brands, at=at, role=options["role"], lead=above, password=password,
                language=options["language"],
            )  # fmt: skip
        given = welcome(agent, at=at)
        self.stdout.write(f"{agent.name} now serves as {agent.role}.")
        if given:
            self.stdout.write(f"Cases nobody held, now in their hands: {given}")

    def _role(self, account: Account, *, role: str, at: datetime, **_options: Any) -> None:
        try:
            with noted("people", by=None, at=at, called=BY_COMMAND):
                make(account, role, at=at)
        except CannotBe as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{account.name} now serves as {role}, and signs in anew.")

    def _password(self, account: Account, *, password_stdin: bool, at: datetime, **_options: Any) -> None:
        password = _password(password_stdin)
        validate_password(password, account)
        new_password(account, password, at=at)
        note_act(account, "password", called=BY_COMMAND, at=at)
        self.stdout.write(f"{account.name} has a new password, and signs in anew.")

    def _factors(self, account: Account, *, at: datetime, **_options: Any) -> None:
        taken = take_factors_away(account, at=at)
        note_act(account, "second factor", called=BY_COMMAND, at=at, before=taken)
        self.stdout.write(f"Taken away from {account.name}: {taken}. They sign in with the password alone.")

    def _sign_ins(self, account: Account, *, at: datetime, **_options: Any) -> None:
        rows = signed_in(account, at=at)
        for row in rows:
            began = timezone.localtime(row.began_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"{began}  {row.ip or '?':<15}  {browser_said(row.browser)}")
        if not rows:
            self.stdout.write(f"{account.name} is signed in nowhere.")

    def _sign_out(self, account: Account, *, at: datetime, **_options: Any) -> None:
        ended = sign_out_everywhere(account)
        note_act(account, "sign-ins", called=BY_COMMAND, at=at, before=ended)
        self.stdout.write(f"Sign-ins of {account.name} ended: {ended}")

    def _enable(self, account: Account, *, at: datetime, **_options: Any) -> None:
        with noted("people", by=None, at=at, called=BY_COMMAND):
            let_in_again(account, at=at)
        self.stdout.write(f"{account.name} can sign in.")

    def _lead(self, email: str) -> Agent:
        found = Agent.objects.active().filter(account__email=email.strip().lower()).first()
        if found is None:
            raise CommandError(f"Nobody called {email} serves here.")
        return found


def _password(is_piped: bool) -> str:
    """Read the password without showing it. Raises CommandError when there is none, or the two differ."""
    if is_piped:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise CommandError("The two passwords differ.")
    else:
        raise CommandError("No terminal to ask for a password at; use --password-stdin.")
    if not password:
        raise CommandError("The password is empty.")
    return password
