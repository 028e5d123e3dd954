from __future__ import annotations

import time
from datetime import UTC, datetime

from amana.channels.calendar.reading import LARGEST, read_answer

UID = "a.abc234@shop.example"
NOA = "noa@example.com"

# As each program writes it: the order of lines, the zones of its own, and what it adds.
GMAIL = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261124T080000Z
DTEND:20261124T083000Z
DTSTAMP:20261123T071512Z
ORGANIZER;CN=Shop:mailto:help@shop.example
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN={NOA}
 ;X-NUM-GUESTS=0:mailto:{NOA}
X-MICROSOFT-CDO-OWNERAPPTID:-1540223118
CREATED:20261123T071000Z
LAST-MODIFIED:20261123T071512Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:A call from Shop
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
OUTLOOK = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Israel Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1FR;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Noa Levi:MAILTO:Noa@Example.com
COMMENT;LANGUAGE=en-US:I am in a meeting then\\, sorry.\\n
UID:{UID}
SUMMARY;LANGUAGE=en-US:Declined: A call from Shop
DTSTART;TZID=Israel Standard Time:20261124T100000
DTEND;TZID=Israel Standard Time:20261124T103000
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:20261123T071512Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=en-US:
X-MICROSOFT-CDO-APPT-SEQUENCE:2
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR
"""
OUTLOOK_COUNTER = (
    OUTLOOK.replace("METHOD:REPLY", "METHOD:COUNTER")
    .replace("PARTSTAT=DECLINED", "PARTSTAT=TENTATIVE")
    .replace("20261124T100000", "20261125T113000")
)
APPLE = f"""BEGIN:VCALENDAR
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
BEGIN:VEVENT
UID:{UID}
DTSTAMP:20261123T071512Z
DTSTART:20261124T080000Z
SEQUENCE:0
ORGANIZER;CN="Shop":mailto:help@shop.example
ATTENDEE;CN="Noa Levi";CUTYPE=INDIVIDUAL;EMAIL="{NOA}";PARTSTAT=TENTATIVE:
 mailto:{NOA}
REQUEST-STATUS:2.0;Success
END:VEVENT
END:VCALENDAR
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def test_what_gmail_outlook_and_apple_answer_is_understood():
    google = read_answer(crlf(GMAIL), sender=NOA)
    assert (google.uid, google.sequence, google.said, google.comment) == (UID, 0, "accepted", "")
    outlook = read_answer(crlf(OUTLOOK), sender=NOA)
    assert (outlook.said, outlook.sequence, outlook.comment) == ("declined", 2, "I am in a meeting then, sorry.")
    assert read_answer(crlf(APPLE), sender=NOA).said == "tentative"
    # Some write lines that end in a bare newline, or begin with a mark of their encoding.
    assert read_answer(b"\xef\xbb\xbf" + GMAIL.encode(), sender=NOA) == google


def test_a_time_asked_for_instead_is_read_in_its_zone_and_never_guessed():
    asked = read_answer(crlf(OUTLOOK_COUNTER), sender=NOA)
    assert asked.said == "counter" and asked.proposed_at == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    nowhere = OUTLOOK_COUNTER.replace("Israel Standard Time", "Made Up Time")
    assert read_answer(crlf(nowhere), sender=NOA).proposed_at is None
    a_day = OUTLOOK_COUNTER.replace("DTSTART;TZID=Israel Standard Time:20261125T113000", "DTSTART;VALUE=DATE:20261125")
    assert read_answer(crlf(a_day), sender=NOA).proposed_at is None


def test_what_is_no_plain_answer_of_the_sender_is_nothing():
    bombs = {
        "somebody else's name": (GMAIL, "eve@example.com"),
        "two who answer": (
            APPLE.replace("REQUEST-STATUS", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y.z\nREQUEST-STATUS"),
            NOA,
        ),
        "an invitation": (GMAIL.replace("METHOD:REPLY", "METHOD:REQUEST"), NOA),
        "no method": (GMAIL.replace("METHOD:REPLY\n", ""), NOA),
        "repeats": (GMAIL.replace("SEQUENCE:0", "RRULE:FREQ=SECONDLY;COUNT=999999999\nSEQUENCE:0"), NOA),
        "no part taken": (GMAIL.replace("PARTSTAT=ACCEPTED;", ""), NOA),
        "delegated": (GMAIL.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"), NOA),
        "no uid": (GMAIL.replace(f"UID:{UID}\n", ""), NOA),
        "no number": (GMAIL.replace("SEQUENCE:0", "SEQUENCE:ten"), NOA),
        "a huge number": (GMAIL.replace("SEQUENCE:0", "SEQUENCE:99999999999999999999"), NOA),
        "two events": (GMAIL.replace("END:VCALENDAR", GMAIL[GMAIL.index("BEGIN:VEVENT") :]), NOA),
        "nested": (GMAIL.replace("SEQUENCE:0", "BEGIN:VALARM\n" * 400 + "SEQUENCE:0"), NOA),
        "cut off": (GMAIL[: len(GMAIL) // 2], NOA),
        "rubbish": ("METHOD:REPLY\n\x00\xff;;;:::\nBEGIN:\n", NOA),
        "empty": ("", NOA),
    }
    for name, (text, sender) in bombs.items():
        assert read_answer(crlf(text), sender=sender) is None, name
    began = time.process_time()
    assert read_answer(crlf(GMAIL) + b"X-A:b\r\n" * 1_500_000, sender=NOA) is None
    assert read_answer(crlf(GMAIL.replace("SEQUENCE:0", "X:" + "a" * LARGEST)), sender=NOA) is None
    assert time.process_time() - began < 2


def test_a_zone_that_says_every_second_is_not_worked_out():
    bomb = OUTLOOK.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "FREQ=SECONDLY")
    began = time.process_time()
    assert read_answer(crlf(bomb), sender=NOA).said == "declined"
    assert time.process_time() - began < 2


def test_every_cut_of_an_answer_is_an_answer_or_nothing():
    whole = crlf(OUTLOOK_COUNTER)
    for end in range(0, len(whole), 23):
        found = read_answer(whole[:end] + b"\x00\xff" + whole[end:], sender=NOA)
        assert found is None or found.said == "counter"
