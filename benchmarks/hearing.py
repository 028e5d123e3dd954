"""How well and how fast recordings are written down: known sentences, spoken by espeak-ng, and what was heard of them.

Run: python benchmarks/hearing.py [--quick] [--json]
The voice is a program's, and clearer than a person on a telephone: read the figures as the best case. The word error rate is the
number of words changed, left out and put in, by the number spoken. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")

from amana.recordings.hearing.listening import heard, languages

SENTENCES = [
    "we will call you back tomorrow morning",
    "i will send you the documents by friday",
    "the technician will come on monday between nine and eleven",
    "you will have the refund within three days",
    "i will call you back within two days",
    "we will send you a new router this week",
    "my manager will call you before six today",
    "i am sorry that you had to wait so long",
    "please send us a picture of the bill",
    "your request was passed to another department",
    "the delivery was late and nobody told me",
    "i have called four times about the same problem",
    "we will check the line and write to you tomorrow",
    "the money will be in your account on thursday",
    "thank you for calling how can i help you",
    "i would like to speak with your manager please",
]
VOICES = ("en-us", "en-us+f3", "en-us+m3")
RATES = {"wide": 16_000, "telephone": 8_000}


def main() -> int:
    """Measure and print; 2 where there is nobody to speak or to hear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one voice and four sentences")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    options = parser.parse_args()
    speaker = shutil.which("espeak-ng") or shutil.which("espeak")
    if speaker is None or "en" not in languages():
        print("espeak-ng (a package of most systems) and the extra `speech` are needed", file=sys.stderr)
        return 2
    voices, sentences = (VOICES[1:2], SENTENCES[:4]) if options.quick else (VOICES, SENTENCES)
    result: dict[str, float] = {}
    for voice in voices:
        for name, rate in RATES.items():
            for figure, value in measured(speaker, voice, rate, sentences).items():
                result[f"{voice}_{name}_{figure}"] = value
                print(f"{voice + ' ' + name + ' ' + figure:44} {value}", flush=True)
    if options.json:
        print(json.dumps(result))
    return 0


def measured(speaker: str, voice: str, rate: int, sentences: list[str]) -> dict[str, float]:
    """Return the word error rate in percent, how sure the program was, and its seconds of work for a second of sound.

    The sentences are heard one after another as one recording, as a call is, with a pause between them.
    """
    together = joined([spoken(speaker, voice, rate, sentence) for sentence in sentences], rate)
    before = spent()
    found = heard(together, "en")
    words = " ".join(sentences).split()
    return {
        "word_error_percent": round(100 * distance(words, found.words.split()) / len(words), 1),
        "confidence_percent": float(found.confidence or 0),
        "work_seconds_a_second": round((spent() - before) / found.seconds, 2),
    }


def spent() -> float:
    """Return the seconds of a processor that the processes begun by this one have taken so far."""
    times = os.times()
    return times.children_user + times.children_system


def spoken(speaker: str, voice: str, rate: int, sentence: str) -> bytes:
    """Return a sentence as WAV of one channel with this many samples a second: of 8,000, as a telephone hears it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run([speaker, "-v", voice, "-s", "150", "-g", "3", "-w", str(path), sentence], check=True)
        return at_rate(path.read_bytes(), rate)


def at_rate(content: bytes, rate: int) -> bytes:
    """Return a WAV at another rate, by the same filter as the product's."""
    from amana.recordings.hearing import listener

    before, listener.RATE = listener.RATE, rate
    try:
        found = listener.sound_of(content, 600)
    finally:
        listener.RATE = before
    assert isinstance(found, bytes)
    return as_wav(found, rate)


def joined(sounds: list[bytes], rate: int) -> bytes:
    """Return several WAVs as one, a second of silence after each."""
    parts = []
    for sound in sounds:
        parts += [sound[44:], b"\0\0" * rate]
    return as_wav(b"".join(parts), rate)


def as_wav(data: bytes, rate: int) -> bytes:
    """Return PCM of two bytes as a WAV of one channel."""
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(rate)
            written.writeframes(data)
        file.seek(0)
        return file.read()


def distance(said: list[str], found: list[str]) -> int:
    """Return the least number of words to change, leave out and put in to make one text of the other."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(found, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != other))
    return row[-1]


if __name__ == "__main__":
    sys.exit(main())
