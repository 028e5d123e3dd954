# ruff: noqa: E501  # lines as exchanges write them
from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from amana.channels.phone.details import Place, read_list
from amana.channels.phone.told import CannotRead, as_number, extension_of, way_of

ISRAEL = Place(ZoneInfo("Asia/Jerusalem"), "IL")
# Master.csv of Asterisk 20 with loguniqueid: a queue that rang two desks, an outgoing call, one within the house.
ASTERISK = '''\
"","0501234567","101","from-trunk","""Noa Levi"" <0501234567>","PJSIP/trunk-00000001","PJSIP/101-00000002","Dial","PJSIP/101,20","2026-11-22 10:00:00",,"2026-11-22 10:00:20",20,0,"NO ANSWER","DOCUMENTATION","1795334400.1",""
"","0501234567","102","from-trunk","""Noa Levi"" <0501234567>","PJSIP/trunk-00000001","PJSIP/102-00000003","Dial","PJSIP/102,20","2026-11-22 10:00:00","2026-11-22 10:03:00","2026-11-22 10:10:30",630,450,"ANSWERED","DOCUMENTATION","1795334400.1",""
"","039876543","s","from-pstn","<039876543>","DAHDI/1-1","","Queue","help","2026-11-22 11:00:00",,"2026-11-22 11:04:10",250,0,"NO ANSWER","DOCUMENTATION","1795338000.7",""
"","101","0529999999","from-internal","""Dana"" <101>","PJSIP/101-0000000a","PJSIP/trunk-0000000b","Dial","","2026-11-22 12:00:00","2026-11-22 12:00:09","2026-11-22 12:01:00",60,51,"ANSWERED","DOCUMENTATION","1795341600.9",""
"","101","102","from-internal","""Dana"" <101>","PJSIP/101-0000000c","PJSIP/102-0000000d","Dial","","2026-11-22 12:10:00","2026-11-22 12:10:02","2026-11-22 12:11:00",60,58,"ANSWERED","DOCUMENTATION","1795342200.1",""
"","anonymous","101","from-trunk","""Anonymous"" <anonymous>","PJSIP/trunk-00000011","PJSIP/101-00000012","Dial","","2026-11-22 13:00:00","2026-11-22 13:00:05","2026-11-22 13:02:05",125,120,"ANSWERED","DOCUMENTATION","1795345200.3",""
this is no call
'''
FREESWITCH = """\
"Noa","+972501234567","101","public","2026-11-22 10:00:00","2026-11-22 10:00:30","2026-11-22 10:05:00","300","270","NORMAL_CLEARING","8d5f0f7e-1111-4f7e-9f5e-000000000001","","","PCMU","PCMU"
"Dana","101","0529999999","default","2026-11-22 11:00:00","","2026-11-22 11:00:40","40","0","NO_ANSWER","8d5f0f7e-1111-4f7e-9f5e-000000000002","","","PCMU","PCMU"
"Dana","101","102","default","2026-11-22 11:30:00","2026-11-22 11:30:03","2026-11-22 11:31:00","60","57","NORMAL_CLEARING","8d5f0f7e-1111-4f7e-9f5e-000000000003","","","PCMU","PCMU"
"""


def ari(kind, at, *, state="Ring", number="0501234567", exten="101", channel="1795334400.20", app=""):
    return json.dumps({
        "type": kind, "timestamp": f"2026-11-22T{at}.000+0200", "application": "amana", "asterisk_id": "00:11",
        "channel": {"id": channel, "name": "PJSIP/trunk-00000021", "state": state, "protocol_id": "x", "accountcode": "",
                    "caller": {"name": "Noa", "number": number}, "connected": {"name": "", "number": ""},
                    "dialplan": {"context": "from-trunk", "exten": exten, "priority": 1, "app_name": app, "app_data": ""},
                    "creationtime": "2026-11-22T10:00:00.000+0200", "language": "en"},
    })  # fmt: skip


def read(tmp_path, text, kind, place=ISRAEL):
    path = tmp_path / "calls"
    path.write_text(text)
    return read_list(path, kind, place)


def clock(at):
    return at and f"{at:%H:%M:%S}"


def test_asterisk_writes_a_line_for_each_desk_that_rang_and_one_call_is_read(tmp_path):
    listed = read(tmp_path, ASTERISK, "asterisk")
    first, missed, out, hidden = listed.calls
    assert (first.number, first.direction, first.extension) == ("+972501234567", "in", "102")
    assert [clock(one) for one in (first.began_at, first.answered_at, first.ended_at)] == [
        "08:00:00",
        "08:03:00",
        "08:10:30",
    ]
    assert (missed.is_missed, missed.number, missed.extension) == (True, "+97239876543", "")
    assert (out.direction, out.number, out.extension) == ("out", "+972529999999", "101")
    assert (hidden.number, hidden.is_missed) == ("", False)
    assert (listed.inside, listed.unreadable) == (1, [7])


def test_freeswitch_and_its_zone(tmp_path):
    listed = read(tmp_path, FREESWITCH, "freeswitch")
    came, went = listed.calls
    assert (came.number, came.extension, clock(came.began_at), went.direction) == (
        "+972501234567",
        "101",
        "08:00:00",
        "out",
    )
    assert went.answered_at is None and not went.is_missed and listed.inside == 1
    there = read(tmp_path, FREESWITCH, "freeswitch", Place(UTC, "IL"))
    assert there.calls[0].began_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_events_of_ari_are_joined_by_channel(tmp_path):
    lines = [
        ari("ChannelCreated", "10:00:00"), '{"type": "StasisStart", "channel": {}}',
        ari("ChannelDialplan", "10:00:01"), ari("ChannelStateChange", "10:00:25", state="Up"),
        ari("ChannelCreated", "10:00:02", number="101", exten="", channel="1795334400.21", app="AppDial"),
        ari("ChannelDestroyed", "10:02:00"), "[]", "{", '{"type": 7}',
    ]  # fmt: skip
    listed = read(tmp_path, "\n".join(lines), "ari")
    [call] = listed.calls
    assert [clock(one) for one in (call.began_at, call.answered_at, call.ended_at)] == [
        "08:00:00",
        "08:00:25",
        "08:02:00",
    ]
    assert (call.ref, call.number, call.extension) == ("1795334400.20", "+972501234567", "101")
    assert listed.unreadable == [7, 8, 9]


def test_rubbish_is_counted_and_a_file_of_nothing_else_is_refused(tmp_path):
    for kind in ("asterisk", "freeswitch", "ari"):
        with pytest.raises(CannotRead):
            read(tmp_path, "\x00\x01,,\n" + '"' * 3 + "\n" + "a," * 9000, kind)
        assert read(tmp_path, "", kind).calls == []
        with pytest.raises(CannotRead):
            read_list(tmp_path / "nothing", kind, ISRAEL)


def test_numbers_directions_and_extensions_are_never_guessed():
    numbers = {
        "0501234567": "+972501234567", "+972-50-123 4567": "+972501234567", "sip:+972501234567@pbx": "+972501234567",
        "00972501234567": "+972501234567", "anonymous": "", "Restricted": "", "unknown": "", "": "", "101": "", "*43": "",
        "s": "", "1" * 60: "", "05012345O7": "", "+": "", "٠٥٠١٢٣٤٥٦٧": "",
    }  # fmt: skip
    assert {said: as_number(said, "IL") for said in numbers} == numbers
    assert as_number("0501234567", "") == ""
    assert (extension_of("PJSIP/101-0000002a"), extension_of("PJSIP/trunk-1"), extension_of("sofia/internal/102@x")) == (
        "101", "", "102",
    )  # fmt: skip
    assert way_of("0501234567", "039999999", "somewhere") is None
    assert way_of("0501234567", "039999999", "from-trunk") == "in"
