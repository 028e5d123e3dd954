"""What a machine writes down of recordings: really heard, marked as heard, gone with the sound, and nothing breaks it."""

from __future__ import annotations

import io
import os
import struct
import sys
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.commitments.noticing import confirm
from amana.config.working import LISTENING_PAUSE, listen_once
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.noting import note_call
from amana.kit.confining import Limits
from amana.portal.tests.conftest import door_to
from amana.record.reading import read
from amana.record.verifying import verify
from amana.record.withdrawing import erase, erase_many, withdraw, words_of
from amana.recordings.hearing import listener, listening, taking
from amana.recordings.hearing.listening import Heard, NotHeard, heard, languages
from amana.recordings.hearing.taking import LEASE, TRIES, claim, hear_one, keep
from amana.recordings.keeping import Consent, attach, delete, set_rule, share
from amana.recordings.models import Hearing, Recording, Rule
from amana.team.viewing import at_the_desk
from tests.letters import deliver
from tests.sounds import sound

pytestmark = pytest.mark.django_db
# Spoken by a program, not by a person: "I will call you back within two days."
SPOKEN = Path(__file__).parent / "data" / "call_you_back.wav"
WORDS = "i will call you back within two days"


@pytest.fixture
def case(brand, dana, now):
    return deliver("noa@levi.example", "My router is dead.", name="Noa Levi", at=now)


@pytest.fixture
def call(case, dana, now):
    return note_call(case, "She called.", who="Noa Levi", by=at_the_desk(dana), at=now).id


@pytest.fixture
def on(brand, ruth, now):
    set_rule(brand, is_on=True, asks="", hears=True, by=at_the_desk(ruth), at=now)


@pytest.fixture
def kept(on, case, call, dana, now):
    consent = Consent("Noa Levi", Recording.SPOKEN, now)
    return attach(case, call, SPOKEN.read_bytes(), consent, by=at_the_desk(dana), at=now)


@pytest.fixture
def written(kept, dana, now):
    """The recording, and what was heard in it, as if a program had heard just that."""
    row = claim(worker="here", at=now)
    keep(row, Heard(WORDS, 71, 3, "pocketsphinx"), at=now)
    return kept


def wav(data: bytes, *, channels=1, width=2, rate=16_000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(data)
    return out.getvalue()


def entries(case, side):
    return [one for one in read(case.key, side=side) if one.kind == "recording.heard"]


# ── hearing ──────────────────────────────────────────────────────────────────


def test_a_sound_is_really_heard_and_nothing_of_it_is_certain():
    found = heard(SPOKEN.read_bytes(), "en")
    assert found.words == WORDS and found.engine == "pocketsphinx"
    assert found.seconds == 3 and found.confidence is not None and 0 < found.confidence < 100


def test_two_channels_of_another_rate_are_heard_as_one():
    with wave.open(str(SPOKEN)) as file:
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    doubled = [value for one in samples for value in (one, one)]
    stereo = struct.pack(f"<{len(doubled) * 2}h", *[value for one in doubled for value in (one, one)])
    assert "within two days" in heard(wav(stereo, channels=2, rate=32_000), "en").words


def test_eight_bits_are_sound_too():
    silence = wav(bytes([128]) * 16_000, width=1, rate=8_000)
    with pytest.raises(NotHeard, match="silent"):
        heard(silence, "en")


def head_of_two_hours() -> bytes:
    real = wav(b"")
    size = 2 * 60 * 60 * 32_000
    return real[:4] + struct.pack("<I", size + 36) + real[8:40] + struct.pack("<I", size)


def riff(form: int, bits: int, data: bytes, *, rate=16_000, channels=1, is_extensible=False, before=b"") -> bytes:
    """A WAV of any form, written by hand: Python's own library writes PCM alone."""
    block = channels * bits // 8
    kind = struct.pack("<HHIIHH", 0xFFFE if is_extensible else form, channels, rate, rate * block, block, bits)
    if is_extensible:
        kind += struct.pack("<HHIH", 22, bits, 0, form) + bytes.fromhex("000000001000800000aa00389b71")
    chunks = b"fmt " + struct.pack("<I", len(kind)) + kind + before + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def spoken_samples() -> tuple[int, ...]:
    with wave.open(str(SPOKEN)) as file:
        return struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))


def in_mu_law(sample: int) -> int:
    """Encode one sample as in ITU-T G.711, table 2a: found by the size of what is left, not by the decoder's table."""
    size, sign = min(abs(sample), 32_635) + 132, 0x80 if sample < 0 else 0
    segment = size.bit_length() - 8
    return ~(sign | segment << 4 | size >> segment + 3 & 0x0F) & 0xFF


def in_a_law(sample: int) -> int:
    """Encode one sample as in ITU-T G.711, table 1a."""
    sign, size = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    segment = max(size.bit_length() - 8, 0)
    return (sign | segment << 4 | size >> max(segment + 3, 4) & 0x0F) ^ 0x55


def wide(samples, width: int) -> bytes:
    """Samples of three or four bytes, with noise in the bytes below the two that are heard."""
    return b"".join((one << 8 * (width - 2) | 0x55).to_bytes(width, "little", signed=True) for one in samples)


@pytest.mark.parametrize(
    ("form", "bits", "encoded"),
    [
        pytest.param(7, 8, lambda said: bytes(map(in_mu_law, said)), id="G.711 mu-law"),
        pytest.param(6, 8, lambda said: bytes(map(in_a_law, said)), id="G.711 A-law"),
        pytest.param(1, 24, lambda said: wide(said, 3), id="24 bits"),
        pytest.param(1, 32, lambda said: wide(said, 4), id="32 bits"),
    ],
)
@pytest.mark.parametrize("is_extensible", [False, True])
def test_what_exchanges_and_recorders_write_is_heard_as_its_16_bits_are(form, bits, encoded, is_extensible):
    content = riff(form, bits, encoded(spoken_samples()), is_extensible=is_extensible, before=b"fact\4\0\0\0\1\2\3\4")
    found = listener.sound_of(content, 60)
    assert isinstance(found, bytes) and len(found) == 2 * len(spoken_samples())
    plain = spoken_samples()
    for was, now in zip(plain, struct.unpack(f"<{len(plain)}h", found), strict=True):
        assert abs(was - now) <= (1 if bits > 8 else max(abs(was) // 16, 16))


@pytest.mark.parametrize("form", [6, 7])
def test_g711_is_really_heard(form):
    encode = {6: in_a_law, 7: in_mu_law}[form]
    assert heard(riff(form, 8, bytes(map(encode, spoken_samples()))), "en").words.startswith("i will call you back")


@pytest.mark.parametrize(
    ("form", "code", "sample"),
    [(7, 0x80, 32_124), (7, 0x00, -32_124), (7, 0xFF, 0), (7, 0x7F, 0), (7, 0xF0, 120), (7, 0xEF, 132),
     (6, 0xAA, 32_256), (6, 0x2A, -32_256), (6, 0xD5, 8), (6, 0x55, -8), (6, 0xC5, 264), (6, 0xF5, 528)],
)  # fmt: skip
def test_a_code_of_g711_is_the_sample_the_recommendation_gives_it(form, code, sample):
    found = listener.sound_of(riff(form, 8, bytes([code]) * 16_000), 60)
    assert isinstance(found, bytes) and set(struct.unpack("<16000h", found)) == {sample}


def test_two_channels_of_a_telephone_are_heard_as_one_at_twice_their_rate():
    found = listener.sound_of(riff(7, 8, bytes([0x80, 0x00]) * 8_000, rate=8_000, channels=2), 60)
    assert found == b"\0" * 32_000


@pytest.mark.parametrize(
    "content, why",
    [(b"", "format"), (b"no sound at all", "format"), (b"RIFF\x24\0\0\0WAVE", "format"), (os.urandom(4096), "format"),
     (head_of_two_hours(), "short"), (wav(b"\0\0" * 100), "short"), (wav(b"\0" * 96_000, width=3), "silent"),
     (riff(3, 32, b"\0" * 64_000), "format"), (riff(2, 4, b"\0" * 64_000), "format"), (riff(7, 16, b"\0" * 64_000), "format"),
     (riff(1, 12, b"\0" * 64_000), "format"), (riff(7, 8, bytes([0xFF]) * 32_000), "silent"), (riff(1, 16, b"", channels=0), "format"),
     (riff(7, 8, b"\xff" * 16_000)[:24], "format"), (riff(7, 8, b"\xff" * 100), "short"),
     (wav(b"\0\0" * 9_000, rate=1_000), "format"), (wav(b"\0\0" * 32_000), "silent"),
     (wav(b"\0\0" * 32_000)[:20_000] + b"\xff" * 31, "silent"), (SPOKEN.read_bytes()[:44], "short")],
)  # fmt: skip
def test_rubbish_is_not_heard_and_says_why(content, why):
    with pytest.raises(NotHeard, match=why):
        heard(content, "en")


def test_a_head_that_lies_about_its_rate_ends_without_harm():
    real = bytearray(SPOKEN.read_bytes())
    for rate in (0, 1, 0xFFFFFFFF):
        real[24:28] = struct.pack("<I", rate)
        with pytest.raises(NotHeard, match="format"):
            heard(bytes(real), "en")


def test_more_than_may_be_listened_to_is_left_alone(monkeypatch):
    monkeypatch.setattr(listening, "LONGEST_SOUND", 1)
    with pytest.raises(NotHeard, match="long"):
        heard(SPOKEN.read_bytes(), "en")


def test_a_listener_that_does_not_end_is_ended():
    with pytest.raises(NotHeard, match="slow"):
        heard(SPOKEN.read_bytes(), "en", seconds=0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_listener_that_takes_too_much_processor_or_memory_is_ended(monkeypatch):
    monkeypatch.setitem(listening.LIMITS, "pocketsphinx", Limits(memory=2 * 2**30, processor=1, files=64))
    with pytest.raises(NotHeard, match="slow"):
        heard(wav(SPOKEN.read_bytes()[44:] * 20), "en")
    monkeypatch.setitem(listening.LIMITS, "pocketsphinx", Limits(memory=60 * 2**20, processor=60, files=64))
    with pytest.raises(NotHeard, match="failed"):
        heard(SPOKEN.read_bytes(), "en")


def test_hebrew_and_arabic_are_heard_by_no_program_that_comes_with_it():
    assert languages() == {"en": "pocketsphinx"}
    for language in ("he", "ar", "", "en; rm -rf /"):
        with pytest.raises(NotHeard, match="language"):
            heard(SPOKEN.read_bytes(), language)


@pytest.fixture
def own_program(settings, tmp_path):
    """A program of the operator's own: says what it was given."""
    file = tmp_path / "hears.py"
    file.write_text(
        "import os, sys, wave\n"
        "with wave.open(sys.stdin.buffer) as sound:\n"
        "    print('נחזור', sys.argv[1], sound.getframerate(), sound.getnchannels())\n"
        "print(sorted(set(os.environ) - {'LC_CTYPE', 'PATH', 'LANG'}), file=sys.stderr)\n",
        "utf-8",
    )
    settings.HEARING_COMMAND = [sys.executable, str(file), "--{language}; touch /tmp/x"]
    settings.HEARING_LANGUAGES = ["he", "ar"]
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows does not become another")
def test_the_operators_own_program_hears_what_they_say_it_hears(own_program, monkeypatch):
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert languages() == {"en": "pocketsphinx", "he": "command", "ar": "command"}
    found = heard(SPOKEN.read_bytes(), "he")
    assert found == Heard("נחזור --he; touch /tmp/x 16000 1", None, 3, "command")


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows does not become another")
def test_a_program_of_theirs_that_is_not_there_or_hangs_is_a_failure_and_no_more(own_program, settings):
    own_program.write_text("import time; time.sleep(60)")
    with pytest.raises(NotHeard, match="slow"):
        heard(SPOKEN.read_bytes(), "ar", seconds=1)
    settings.HEARING_COMMAND = ["/no/such/program"]
    with pytest.raises(NotHeard, match="failed"):
        heard(SPOKEN.read_bytes(), "ar")


# ── who may have it, and when ────────────────────────────────────────────────


def test_without_a_leads_word_nothing_is_heard(brand, case, call, dana, ruth, now):
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)
    attach(case, call, SPOKEN.read_bytes(), Consent("Noa", "spoken", now), by=at_the_desk(dana), at=now)
    assert not Hearing.objects.exists() and not hear_one(worker="here", clock=lambda: now)


def test_where_no_program_is_it_cannot_be_switched_on(brand, ruth, now, monkeypatch):
    monkeypatch.setattr(listening, "find_spec", lambda _name: None)
    with pytest.raises(Refused):
        set_rule(brand, is_on=True, asks="", hears=True, by=at_the_desk(ruth), at=now)
    assert not Rule.objects.exists()


def test_other_forms_of_sound_and_other_languages_stand_as_not_heard_from_the_beginning(on, case, call, dana, now):
    consent = Consent("Noa", "spoken", now)
    row = attach(case, call, b"ID3\x04\0\0" + b"\0" * 64, consent, by=at_the_desk(dana), at=now)
    assert row.hearing.error == "format" and row.hearing.ended_at == now
    delete(row, why="x", by=at_the_desk(dana), at=now)
    type(case).objects.filter(pk=case.pk).update(language="he")
    row = attach(case, call, SPOKEN.read_bytes(), consent, by=at_the_desk(dana), at=now)
    assert row.hearing.error == "language" and "language" in row.hearing.why


def test_the_worker_hears_it_and_a_promise_is_noticed_and_told_to_nobody(kept, case, now):
    assert listen_once() == 0.0 and listen_once() == LISTENING_PAUSE
    said = entries(case, "company")[0]
    assert said["text"] == WORDS and said["engine"] == "pocketsphinx" and said.by.kind == "system"
    assert entries(case, "customer") == []
    noticed = Commitment.objects.get(said_in=said.id)
    assert noticed.state == Commitment.NOTICED and noticed.quote == WORDS and noticed.promiser == "company"
    assert not any(
        one.kind == "promise.made" and one["said_in"] == str(said.id) for one in read(case.key, side="company")
    )


def test_a_confirmed_promise_quotes_nothing_of_what_only_we_read(written, dana, now):
    noticed = Commitment.objects.get(state=Commitment.NOTICED)
    made = confirm(noticed, due_at=now + timedelta(days=2), by=at_the_desk(dana), at=now)
    assert made.quote == "" and made.said_in is None


def test_what_cannot_be_heard_ends_and_is_not_tried_again(on, case, call, dana, now):
    attach(case, call, sound(), Consent("Noa", "spoken", now), by=at_the_desk(dana), at=now)
    assert hear_one(worker="here", clock=lambda: now)
    assert Hearing.objects.get().error == "short" and not hear_one(worker="here", clock=lambda: now)
    assert entries(case, "company") == []


# ── workers that die, and what changes meanwhile ─────────────────────────────


def test_a_recording_in_one_workers_hands_is_in_no_others_until_the_lease_runs_out(kept, now):
    first = claim(worker="one", at=now)
    assert claim(worker="two", at=now + timedelta(minutes=1)) is None
    second = claim(worker="two", at=now + LEASE + timedelta(seconds=1))
    assert second is not None and second.tries == 2
    assert keep(first, Heard("late", 1, 1, "pocketsphinx"), at=now) is None
    assert keep(second, Heard("in time", 1, 1, "pocketsphinx"), at=now) is not None
    assert claim(worker="three", at=now + 2 * LEASE + timedelta(hours=1)) is None


def test_what_ended_two_workers_is_given_up(kept, now):
    for turn in range(TRIES):
        assert claim(worker="one", at=now + turn * (LEASE + timedelta(seconds=1))) is not None
    assert claim(worker="one", at=now + timedelta(days=2)) is None
    assert Hearing.objects.get().error == "failed"


@pytest.mark.parametrize("what", ["deleted", "erased", "off"])
def test_what_goes_while_it_is_heard_is_not_written_down(what, kept, case, call, dana, ruth, now):
    row = claim(worker="one", at=now)
    if what == "deleted":
        delete(kept, why="x", by=at_the_desk(dana), at=now)
    elif what == "erased":
        erase(call, why="the law", by=at_the_desk(dana).actor, at=now)
    else:
        set_rule(case.brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)
    assert keep(row, Heard(WORDS, 1, 1, "pocketsphinx"), at=now) is None
    assert entries(case, "company") == [] and Hearing.objects.get().error == "gone"


def test_switched_off_what_waits_is_not_heard(kept, brand, ruth, now, monkeypatch):
    set_rule(brand, is_on=False, asks="", by=at_the_desk(ruth), at=now)
    monkeypatch.setattr(taking, "heard", lambda *_a: pytest.fail("it was heard"))
    assert hear_one(worker="here", clock=lambda: now)
    assert Hearing.objects.get().error == "gone"


# ── shared, hidden, gone ─────────────────────────────────────────────────────


def test_with_the_recording_its_words_are_shared_and_are_the_same(written, case, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    share(written, by=at_the_desk(dana), at=now)
    assert [one["text"] for one in entries(case, "customer")] == [WORDS]


def test_of_a_shared_recording_the_words_are_shared_when_they_come(kept, case, dana, now):
    share(kept, by=at_the_desk(dana), at=now)
    keep(claim(worker="here", at=now), Heard(WORDS, 71, 3, "pocketsphinx"), at=now)
    assert len(entries(case, "customer")) == 1 and len(entries(case, "company")) == 2


def gone(case):
    return all(one.content is None for one in entries(case, "company")) and not Commitment.objects.filter(
        state=Commitment.NOTICED
    )


@pytest.mark.parametrize("is_shared", [True, False])
def test_with_the_recording_its_words_go_for_both(is_shared, written, case, dana, now):
    if is_shared:
        share(written, by=at_the_desk(dana), at=now)
    delete(Recording.objects.get(), why="a secret of ours", by=at_the_desk(dana), at=now)
    assert len(entries(case, "company")) == 1 + is_shared and gone(case)
    assert is_shared or not any("secret" in str(one.content) for one in read(case.key, side="customer"))


def test_with_the_words_about_the_call_they_go_too(written, case, call, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    erase(call, why="the law", by=at_the_desk(dana).actor, at=now)
    assert gone(case)


@pytest.mark.parametrize("which", ["entry", "shared"])
def test_of_two_entries_that_say_the_same_none_stays(which, written, case, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    erase(getattr(Hearing.objects.get(), which), why="the law", by=at_the_desk(dana).actor, at=now)
    assert gone(case) and Recording.objects.get().can_be_played


def test_all_at_once_erased_they_are_erased_once(written, case, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    left = words_of(case.key, side="company")
    assert erase_many(left, why="retention", by=at_the_desk(dana).actor, at=now) == len(left)
    assert gone(case)


def test_from_whom_the_call_is_withdrawn_its_words_are_too(written, case, call, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    withdraw(call, from_side="customer", why="another customer's", by=at_the_desk(dana).actor, at=now)
    assert [one.content for one in entries(case, "customer")] == [None]
    assert all(one.content is not None for one in entries(case, "company"))


def test_what_was_withdrawn_from_them_does_not_come_back_as_heard(written, case, call, dana, now):
    withdraw(call, from_side="customer", why="another customer's", by=at_the_desk(dana).actor, at=now)
    share(written, by=at_the_desk(dana), at=now)
    assert entries(case, "customer") == []


def test_the_record_verifies_after_all_of_it(written, case, dana, now):
    share(written, by=at_the_desk(dana), at=now)
    delete(Recording.objects.get(), why="x", by=at_the_desk(dana), at=now)
    assert list(verify([case.key])) == []


# ── the pages ────────────────────────────────────────────────────────────────


def page_of(case, call):
    return f"/desk/cases/{case.number}/entries/{call}/recording/"


def test_the_desk_says_that_nobody_read_it(written, case, call, dana):
    client = signed_in(dana)
    html = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "Heard by a machine, not read by anybody" in html and "71% sure of its words" in html and WORDS in html
    assert "Listen before you confirm" in html
    html = client.get(page_of(case, call)).content.decode()
    assert "Words may be wrong" in html
    assert WORDS in html
    noticed = Commitment.objects.get(state=Commitment.NOTICED)
    assert "Listen before you confirm" in client.get(f"/desk/promises/{noticed.pk}/").content.decode()


def test_a_heard_promise_is_put_aside_with_one_click(written, case, dana):
    noticed = Commitment.objects.get(state=Commitment.NOTICED)
    client = signed_in(dana)
    assert f"/desk/promises/{noticed.pk}/dismissal/" in client.get(f"/desk/cases/{case.number}/").content.decode()
    assert client.post(f"/desk/promises/{noticed.pk}/dismissal/").status_code == 302
    assert not Commitment.objects.filter(state=Commitment.NOTICED).exists()


def test_the_page_says_what_waits_and_why_nothing_was_heard(kept, case, call, dana, now):
    client = signed_in(dana)
    assert "will write down what is said" in client.get(page_of(case, call)).content.decode()
    Hearing.objects.update(error="format", ended_at=now)
    assert "Only WAV" in client.get(page_of(case, call)).content.decode()


def test_a_lead_switches_it_on_beside_the_recordings(brand, ruth, dana):
    url = f"/desk/settings/brands/{brand.pk}/recordings/"
    assert "English" in signed_in(ruth).get(url).content.decode()
    assert signed_in(ruth).post(url, {"is_on": "on", "asks": "", "hears": "on"}).status_code == 302
    assert Rule.objects.get().hears


def test_a_stranger_finds_nothing(written, case, call, omar):
    assert signed_in(omar).get(page_of(case, call)).status_code == 404


def test_the_customer_reads_it_once_it_is_shared_and_that_nobody_read_it(written, case, dana, now, client):
    door = door_to(case, case.customer)
    door.enter(client)
    assert WORDS not in client.get(door.url).content.decode()
    share(written, by=at_the_desk(dana), at=now)
    html = client.get(door.url).content.decode()
    assert WORDS in html and "Heard by a machine, not read by anybody" in html
