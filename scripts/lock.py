"""Remake requirements.lock from pyproject.toml, or check (--check) that the two still agree.

The file has two parts: what the product needs to run, a marker line, and what its developers need besides.
Both carry hashes of every released file; neither names the place it is fetched from.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
MARKER = "# --- developers ---"
COMPILE = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
COMPILE += ["--no-emit-index-url", "--no-annotate", "--quiet"]
EXTRAS = ("postgres", "saml", "speech", "dev")


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def wanted(*extras: str) -> list[Requirement]:
    """The requirements pyproject.toml states, those of the build included, its own name left out."""
    settings = project()
    table, build = settings["project"], settings["build-system"]
    assert isinstance(table, dict)
    assert isinstance(build, dict)
    lines = [*build["requires"], *table["dependencies"]]
    for extra in extras:
        lines += table["optional-dependencies"][extra]
    stated = [Requirement(line) for line in lines]
    return [each for each in stated if canonicalize_name(each.name) != canonicalize_name(table["name"])]


def compile_lock(requirements: list[Requirement], kept: str, *, upgrade: bool) -> str:
    """Ask uv for exact versions and hashes; versions of `kept` stay unless `upgrade`."""
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "wanted.txt", Path(folder) / "locked.txt"
        source.write_text("".join(f"{each}\n" for each in requirements), "utf-8")
        output.write_text(kept, "utf-8")
        upgrading = ["--upgrade"] if upgrade else []
        # uv is told to look at this folder alone, so that no setting of the machine enters the file.
        subprocess.run([*COMPILE, *upgrading, "--output-file", str(output), str(source)], cwd=folder, check=True)
        return output.read_text("utf-8")


def entries(text: str) -> list[tuple[str, str]]:
    """Each locked requirement as (canonical name, its lines); a name may come twice, for two Pythons."""
    blocks = re.findall(r"^[A-Za-z0-9](?:[^\n]*\\\n)*[^\n]*\n", text, re.MULTILINE)
    return [(canonicalize_name(Requirement(block.split("\\")[0].strip()).name), block) for block in blocks]


def remake(*, upgrade: bool) -> str:
    kept = LOCK.read_text("utf-8") if LOCK.exists() else ""
    everything = compile_lock(wanted(*EXTRAS), kept, upgrade=upgrade)
    # The first part is cut out of the whole, so that a user and a developer run the same versions.
    running = {name for name, _ in entries(compile_lock(wanted(), everything, upgrade=False))}
    first = [block for name, block in entries(everything) if name in running]
    second = [block for name, block in entries(everything) if name not in running]
    head = "# Made by scripts/lock.py from pyproject.toml: exact versions and hashes. Do not edit by hand.\n"
    return head + "".join(first) + MARKER + "\n" + "".join(second)


def complaints() -> list[str]:
    """What pyproject.toml asks for and the lock file does not give; without a network."""
    text = LOCK.read_text("utf-8")
    said = []
    if "://" in text:
        said.append("requirements.lock names an address")
    running, everything = (
        {name: Requirement(block.split("\\")[0].strip()) for name, block in entries(part)}
        for part in (text.split(MARKER)[0], text)
    )
    for requirements, locked, part in ((wanted(), running, "the first part"), (wanted(*EXTRAS), everything, "it")):
        for requirement in requirements:
            found = locked.get(canonicalize_name(requirement.name))
            if found is None:
                said.append(f"{requirement.name}: not in {part} of requirements.lock")
            elif not any(requirement.specifier.contains(pin.version, prereleases=True) for pin in found.specifier):
                said.append(f"{requirement.name}: {found.specifier} is locked, {requirement.specifier} is asked for")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exits with 1 if they differ")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    arguments = parser.parse_args()
    if not arguments.check:
        LOCK.write_text(remake(upgrade=arguments.upgrade), "utf-8")
    said = complaints()
    for line in said:
        print(line, file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main())
