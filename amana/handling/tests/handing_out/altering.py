"""Changing an export as somebody may who has it, and sealing everything anew that needs no key."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana.record import verify
from amana.record.appending import open_books
from amana.record.sealing import canonical

DAY = timedelta(days=1)


def beside(now):
    """Another record that goes on."""
    key = uuid4()
    open_books([key], at=now)
    return key


def entries_of(parts):
    return [json.loads(line) for line in parts["record.jsonl"].decode().splitlines()]


def fixed_in(parts):
    """How many entries the checkpoint holds."""
    return json.loads(parts["checkpoint.json"])["leaf"]["length"]


def with_record(parts, entries):
    """Write the record anew, every link sealed as it has to be: what somebody does who holds the database."""
    previous = ""
    for number, entry in enumerate(entries, 1):
        if number == 1:
            begun = {"audience": entry["audience"], "book": entry["book"]}
            previous = verify.digest_of(verify.BEGINNING, canonical(begun).encode())
        if entry["content"] is not None:
            entry["leaf"] = verify._leaf(entry)
        entry |= {"number": number, "previous": previous}
        header = {name: entry[name] for name in verify.HEADER}
        entry["hash"] = previous = verify.digest_of(verify.LINK, bytes.fromhex(previous), canonical(header).encode())
    return parts | {"record.jsonl": "".join(f"{canonical(entry)}\n" for entry in entries).encode()}


def with_proof(parts, change):
    proof = json.loads(parts["checkpoint.json"])
    change(proof)
    return parts | {"checkpoint.json": f"{canonical(proof)}\n".encode()}


def sealed(parts):
    """Write the manifest anew, as anybody can."""
    entries = entries_of(parts)
    manifest = json.loads(parts["manifest.json"])
    del manifest["seal"]
    manifest |= {"length": len(entries), "head": entries[-1]["hash"]}
    names = sorted(parts.keys() - {"manifest.json"})
    manifest["files"] = [{"name": name, "sha256": hashlib.sha256(parts[name]).hexdigest()} for name in names]
    manifest["seal"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    return parts | {"manifest.json": f"{canonical(manifest)}\n".encode()}


def folder_of(parts, folder):
    for name, content in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def fault_in(parts, folder, **known):
    """What the verifier says is wrong, after everything was sealed anew."""
    with pytest.raises(verify.Fault) as fault:
        verify.check(folder_of(sealed(parts), folder), **known)
    return str(fault.value)


def run(folder, *words):
    """Run the copy that came with the export, cut off from everything installed here."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def list_in(folder, checkpoints):
    path = folder / "list.jsonl"
    path.write_text("".join(f"{canonical(one)}\n" for one in checkpoints))
    return str(path)


def resigned(proof, *, secret=b"7" * 32):
    """Sign everything with a key of one's own."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw().hex()
    before = None
    for one in proof["checkpoints"]:
        one["body"] |= {"key": public}
        if before is not None:
            one["body"]["previous"] = hashlib.sha256(canonical(before).encode()).hexdigest()
        before = one["body"]
        one["signatures"] = [{"key": public, "signature": key.sign(canonical(one["body"]).encode()).hex()}]
