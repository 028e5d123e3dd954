"""Look at what waits to be sent and what is held, and let it go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amana.config.backing_up.settling import MAY_BE_SENT, release
from amana.config.withholding import STAGING, NotSettled, open_again, withheld
from amana.post.models import Outgoing
from amana.record.literals import literals

MOST = 200


class Command(BaseCommand):
    help = "Show what waits to be sent, and after a restore: release what was held, and open the post."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", metavar="release|open")
        verbs.add_parser("open", help="let mail go out again")
        let = verbs.add_parser("release", help="send mail after all that waited when the copy was made")
        let.add_argument("key", nargs="*", help="these alone")
        let.add_argument("--all", action="store_true", help="all of it")

    def handle(self, *, verb: str | None, **options: Any) -> None:
        if verb == "open":
            self._open()
        elif verb == "release":
            self._release(options["key"], is_all=options["all"])
        else:
            self._show()

    def _open(self) -> None:
        if withheld().get("why") == STAGING:
            raise CommandError("This is a staging copy: nothing goes out of it.")
        try:
            self.stdout.write("Mail goes out again." if open_again() else "The post is open already.")
        except NotSettled as error:
            raise CommandError(str(error)) from None

    def _release(self, keys: list[str], *, is_all: bool) -> None:
        if not keys and not is_all:
            raise CommandError("Name the mails by their keys, or say --all.")
        count = release(at=timezone.now(), only=None if is_all else keys)
        self.stdout.write(f"{count} mails wait to be sent now.")

    def _show(self) -> None:
        why = withheld()
        if why:
            self.stdout.write(f"Nothing goes out ({why.get('why')}, since {str(why.get('at', ''))[:16]}).")
        held = Outgoing.objects.filter(state=Outgoing.HELD, last_error__startswith=MAY_BE_SENT)
        waiting = Outgoing.objects.filter(state__in=literals(*Outgoing.UNDER_WAY))
        for title, rows in (("Held since the copy was brought back", held), ("Waiting to be sent", waiting)):
            found = list(rows.order_by("created_at").defer("mime").prefetch_related("recipients")[: MOST + 1])
            self.stdout.write(f"{title}: {f'more than {MOST}' if len(found) > MOST else len(found)}")
            for row in found[:MOST]:
                to = ", ".join(one.address for one in row.recipients.all())
                self.stdout.write(f"  {row.pk}  {row.created_at:%Y-%m-%d %H:%M}  {row.what}  {to}  {row.subject}")
