"""What can go wrong with a mail server, in sentences for the person who has to do something about it."""

from __future__ import annotations


class MailTrouble(Exception):
    """A mail server could not be used; the text says what happened and shows no secret."""


class Unreachable(MailTrouble):
    """It does not answer, breaks off, or cannot be trusted; trying again later may help."""


class SignInRefused(MailTrouble):
    """It answers and does not let us in; trying again with the same secret would only lock the account."""
