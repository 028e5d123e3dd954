"""The command that checks a draft and prints what to look at before it is sent."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TextIO, cast

from amana.kit.working_time import week_in_zone
from amana.language.commands import (
    BAD_INPUT,
    FOUND_NOTHING_WRONG,
    CannotRead,
    add_when_options,
    parsed,
    put,
    read_input,
    sent_at_of,
)
from amana.language.findings import Side
from amana.writing.advising import Advice, Context
from amana.writing.checking import check

FOUND_ADVICE = 1
SHOWN = 3


def check_command(argv: Sequence[str], stdin: TextIO, stdout: TextIO) -> int:
    """Check the draft in a file or on `stdin` and print the advice as text or JSON.

    Returns 0 when there is nothing to say, 1 when there is advice, 2 when the arguments or the input are unusable.
    """
    options = parsed(_parser(), argv, stdout)
    if isinstance(options, int):
        return options
    try:
        draft = read_input(options.file, stdin)
        asked = read_input(options.answering, stdin) if options.answering else ""
        at = sent_at_of(options.sent_at, options.tz)
        context = Context(
            at=at,
            week=week_in_zone(options.tz),
            side=cast("Side", options.side),
            usual_hours=options.usual_hours,
            asked=asked,
        )
        found = check(draft, context=context)
    except (CannotRead, ValueError) as error:
        put(sys.stderr, f"amana check: {error}\n")
        return BAD_INPUT
    if options.json:
        put(stdout, json.dumps({"advice": [one.to_json() for one in found]}) + "\n")
    else:
        put(stdout, _page(found, everything=options.all))
    return FOUND_ADVICE if found else FOUND_NOTHING_WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amana check", description="Check a draft before it is sent.")
    parser.add_argument("file", help="the draft; - is standard input")
    parser.add_argument("--as", dest="side", choices=("company", "customer"), default="company", help="who writes it")
    parser.add_argument("--answering", metavar="FILE", help="the message that the draft answers")
    parser.add_argument(
        "--usual-hours", type=float, default=9.0, help="working hours in which a promise is usually kept (default: 9)"
    )
    parser.add_argument("--all", action="store_true", help=f"print all advice, not only the {SHOWN} weightiest")
    add_when_options(parser)
    return parser


def _page(found: Sequence[Advice], *, everything: bool) -> str:
    if not found:
        return "Nothing to say.\n"
    shown = found if everything else found[:SHOWN]
    lines = [
        line for one in shown for line in (f"{one.code}: {one.quote}", f"  {one.what} {one.why}", f"  {one.suggestion}")
    ]
    if len(found) > len(shown):
        lines.append(f"and {len(found) - len(shown)} more")
    return "\n".join(lines) + "\n"
