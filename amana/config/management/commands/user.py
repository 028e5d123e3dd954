"""Add people who serve."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.desk.carrying.noting import noted
from amana.handling.holding.welcoming import welcome
from amana.handling.intake.importing import new_brand
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand

BY_COMMAND = "amana user"


class Command(BaseCommand):
    help = "Add somebody who serves: amana user add EMAIL --name NAME."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add")
        add = verbs.add_parser("add", help="add somebody who serves")
        add.add_argument("email")
        add.add_argument("--name", required=True, help="as customers read it")
        add.add_argument("--role", choices=[role for role, _label in Agent.ROLES], default=Agent.AGENT)
        add.add_argument("--lead", metavar="EMAIL", help="whom they work for")
        add.add_argument("--language", choices=["he", "ar", "en"], default="", help="of the screens they see")
        add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *, email: str, lead: str | None, password_stdin: bool, **options: Any) -> None:
        above = self._lead(lead) if lead else None
        password = _password(password_stdin)
        at = timezone.now()
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
