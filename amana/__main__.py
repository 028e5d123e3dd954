"""The command `amana`: finds what was asked for, and says in one sentence what went wrong."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

COMMANDS = Path(__file__).resolve().parent / "config" / "management" / "commands"
# These need no database, and start without loading anything that does.
PLAIN = {
    "read": ("amana.language.commands:read_command", "Read a text and say which promises and questions it holds."),
    "check": ("amana.writing.commands:check_command", "Check a draft before it is sent."),
    "verify": ("amana.record.verify:main", "Check that an exported record was not changed."),
}
FRAME = {
    "up": ("amana.config.running:up_command", "Run everything: web, worker, clock and mail-in, until Ctrl-C."),
    "part": ("amana.config.taking_part:part_command", "Run one part of it alone, as on a second host."),
    "migrate": ("amana.config.preparing:migrate_command", "Make or renew the tables of the database."),
    "restore": ("amana.config.backing_up.commanding:restore_command", "Bring a copy back into an empty folder."),
    "upgrade": ("amana.config.upgrading:upgrade_command", "Copy, renew the tables, check, and go back when it fails."),
    "move-database": ("amana.config.moving.commanding:move_command", "Move everything into another database, proven."),
    "mcp": ("amana_client.assisting:main", "Let an assistant read cases and check drafts; it sends nothing."),
}
# What `amana up` calls for itself.
HIDDEN = {"begin": "amana.config.starting:begin_command"}
# The sample is a world of its own and stays out of the folder in which real cases lie.
FOLDER_OF_SAMPLE = "var/demo"
# The sample's mails carry the findings of this server about who really sent them.
BORDER_OF_SAMPLE = "mx.tahuna.example"
INTERRUPTED = 130
WRONG_CALL = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; 1 when it failed, 2 when it was called wrongly, or what its error says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = dispatch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read has read enough, as `head` does; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # the command's edge: people get a sentence, developers the whole trace
        if os.environ.get("AMANA_DEBUG", "").lower() in {"1", "yes", "true", "on"}:
            raise
        sys.stderr.write(f"amana: {sentence(error)}\n")
        return int(getattr(error, "exit_status", 1))


def dispatch(argv: list[str]) -> int:
    """Run the command that the first word names, with the rest as its arguments."""
    # Whatever this makes, databases, files and exports, is for its owner alone to read.
    os.umask(0o077)
    argv = _with_data_folder(argv)
    if not argv or argv[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return 0 if argv else WRONG_CALL
    if argv[0] == "--version":
        from amana import __version__

        sys.stdout.write(f"amana {__version__}\n")
        return 0
    name, rest = argv[0], argv[1:]
    if name in {"read", "check"}:
        return _found(PLAIN[name][0])(rest, sys.stdin, sys.stdout)
    if name == "verify":
        return _found(PLAIN[name][0])(rest, "amana verify")
    if name in FRAME or name in HIDDEN:
        return _found(FRAME[name][0] if name in FRAME else HIDDEN[name])(rest)
    if name not in managed():
        sys.stderr.write(f"amana: there is no command {name!r}; amana --help lists them all.\n")
        return WRONG_CALL
    if name == "demo":
        os.environ.setdefault("AMANA_DATA", FOLDER_OF_SAMPLE)
        os.environ.setdefault("AMANA_AUTHSERV_ID", BORDER_OF_SAMPLE)
    return _found("amana.config.commanding:run")(name, rest)


def _found(dotted: str) -> Callable[..., int]:
    module, _, name = dotted.partition(":")
    found: Callable[..., int] = getattr(import_module(module), name)
    return found


def _with_data_folder(argv: list[str]) -> list[str]:
    """Take --data DIR out of the arguments, wherever it stands, and put it in force before settings are read."""
    if argv and argv[0] in PLAIN:
        return argv
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--data" or word.startswith("--data="):
            folder = word.partition("=")[2] if "=" in word else next(words, "")
            if not folder:
                sys.stderr.write("amana: --data needs the name of a folder.\n")
                raise SystemExit(WRONG_CALL)
            os.environ["AMANA_DATA"] = str(Path(folder).resolve())
        else:
            rest.append(word)
            if word == "--":
                rest.extend(words)
    return rest


def managed() -> dict[str, str]:
    """Return the commands that need the database, each with what it says of itself."""
    found = {}
    for path in sorted(COMMANDS.glob("*.py")):
        # Those of Django that we changed are called by commands of ours.
        if not path.stem.startswith("_") and path.stem not in FRAME:
            found[path.stem] = _help_in(path)
    return found


def _help_in(path: Path) -> str:
    """Read the help of a command without importing it: that would load all of Django for a line of text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "help" for t in node.targets):
            value = node.value.args[0] if isinstance(node.value, ast.Call) and node.value.args else node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value.strip().splitlines()[0]
    return ""


def overview() -> str:
    """Return what `amana --help` prints."""
    listed = {name: says for name, (_target, says) in {**PLAIN, **FRAME}.items()} | managed()
    width = max(map(len, listed))
    lines = ["usage: amana [--data DIR] COMMAND …", ""]
    lines += [f"  {name:<{width}}  {says}".rstrip() for name, says in sorted(listed.items())]
    lines += ["", "--data DIR  the folder that holds everything (default: AMANA_DATA, else ./var)"]
    lines += ["amana COMMAND --help says more.", ""]
    return "\n".join(lines)


def sentence(error: Exception) -> str:
    """Return what went wrong, for a person: our own errors speak for themselves, others are named."""
    module = type(error).__module__
    text = " ".join(str(error).split())
    if hasattr(error, "messages"):  # Django's ValidationError
        return " ".join(error.messages)
    if module.startswith(("amana.", "django.core.")) and text:
        return text
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if module.startswith(("django.db", "psycopg", "sqlite3")):
        return f"The database refuses: {text}. `amana doctor` says more."
    return f"Something went wrong ({type(error).__name__}: {text}). With AMANA_DEBUG=yes it is shown in full."


if __name__ == "__main__":
    sys.exit(main())
