"""What each attack and each fault is, in a line; and why one is not shown by a test."""

from __future__ import annotations

from typing import NamedTuple


class Named(NamedTuple):
    """A heading, and what stands under it."""

    under: str
    what: str


def _under(heading: str, *lines: str) -> dict[str, Named]:
    return {line[:3]: Named(heading, line[4:]) for line in lines}


ATTACKS = {
    **_under(
        "Who a mail is from, and where it belongs",
        "A01 A number in a subject, guessed, to get into somebody's case",
        "A02 Message-IDs of ours, made up, to get into somebody's case",
        "A03 A true Message-ID of ours in the hands of somebody it was not sent to",
        "A04 A mail that says it is from an agent",
        "A05 An agent who may no longer sign in answers by mail",
        "A06 A forged mail that names its true author among the recipients, to be taken along",
        "A07 A service is made to send its sign-in mail to the address of a case, to be read there",
        "A08 A finding about the sender, written into the mail by the sender",
        "A09 A sender that fails, vouched for by the chain of a mailing list",
        "A10 Two senders, a group of senders, or none",
        "A11 An address written so that two programs read two different ones",
        "A12 A name that looks like another: an address as a name, letters that turn or look alike",
        "A13 An answer that is to go elsewhere than to who wrote",
        "A14 A Message-ID used again over other words, so that the second is taken for the first",
        "A15 Header fields of our own making, sent to us from outside",
        "A16 Asking by mail whether a case or an address is known here",
    ),
    **_under(
        "Pages, files and pictures",
        "A17 Script in the HTML of a mail, in all its disguises",
        "A18 HTML that turns into script only when it is read a second time",
        "A19 Script in a subject or a name",
        "A20 Words of a case that come alive in the mail we send about it",
        "A21 Styles that cover the page or carry letters out of it",
        "A22 A form that asks for a password, a page that leads away by itself",
        "A23 Names and ids that take the place of our own in the document",
        "A24 Pictures that tell their sender when they are looked at",
        "A25 A drawing that holds script: attached, within the mail, or as the picture of a person",
        "A26 A file that is another thing than it says, or two things at once",
        "A27 File names that lead out of the folder, split a header, or deceive",
        "A28 A document made on the server that is told to read the server's files",
        "A29 A small file that unpacks to a huge one",
        "A30 Signs of a template language, in the hope that somebody fills them in",
        "A31 Calendar entries and business cards as attachments",
        "A32 An address that is script, where an address of a page is expected",
        "A33 A name that reads like a web page, so that mail programs make a link of it",
        "A34 A cell that a spreadsheet takes for a formula",
    ),
    **_under(
        "Loops, floods and what has to be read",
        "A35 Machines that answer: bounces, absences, lists, our own mail",
        "A36 A machine that answers and does not say that it is one",
        "A37 Two installations of ours that answer each other",
        "A38 The form for strangers, used to send our mail to other people's addresses",
        "A39 Our own address as the sender",
        "A40 A delivery report, forged, about mail of another case",
        "A41 Thousands of parts, or of parts within parts",
        "A42 Headers of a megabyte, comments within comments, thousands of addresses",
        "A43 Texts and pages on which a careless reader takes forever",
        "A44 Character sets that are wrong, missing, or none",
        "A45 A mail of the largest size, and one above it",
        "A46 Line ends by which one mail becomes two",
        "A47 A line break in a name, a subject or an address that adds a header to our mail",
    ),
    **_under(
        "Pages, accounts, links and other servers",
        "A48 Another's case, file or setting, asked for by its address",
        "A49 The same by a second way: merging, bulk, search, export, live pages",
        "A50 More fields sent than the form has, or choices that are not offered",
        "A51 A file or a draft of another case, named in a form of one's own",
        "A52 A customer's link, guessed, or used after it ended",
        "A53 A customer's link in a mail that was passed on",
        "A54 An empty or bent token",
        "A55 An invitation or a new password asked for twice, or long after",
        "A56 A forged host name, to bend the links we send",
        "A57 Learning who has an account, or which links exist, by what is answered",
        "A58 Guessing passwords; and shutting people out by guessing",
        "A59 A session set before sign-in, or kept after the password changed",
        "A60 Headers that only a proxy may set, sent by a stranger",
        "A61 A sign-in at another firm with an address nobody proved",
        "A62 Our server, made to ask addresses within its own house",
        "A63 Signs of query languages in searches, filters and sort orders",
        "A64 A form sent from a page elsewhere; an address that changes something by being opened",
        "A65 Errors that tell of the inside",
        "A66 Forged or repeated calls of web hooks",
    ),
}

_INTAKE = (
    "looking into the mailbox", "comparing its numbering", "fetching", "storing the bytes", "writing that down for good",
    "marking it on the server", "reading it", "finding its case", "writing the case down for good",
)  # fmt: skip
_SENDING = (
    "the mail is put into the outbox", "a worker takes it", "connecting and signing in", "naming sender and recipients",
    "sending the words", "waiting for the receipt", "the receipt is here", "writing down that it went", "letting go of it",
)  # fmt: skip

FAULTS = {
    **_under(
        "The process is ended at any moment",
        *[f"F{number:02d} Killed in intake: {what}" for number, what in enumerate(_INTAKE, 1)],
        *[f"F{number:02d} Killed in sending: {what}" for number, what in enumerate(_SENDING, 10)],
        "F19 The power fails, and what was not yet on the disk is gone",
    ),
    **_under(
        "The mail server we send by",
        "F20 It does not answer, cannot be found, has no valid certificate, refuses the password",
        "F21 It asks to come back later",
        "F22 It refuses one recipient of several, the size, or the whole mail",
        "F23 It is gone after the last byte and before the receipt",
        "F24 It accepts, and a report of failure comes later",
        "F25 It answers a byte at a time",
    ),
    **_under(
        "The mailbox we read",
        "F26 The connection is cut at any byte; lengths that lie; silence",
        "F27 The folder is numbered anew, or has gaps",
        "F28 The same mail by two ways, or in the hands of two workers",
        "F29 Somebody moves or deletes a mail while it is fetched",
        "F30 The permission to read runs out or is withdrawn",
    ),
    **_under(
        "Workers and load",
        "F31 A worker dies, or sleeps past its time, with a mail in its hands",
        "F32 A message on which every worker fails",
        "F33 Nobody worked for a day, and much has come in",
        "F34 Ten times as much at once",
    ),
    **_under(
        "Database, disk, clock",
        "F35 SQLite is busy: long readers, long writers, two processes",
        "F36 PostgreSQL is stopped, restarted, replaced, or out of connections",
        "F37 The disk is full, or may no longer be written to",
        "F38 A stored file is missing or damaged",
        "F39 The clock jumps",
        "F40 The hour that is missing, and the hour that comes twice",
    ),
    **_under(
        "Files, words, other systems",
        "F41 Large files up and down, in pieces, broken off",
        "F42 Letters that turn the line, a thousand accents, a NUL",
        "F43 A web hook's receiver is gone, slow, or sends us elsewhere",
        "F44 The step to a new version is killed half-way",
        "F45 A backup in the middle of work, restored on an empty machine",
        "F46 A form sent twice",
        "F47 Two people on the same case at the same moment",
        "F48 Nobody takes the log; the cache is gone",
    ),
}

NOT_SHOWN: dict[str, str] = {}
