"""The project's own files, and the order of its rooms, as the architecture tests read them."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "build", "dist", "__pycache__", "amana.egg-info", "test-results"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git knows or would take in, relative to the root; without git, what is there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file())
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not NOT_OURS & set(path.parts)))


def files(*suffixes: str, under: str = "", tests: bool = False) -> list[Path]:
    """Files with one of the suffixes, under a folder; tests are left out unless asked for."""
    return [
        path
        for path in tracked()
        if path.suffix in suffixes
        and str(path).startswith(under)
        and "vendor" not in path.parts
        and (tests or "tests" not in path.parts)
    ]


def text(path: Path) -> str:
    return (ROOT / path).read_text("utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def configuration() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads(text(Path("pyproject.toml")))


@cache
def layers() -> tuple[frozenset[str], ...]:
    """The rooms from top to bottom as the import contract in pyproject.toml orders them; neighbours share a set."""
    contracts = configuration()["tool"]["importlinter"]["contracts"]
    assert isinstance(contracts, list)
    stated = next(contract for contract in contracts if contract.get("id") == "layers")
    return tuple(frozenset(name.strip().strip("()") for name in layer.split("|")) for layer in stated["layers"])


def depth(room: str) -> int:
    """How far down a room is; 0 is the top. Raises KeyError for a room that has no place."""
    for number, layer in enumerate(layers()):
        if room in layer:
            return number
    raise KeyError(room)
