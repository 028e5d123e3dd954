"""Checks with Python's standard library alone what a checkpoint proves of a record; it lies beside verify.py, which asks it.

A checkpoint is a signed root of the tree (RFC 6962) over the heads of all records of an installation, as they were at one
moment. The signature is Ed25519 (RFC 8032).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = "checkpoint.json"
SHORTEST = 16  # as many letters of a fingerprint as a mail has


class Wrong(ValueError):
    """What does not fit; the sentence says so in plain words."""


# ── the tree ─────────────────────────────────────────────────────────────────


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_of(leaf: dict[str, Any]) -> bytes:
    """Return the hash of a leaf: the head of one record, hidden by its salt."""
    told = {name: leaf[name] for name in ("audience", "book", "head", "length")}
    return hashlib.sha256(b"\x00" + bytes.fromhex(leaf["salt"]) + _canonical(told)).digest()


def is_included(leaf: bytes, place: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether a leaf is in the tree of a size with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    last, found = size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _above(other, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = _above(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_grown(earlier: int, size: int, before: bytes, root: bytes, path: list[bytes]) -> bool:
    """Whether the tree of a size only added to the smaller one (RFC 9162, 2.1.4.2)."""
    if earlier == size:
        return not path and before == root
    if not 0 < earlier < size or not path:
        return False
    path = path if earlier & (earlier - 1) else [before, *path]
    place, last = earlier - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = _above(other, old), _above(other, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = _above(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and old == before and new == root


# ── Ed25519 (RFC 8032, 5.1) ──────────────────────────────────────────────────

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _sum(one: Any, other: Any) -> Any:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Any) -> Any:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _sum(found, point)
        point, number = _sum(point, point), number >> 1
    return found


def _point(packed: bytes) -> Any:
    """Return a point of the curve, or None for bytes that are none."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    squared = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P:
        x = x * _ROOT % _P
    if (x * x - squared) % _P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature over a message is of this public key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    whose, half = _point(key), _point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if whose is None or half is None or number >= _ORDER:
        return False
    says = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    left, right = _times(number, _BASE), _sum(half, _times(says, whose))
    return not (left[0] * right[2] - right[0] * left[2]) % _P and not (left[1] * right[2] - right[1] * left[2]) % _P


# ── checkpoints ──────────────────────────────────────────────────────────────


def fingerprint_of(body: dict[str, Any]) -> str:
    """Return what a mail, a printed file and a time stamp name a checkpoint by."""
    return hashlib.sha256(_canonical(body)).hexdigest()


def _name(body: dict[str, Any]) -> str:
    return f"Checkpoint {body['number']} ({body['at']})"


def check_signed(checkpoint: dict[str, Any]) -> list[str]:
    """Return the public keys that signed a checkpoint, its own first. Raises Wrong when a signature is not good."""
    body = checkpoint["body"]
    if not all(type(body[name]) is int and body[name] > 0 for name in ("number", "size")):
        raise Wrong("A checkpoint has no number, or no size.")
    message, keys = _canonical(body), []
    for one in checkpoint["signatures"]:
        if not is_signed(bytes.fromhex(one["key"]), bytes.fromhex(one["signature"]), message):
            raise Wrong(f"{_name(body)}: it was changed, or its signature is not of the key it names.")
        keys.append(one["key"])
    if not keys or keys[0] != body["key"]:
        raise Wrong(f"{_name(body)}: it is not signed by its own key.")
    return keys


def _must_have_grown(earlier: dict[str, Any], later: dict[str, Any], path: list[str]) -> None:
    fits = is_grown(
        earlier["size"], later["size"], bytes.fromhex(earlier["root"]), bytes.fromhex(later["root"]),
        [bytes.fromhex(one) for one in path],
    )  # fmt: skip
    if not fits or earlier["number"] >= later["number"]:
        raise Wrong(
            f"{_name(later)} did not grow out of {_name(earlier)}: what was fixed then was changed or taken away."
        )


def _change_of_key(earlier: dict[str, Any], later: dict[str, Any]) -> list[str]:
    if earlier["body"]["key"] == later["body"]["key"]:
        return []
    if earlier["body"]["key"] in [one["key"] for one in later["signatures"]]:
        how = "and the earlier key says so too"
    elif earlier["body"]["number"] + 1 == later["body"]["number"]:
        how = "and the earlier key does not say so: ask why"
    else:
        how = "in one that is not here: look in the published list whether the earlier key says so"
    return [f"Between {_name(earlier['body'])} and {_name(later['body'])} the key became another, {how}."]


def check_list(lines: list[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Check a published list: each signature, and that each checkpoint names and grew out of the one before it.

    Returns the bodies by fingerprint, and what is to be said. Raises Wrong at the first that does not fit.
    """
    found: dict[str, dict[str, Any]] = {}
    said: list[str] = []
    before: dict[str, Any] | None = None
    for line in lines:
        one = json.loads(line)
        body = one["body"]
        check_signed(one)
        if before is not None:
            if body["previous"] != fingerprint_of(before["body"]):
                raise Wrong(
                    f"{_name(body)} does not follow {_name(before['body'])}: one between was changed or is missing."
                )
            _must_have_grown(before["body"], body, one["growth"])
            said += _change_of_key(before, one)
        elif body["number"] == 1 and body["previous"] is not None:
            raise Wrong(f"{_name(body)}: it is the first, and names one before it.")
        found[fingerprint_of(body)] = body
        before = one
    return found, said


def check(
    export: Any,
    entries: list[dict[str, Any]],
    parsed: Callable[[str], Any],
    *,
    key: str = "",
    seen: str = "",
    published: str = "",
) -> list[str]:
    """Check the checkpoint in an export against its entries, and return what it shows, a sentence each.

    `export` reads its files, `parsed` a line in canonical form. `key` is a public key known from elsewhere, `seen` the
    beginning of a fingerprint from a mail or a printed file, `published` the name of a file with checkpoints that was kept
    elsewhere; each may be missing. Raises Wrong at the first thing that does not fit.
    """
    if FILE not in export.names:
        if key or seen or published:
            raise Wrong(f"{FILE} is missing: there is no checkpoint here to compare with what you know.")
        return ["No checkpoint lies here: only the record itself was checked."]
    listed, known, more = _read_list(published) if published else ([], {}, [])
    try:
        proof = parsed(export.read(FILE).decode().rstrip("\n"))
        said = _shown(proof, entries, export)
        bodies = {fingerprint_of(one["body"]): one["body"] for one in proof["checkpoints"]}
        tied = [*more, *_is_published(bodies, known)] if published else []
        said += [*_signers(proof["checkpoints"], listed, key), *tied]
    except Wrong:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration) as error:
        raise Wrong(f"{FILE} was changed or is damaged.") from error
    return said + (_seen(seen, {**known, **bodies}) if seen else [])


def _seen(seen: str, bodies: dict[str, dict[str, Any]]) -> list[str]:
    if len(seen) < SHORTEST:
        raise Wrong(f"Of a fingerprint at least {SHORTEST} letters are compared: fewer could be those of another.")
    found = [body for fingerprint, body in bodies.items() if fingerprint.startswith(seen)]
    if not found:
        raise Wrong(
            "No checkpoint here has this fingerprint. Look for that day's in the installation's list: --published FILE."
        )
    return [f"{_name(found[0])} has the fingerprint you gave."]


def _signers(checkpoints: list[dict[str, Any]], listed: list[dict[str, Any]], key: str) -> list[str]:
    """Return who signed the latest. Raises Wrong when what is known from elsewhere, a key or a list, does not lead to each key."""
    latest = checkpoints[-1]["body"]
    said = [f"{_name(latest)}, fingerprint {fingerprint_of(latest)}, is signed by the key {latest['key']}."]
    known = {key} if key else {one["body"]["key"] for one in listed}
    if not key:
        said.append(
            "Anybody can make a key: compare it with the installation's (…/checkpoints/), or give that with --key."
        )
    elif key != latest["key"]:
        said.append("It is not the key you gave; each change of keys between the two was signed.")
    known = _led_to(known, [*listed, *checkpoints])
    for one in checkpoints if known else []:
        if one["body"]["key"] not in known:
            raise Wrong(f"{_name(one['body'])}: it is signed by another key, {one['body']['key']}.")
    return said


def _led_to(known: set[str], checkpoints: list[dict[str, Any]]) -> set[str]:
    """Return known keys, those that came after because one of them signed so, and those of what they signed as before them.

    All signatures were checked already.
    """
    by_name = {fingerprint_of(one["body"]): one["body"]["key"] for one in checkpoints}
    while True:
        later = {one["body"]["key"] for one in checkpoints if any(by["key"] in known for by in one["signatures"])}
        named = [one["body"]["previous"] for one in checkpoints if one["body"]["key"] in known]
        found = known | later | {by_name[name] for name in named if name in by_name}
        if found == known:
            return found
        known = found


def _shown(proof: dict[str, Any], entries: list[dict[str, Any]], export: Any) -> list[str]:
    checkpoints = proof["checkpoints"]
    for one in checkpoints:
        check_signed(one)
    said = _growing(proof, checkpoints) + _leaf(proof, entries, [one["body"] for one in checkpoints])
    stamps = [line for one in checkpoints for line in _stamp(one, export)]
    own = "The times of checkpoints are those of the installation's own clock; nobody outside "
    return [*said, *stamps, own + ("is shown here to have dated them." if stamps else "stamped them.")]


def _read_list(name: str) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]], list[str]]:
    try:
        lines = Path(name).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines], *check_list(lines)
    except Wrong:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Wrong(f"{name} is no list of checkpoints.") from error


def _growing(proof: dict[str, Any], checkpoints: list[dict[str, Any]]) -> list[str]:
    latest, said = checkpoints[-1], []
    paths = {one["from"]: one["path"] for one in proof["growth"]}
    for earlier, later in zip(checkpoints, checkpoints[1:]):  # noqa: B905, RUF007  # runs on Python 3.8
        _must_have_grown(earlier["body"], latest["body"], paths.get(earlier["body"]["number"], []))
        said += _change_of_key(earlier, later)
        said.append(f"{_name(latest['body'])} holds all that {_name(earlier['body'])} held, unchanged.")
        is_next = later["body"]["number"] == earlier["body"]["number"] + 1
        if is_next and later["body"]["previous"] != fingerprint_of(earlier["body"]):
            raise Wrong(f"{_name(later['body'])} does not follow {_name(earlier['body'])}.")
    return said


def _leaf(proof: dict[str, Any], entries: list[dict[str, Any]], bodies: list[dict[str, Any]]) -> list[str]:
    leaf, latest = proof["leaf"], bodies[-1]
    if leaf is None:
        _must_be_new(entries, bodies)
        return ["No checkpoint here holds this record; the next one will."]
    if (leaf["book"], leaf["audience"]) != (entries[0]["book"], entries[0]["audience"]):
        raise Wrong("The proof is of another record.")
    if not 0 < leaf["length"] <= len(entries):
        raise Wrong(f"Entry {len(entries) + 1} is missing: at {_name(latest)} the record had {leaf['length']} entries.")
    entry = entries[leaf["length"] - 1]
    if entry["hash"] != leaf["head"]:
        raise Wrong(
            f"Entry {entry['number']} ({entry['kind']}, {entry['at']}), or one before it, is not what it was at {_name(latest)}: "
            "this is another version of the record."
        )
    path = [bytes.fromhex(one) for one in proof["path"]]
    if not is_included(leaf_of(leaf), leaf["place"], latest["size"], path, bytes.fromhex(latest["root"])):
        raise Wrong(f"{_name(latest)} does not hold this record as the proof says.")
    _must_be_new(entries[leaf["length"] :], bodies)
    first = next(one for one in bodies if one["size"] > leaf["place"])
    said = [f"Entries 1 to {leaf['length']} stood as they do here when {_name(first)} was signed."]
    if leaf["length"] < len(entries):
        said.append(f"Entries {leaf['length'] + 1} to {len(entries)} came later; no checkpoint here holds them.")
    return said


def _must_be_new(entries: list[dict[str, Any]], bodies: list[dict[str, Any]]) -> None:
    """Raise Wrong when the latest checkpoint, which does not hold these entries, must have held one of them.

    A record that was being written at that moment is passed over, and then is in the next: what is older than the one before
    the latest is in the latest. What was brought in from elsewhere says so, and is dated as it was there.
    """
    latest = bodies[-1]
    if not entries or latest["number"] == 1:
        return
    if len(bodies) < 2 or bodies[-2]["number"] != latest["number"] - 1:
        raise Wrong(f"The checkpoint before {_name(latest)} is missing: which entries it must hold cannot be said.")
    before = min(bodies[-2]["at"], latest["at"])
    for entry in entries:
        if entry["at"] < before and entry["content"] is not None and not entry["content"].get("imported"):
            raise Wrong(
                f"Entry {entry['number']} ({entry['kind']}, {entry['at']}) is older than {_name(bodies[-2])}, and no checkpoint "
                "here holds it: it was put in later, or the clock was set back."
            )


def _is_published(bodies: dict[str, dict[str, Any]], known: dict[str, dict[str, Any]]) -> list[str]:
    """Return how the checkpoints of an export and a published list hang together. Raises Wrong when they do not."""
    numbers = {body["number"]: name for name, body in known.items()}
    for name, body in bodies.items():
        if numbers.get(body["number"], name) != name:
            raise Wrong(f"{_name(body)} is another one in the published list: two histories were told.")
    names = [body["previous"] for body in known.values()]
    if not any(name in known or name in names or body["previous"] in known for name, body in bodies.items()):
        raise Wrong(
            "None of the checkpoints here stands in the published list, nor next to it: the two cannot be tied together. "
            f"Ask for a list that holds {_name(list(bodies.values())[-1])}."
        )
    missing = [f"{_name(body)} does not stand in it." for name, body in bodies.items() if name not in known]
    found = len(bodies) - len(missing)
    return [f"{found} of the {len(bodies)} checkpoints here stand in the published list, which is in order.", *missing]


def _stamp(checkpoint: dict[str, Any], export: Any) -> list[str]:
    """Check that a time stamp (RFC 3161) names its checkpoint; that an authority signed it, and when, is for openssl to check."""
    stamp, body = checkpoint["stamp"], checkpoint["body"]
    if stamp is None:
        return []
    name, fingerprint = f"stamps/{body['number']}.tsr", fingerprint_of(body)
    if stamp["response"] != name or bytes.fromhex(fingerprint) not in export.read(name):
        raise Wrong(f"{_name(body)}: its time stamp is the time stamp of something else.")
    return [
        f"{_name(body)} has a time stamp, which IS NOT CHECKED here: whoever made this export could have written it, with any "
        f"date. Who gave it, and when, is shown by: openssl ts -verify -digest {fingerprint} -in {name} -CAfile AUTHORITY.pem "
        f"and then: openssl ts -reply -in {name} -text (AUTHORITY.pem is the certificate of the authority, had from itself)."
    ]
