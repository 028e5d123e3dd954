from __future__ import annotations

import errno

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest

from amana.config import failing
from amana.config.failing import failed


def answer_to(error: Exception):
    try:
        raise error
    except Exception:  # noqa: BLE001  # as Django calls it, while the error is being handled
        return failed(HttpRequest())


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        OperationalError("attempt to write a readonly database"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
    ],
    ids=str,
)
def test_f37_a_page_that_cannot_be_saved_says_so_and_when_to_ask_again(error):
    answer = answer_to(error)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, failing.AGAIN)
    assert "Nothing can be saved at the moment" in answer.content.decode()
    assert "full" not in answer.content.decode() and "SELECT" not in answer.content.decode()


@pytest.mark.parametrize("error", [ValueError("ours"), IntegrityError("twice"), OSError(errno.ENOENT, "gone")], ids=str)
def test_a_mistake_of_ours_is_still_one(error):
    assert answer_to(error).status_code == 500
