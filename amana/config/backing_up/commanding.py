"""`amana restore`: a copy, or a sealed file, back onto an empty machine, looked over before anybody works with it."""

from __future__ import annotations

import argparse
import getpass
import os
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from amana.config import env
from amana.config.backing_up import restoring
from amana.config.backing_up.keying import read
from amana.config.backing_up.storing import Store, belongs_to
from amana.config.progress import Progress
from amana.config.withholding import STAGING
from amana.kit.crashing import point

CALLED = "amana restore"
URL = "AMANA_DATABASE_URL"


def restore_command(argv: Sequence[str]) -> int:
    """Bring a copy back. Returns 0, or 1 when the record that came back does not hold. Raises NotPossible, WrongKey, Broken."""
    options = _options(argv)
    folder = (options.to or Path(os.environ.get("AMANA_DATA", "").strip() or "var")).resolve()
    # Settings make the folder and its keys when they are read: everything below is in force before.
    os.environ["AMANA_DATA"] = str(folder)
    if options.source.is_file():
        _require_own_database(folder)
        return _from_one_file(options.source, folder, staging=options.staging, from_stdin=options.key_stdin)
    key = read(_typed(f"Recovery key (marked {belongs_to(options.source)}): ", from_stdin=options.key_stdin))
    store = Store(options.source, key)
    copy = restoring.chosen(store, options.copy)
    _require_kind(copy, folder)
    with Progress() as progress:
        told = _as_progress(progress)
        files = restoring.bring_back(store, copy, folder, key=None if options.staging else key, told=told)
        if copy.is_postgres:
            _load(store, copy, folder, told)
    _earlier_keys(copy)
    return _settled(folder, files=files, of=copy.at, staging=options.staging)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=CALLED, description="Bring a copy back into an empty folder; nothing goes out until: amana outbox open"
    )
    parser.add_argument("source", type=Path, help="a folder of copies, or one sealed file")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="an empty folder (default: the data folder)")
    parser.add_argument(
        "--copy", default="", metavar="NAME", help="which one (default: the newest); its beginning is enough"
    )
    parser.add_argument("--staging", action="store_true", help="a copy to try things on, which can send nothing")
    parser.add_argument(
        "--key-stdin", "--passphrase-stdin", action="store_true", help="read the recovery key, or the passphrase, from standard input"
    )  # fmt: skip
    return parser.parse_args(list(argv))


def _typed(question: str, *, from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass.getpass(question)


def _as_progress(progress: Progress) -> restoring.Told:
    def told(what: str, done: int, of: int) -> None:
        progress.total = of
        progress(what, done)

    return told


def _from_one_file(source: Path, folder: Path, *, staging: bool, from_stdin: bool) -> int:
    from amana.advocacy.home import backing_up

    passphrase = _typed("Passphrase: ", from_stdin=from_stdin)
    with source.open("rb") as sealed:
        close = partial(restoring.close, of="", is_staging=staging)
        files = backing_up.restore(sealed, folder, passphrase, database=restoring.DATABASE, before=close)
    return _settled(folder, files=files, of="", staging=staging)


def _require_kind(copy: restoring.Copy, folder: Path) -> None:
    """Raise NotPossible when the database in force is of the other kind than the copy's, or another than it is put into."""
    if not copy.is_postgres:
        _require_own_database(folder)
    elif not env.text(URL).startswith("postgres"):
        raise restoring.NotPossible(f"This copy is of PostgreSQL. Set {URL} to an empty database there.")


def _require_own_database(folder: Path) -> None:
    """Raise NotPossible when the database in force lies elsewhere: it would be renewed and settled instead of the copy."""
    described = env.described(env.text(URL), folder, name=URL)
    if Path(str(described["NAME"])).resolve() != folder / restoring.DATABASE or "sqlite" not in str(
        described["ENGINE"]
    ):
        raise restoring.NotPossible(
            f"This copy is of SQLite and goes into {folder}, but {URL} names another database."
            f" Unset {URL}, restore, then if need be: amana move-database"
        )


def _load(store: Store, copy: restoring.Copy, folder: Path, told: restoring.Told) -> None:
    """Fill the database; when that fails it and the folder are empty again, as they were."""
    from amana.config import preparing

    # Only now: settings would make the keys of a new installation, and those of the copy had to be there before.
    preparing.begin()
    from amana.config.backing_up import loading

    is_ours = False
    try:
        loading.require_empty()
        is_ours = True
        loading.load(store, copy, told=told)
    except BaseException:
        # First the database: as long as it holds anything of the copy, the folder keeps it from sending.
        if is_ours:
            loading.empty()
        for name in ("files", "secrets"):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / STAGING).unlink(missing_ok=True)
        raise


def _earlier_keys(copy: restoring.Copy) -> None:
    for name, values in copy.keys["earlier"].items():
        sys.stdout.write(f"Set this as it was, in the environment of Amana:\n  {name}={','.join(values)}\n")


def _settled(folder: Path, *, files: int, of: str, staging: bool) -> int:
    """Renew the tables if the copy is older than this version, hold what must not go out twice, and look the record over."""
    from amana.config import preparing

    preparing.begin()
    from django.conf import settings
    from django.utils import timezone

    from amana.config.backing_up.settling import settle
    from amana.record.verifying import verify

    preparing.prepare(lambda text: print(text, file=sys.stderr, flush=True))
    at = timezone.now()
    point("R2")
    done = settle(settings.FILES, of=of or at.isoformat(), at=at, is_staging=staging)
    sys.stdout.write(
        f"The database and {files} files are back in {folder}. {done.held} mails that waited to be sent are held.\n"
    )
    faults = list(verify())
    for fault in faults:
        sys.stdout.write(f"The record does not hold: {fault}\n")
    if not faults:
        sys.stdout.write("Every chain of the record holds.\n")
    sys.stdout.write(_next(folder, staging=staging, mailboxes=done.mailboxes))
    return 1 if faults else 0


def _next(folder: Path, *, staging: bool, mailboxes: int) -> str:
    if staging:
        return f"This is a staging copy: nothing goes out of it, and no mailbox is read. Start with: amana --data {folder} up\n"
    again = f"{mailboxes} mailboxes go on from where the copy stood.\n" if mailboxes else ""
    return (
        f"{again}Start with: amana --data {folder} up\nNothing goes out until you have looked at: amana outbox\n"
        "and said: amana outbox open\n"
    )
