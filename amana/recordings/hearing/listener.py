"""Writes one recording down: WAV on the standard input, words on the standard output; run with limits, imports nothing of the product.

Arguments: "pocketsphinx" or "command", the seconds of sound it may have at most, and of a command its words. The length in seconds is
the first line on the standard error. Ends with 3 for what is no WAV with PCM or G.711, 4 for too long, 5 for too short to say anything.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RATE = 16_000  # samples a second, of two bytes: what programs that hear ask for
SHORTEST = 0.3  # seconds
# Speech without a pause is cut after so many bytes: half a minute.
LONGEST_PIECE = 30 * 2 * RATE
NO_WAV, TOO_LONG, TOO_SHORT = 3, 4, 5
# Forms of sound in a WAV: plain samples, the two laws of G.711, and one whose real form stands further on.
PCM, A_LAW, MU_LAW, EXTENSIBLE = 1, 6, 7, 0xFFFE
READ = {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (A_LAW, 8), (MU_LAW, 8)}  # with the bits of a sample
# What the recogniser writes for silence and noise, and behind a second way to say a word.
NOISES = ("<", "[", "++")


def main() -> int:
    """Read, convert, and hear."""
    engine, longest, *command = sys.argv[1:]
    found = sound_of(sys.stdin.buffer.read(), int(longest))
    if isinstance(found, int):
        return found
    sys.stderr.write(f"{len(found) / (2 * RATE)}\n")
    sys.stderr.flush()
    if hasattr(os, "nice"):
        os.nice(10)  # nobody waits for it
    if engine == "command":
        become(command, found)
    sys.stdout.buffer.write(json.dumps(list(heard(found))).encode())
    return 0


def sound_of(content: bytes, longest: int) -> bytes | int:
    """Return 16,000 samples a second of one channel, two bytes each; a status to end with where there are none."""
    chunks = chunks_of(content)
    if "fmt " not in chunks or "data" not in chunks or len(chunks["fmt "]) < 16:
        return NO_WAV
    form, channels, rate, _bytes, _block, bits = struct.unpack("<HHIIHH", chunks["fmt "][:16])
    if form == EXTENSIBLE and len(chunks["fmt "]) >= 26:
        form = struct.unpack("<H", chunks["fmt "][24:26])[0]
    if (form, bits) not in READ or not 4_000 <= rate <= 192_000 or not 1 <= channels <= 8:
        return NO_WAV
    # What the head says of its length is not believed: what is there is counted.
    data, width = chunks["data"], bits // 8
    frames = len(data) // (channels * width)
    if frames > longest * rate:
        return TOO_LONG
    if frames < SHORTEST * rate:
        return TOO_SHORT
    plain, width = in_two_bytes(bytes(data[: frames * channels * width]), form, width)
    return converted(plain, channels=channels, width=width, rate=rate)


def chunks_of(content: bytes) -> dict[str, memoryview]:
    """Return the chunks of a RIFF file of sound by their names, the first of each; nothing for what is none."""
    found: dict[str, memoryview] = {}
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return found
    place, whole = 12, memoryview(content)
    while place + 8 <= len(content) and "data" not in found:
        name, size = struct.unpack("<4sI", content[place : place + 8])
        found.setdefault(name.decode("latin-1"), whole[place + 8 : place + 8 + size])
        place += 8 + size + size % 2
    return found


def in_two_bytes(data: bytes, form: int, width: int) -> tuple[bytes, int]:
    """Return samples of G.711, or of more than two bytes, as two bytes each, and how many bytes a sample has now."""
    if form in DECODED:
        samples = [struct.pack("<h", DECODED[form](code)) for code in range(256)]
        low, high = bytes(one[0] for one in samples), bytes(one[1] for one in samples)
        halves = data.translate(low), data.translate(high)
    elif width > 2:
        halves = data[width - 2 :: width], data[width - 1 :: width]
    else:
        return data, width
    plain = bytearray(2 * len(halves[0]))
    plain[0::2], plain[1::2] = halves
    return bytes(plain), 2


def of_mu_law(code: int) -> int:
    """Return the sample of a code of G.711 as North America and Japan write it (ITU-T G.711, table 2a), in 16 bits."""
    code = ~code & 0xFF
    size = ((code & 0x0F) << 3 | 0x84) << (code >> 4 & 7)
    return 0x84 - size if code & 0x80 else size - 0x84


def of_a_law(code: int) -> int:
    """Return the sample of a code of G.711 as the rest of the world writes it (ITU-T G.711, table 1a), in 16 bits."""
    code ^= 0x55
    segment, size = code >> 4 & 7, (code & 0x0F) << 4 | 8
    if segment:
        size = (size | 0x100) << (segment - 1)
    return size if code & 0x80 else -size


DECODED = {A_LAW: of_a_law, MU_LAW: of_mu_law}


def converted(data: bytes, *, channels: int, width: int, rate: int) -> bytes:
    """Return PCM of one or two bytes a sample as one channel of two bytes, 16,000 times a second; a minute at a time."""
    step = 60 * rate * channels * width
    return b"".join(_minute(data[start : start + step], channels, width, rate) for start in range(0, len(data), step))


def _minute(data: bytes, channels: int, width: int, rate: int) -> bytes:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would ask for memory of its own
    import numpy as np

    samples = np.frombuffer(data, dtype="<i2" if width == 2 else "u1").reshape(-1, channels).mean(axis=1)
    if width == 1:
        samples = (samples - 128) * 256
    if rate > RATE:
        # Tones that the lower rate cannot hold would be heard as others: a low-pass just under half of it.
        reach = 16 * rate // RATE
        cut = 0.95 * RATE / rate
        taps = np.sinc(np.arange(-reach, reach + 1) * cut) * np.hamming(2 * reach + 1)
        samples = np.convolve(samples, taps / taps.sum())[reach:-reach]
    if rate != RATE:
        places = np.arange(int(len(samples) * RATE / rate)) * (rate / RATE)
        samples = np.interp(places, np.arange(len(samples)), samples)
    return bytes(np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes())


def become(command: list[str], sound: bytes) -> None:
    """Go on as another program, which finds the sound as WAV on its standard input; its limits stay."""
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(RATE)
            written.writeframes(sound)
        file.seek(0)
        os.dup2(file.fileno(), 0)
        os.execvp(command[0], command)  # noqa: S606  # a list of words the operator wrote, and no shell


def heard(sound: bytes) -> Iterator[dict[str, Any]]:  # Any: JSON
    """Yield each piece of speech: its words, how many they are, and the sum of how likely each is, from 0 to 1."""
    import pocketsphinx

    model = Path(pocketsphinx.__file__).parent / "model" / "en-us"
    decoder = pocketsphinx.Decoder(
        hmm=str(model / "en-us"), lm=str(model / "en-us.lm.bin"), dict=str(model / "cmudict-en-us.dict"),
        samprate=RATE, loglevel="FATAL",
    )  # fmt: skip
    began_by = os.getppid()
    for piece in pieces(sound, pocketsphinx.Endpointer(sample_rate=RATE)):
        if os.getppid() != began_by:
            sys.exit(1)  # nobody is there any more to be told
        decoder.start_utt()
        decoder.process_raw(piece, full_utt=True)
        decoder.end_utt()
        said = [one for one in decoder.seg() or () if not one.word.startswith(NOISES)]
        if said:
            words = " ".join(one.word.partition("(")[0] for one in said)
            yield {"words": words, "count": len(said), "sure": sum(min(one.prob, 1.0) for one in said)}


def pieces(sound: bytes, finder: Any) -> Iterator[bytes]:  # Any: pocketsphinx has no types
    """Yield what is speech, cut at pauses, and in speech without a pause after half a minute."""
    size, spoken = finder.frame_bytes, bytearray()
    for start in range(0, len(sound), size):
        frame = sound[start : start + size]
        speech = finder.process(frame) if start + size < len(sound) else finder.end_stream(frame)
        spoken += speech or b""
        if spoken and (not finder.in_speech or len(spoken) >= LONGEST_PIECE):
            yield bytes(spoken)
            spoken.clear()
    if spoken:
        yield bytes(spoken)


if __name__ == "__main__":
    sys.exit(main())
