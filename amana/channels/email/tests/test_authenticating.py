"""Only our own border server says whether a sender is true."""

from __future__ import annotations

import pytest

from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import message

OURS = "mx.shop.example"
RECEIVED = b"Received: from a by mx.shop.example; Tue, 3 Nov 2026 10:00:00 +0200\r\n"


def verdict(*results: str, sender: str = "Noa <noa@customer.example>", is_received: bool = True) -> str:
    lines = b"".join(f"Authentication-Results: {result}\r\n".encode() for result in results)
    raw = lines + (RECEIVED if is_received else b"") + message(**{"from": sender})
    return parse(raw, authserv_id=OURS).authenticity


def test_what_our_border_says_counts() -> None:
    assert verdict(f"{OURS}; spf=pass smtp.mailfrom=x; dmarc=pass (p=reject) header.from=customer.example") == "pass"
    assert verdict(f"{OURS}; dmarc=fail header.from=customer.example") == "fail"
    assert verdict(f"{OURS.upper()} 1; dmarc=pass header.from=customer.example") == "pass"


@pytest.mark.parametrize(
    "results",
    [
        ["other.example; dmarc=pass header.from=customer.example"],
        [f"{OURS}.evil.example; dmarc=pass header.from=customer.example"],
        [f"{OURS}; dmarc=pass header.from=evil.example"],
        [f"{OURS}; dmarc=none header.from=customer.example"],
        [f"{OURS}; spf=pass", f"{OURS}; dmarc=pass header.from=customer.example"],
        [f"{OURS}; spf=fail (dmarc=pass) smtp.mailfrom=x"],
        [f"{OURS}; dmarc=pass; dmarc=fail"],
        [f"{OURS}; dmarc=pass" + "(" * 5_000],
        [f"evil; x=y {OURS}; dmarc=pass"],
        [],
    ],
)
def test_a08_anything_else_proves_nothing(results: list[str]) -> None:
    assert verdict(*results) == "none"


def test_a08_only_the_topmost_of_our_border_counts() -> None:
    genuine, forged = (f"{OURS}; dmarc={result} header.from=customer.example" for result in ("fail", "pass"))

    assert verdict(genuine, forged) == "fail"


def test_a08_a_message_that_no_server_received_proves_nothing() -> None:
    assert verdict(f"{OURS}; dmarc=pass header.from=customer.example", is_received=False) == "none"


def test_a09_what_a_chain_of_relays_says_proves_nothing() -> None:
    raw = (
        f"ARC-Authentication-Results: i=1; {OURS}; dmarc=pass header.from=customer.example\r\n".encode()
        + RECEIVED
        + message()
    )

    assert parse(raw, authserv_id=OURS).authenticity == "none"


def test_a10_two_senders_are_never_proved() -> None:
    result = f"{OURS}; dmarc=pass header.from=customer.example"

    assert verdict(result, sender="noa@customer.example\r\nFrom: boss@corp.example") == "none"


def test_without_a_border_of_our_own_nothing_is_proved() -> None:
    raw = f"Authentication-Results: {OURS}; dmarc=pass\r\n".encode() + RECEIVED + message()

    assert parse(raw).authenticity == "none"
