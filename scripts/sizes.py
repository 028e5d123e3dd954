"""Report how big things are beside the size guides of STYLE.md; it refuses nothing.

Lines of a function leave out its docstring; lines of a file are counted as they stand.
"""

from __future__ import annotations

import ast
import math
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
EXEMPT_NAMES = {"recurring.py", "reactions.py"}
EXEMPT_FOLDERS = {"locale", "migrations", "vendor"}
VIEW_ROOMS = {"desk", "portal", "api"}


class Guide(NamedTuple):
    """What STYLE.md calls typical, the p90 to aim at, and the size past which somebody says why."""

    typical: int
    p90: int
    why: int


GUIDES = {
    "Python file": Guide(60, 200, 400),
    "models.py": Guide(120, 250, 400),
    "Function": Guide(8, 25, 60),
    "View function": Guide(10, 20, 40),
    "Task": Guide(5, 10, 15),
    "Parameters": Guide(3, 5, 6),
    "Test file": Guide(80, 250, 400),
    "Test": Guide(8, 20, 40),
    "Template": Guide(25, 80, 200),
    "Style sheet": Guide(60, 200, 400),
    "JavaScript module": Guide(40, 100, 200),
    "Files in a folder": Guide(10, 15, 20),
    "Local imports, per 1,000 lines": Guide(0, 0, 1),
}


class Size(NamedTuple):
    """How big, and where."""

    number: float
    where: str


def tracked() -> list[Path]:
    """The project's own files: those git knows or would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def lines(path: Path) -> int:
    return len((ROOT / path).read_text("utf-8").splitlines())


def measured() -> dict[str, list[Size]]:
    sizes: dict[str, list[Size]] = defaultdict(list)
    folders: dict[str, int] = defaultdict(int)
    for path in tracked():
        if EXEMPT_FOLDERS & set(path.parts) or path.name in EXEMPT_NAMES or not lines_matter(path):
            continue
        kind = kind_of(path)
        sizes[kind].append(Size(lines(path), str(path)))
        if path.suffix == ".py":
            for name, size in inside(path):
                sizes[name].append(size)
            if path.parts[0] == "amana" and "tests" not in path.parts:
                folders[str(path.parent)] += path.name != "__init__.py"
    sizes["Files in a folder"] = [Size(count, folder) for folder, count in folders.items()]
    return sizes


def lines_matter(path: Path) -> bool:
    return path.suffix in {".py", ".html", ".css", ".js"} and ".min." not in path.name


def kind_of(path: Path) -> str:
    others = {".html": "Template", ".css": "Style sheet", ".js": "JavaScript module"}
    if path.suffix in others:
        return others[path.suffix]
    if "tests" in path.parts:
        return "Test file"
    return "models.py" if path.name == "models.py" or path.parent.name == "models" else "Python file"


def inside(path: Path) -> Iterator[tuple[str, Size]]:
    """The functions of a file by kind, their parameters, and how many imports are inside functions."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    local = 0
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        where = f"{path}:{node.lineno} {node.name}"
        kind = function_kind(path, node)
        yield kind, Size(length(node), where)
        if kind != "Test":
            yield "Parameters", Size(parameters(node), where)
            local += sum(isinstance(part, ast.Import | ast.ImportFrom) for part in ast.walk(node))
    if "tests" not in path.parts and path.parts[0] == "amana":
        yield "Local imports, per 1,000 lines", Size(local, str(path))


def function_kind(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    if "tests" in path.parts:
        return "Test"
    decorators = " ".join(ast.unparse(each) for each in node.decorator_list)
    if decorators.startswith("task"):
        return "Task"
    first = node.args.args[0].arg if node.args.args else ""
    in_view_room = len(path.parts) > 1 and path.parts[1] in VIEW_ROOMS
    return "View function" if in_view_room and first == "request" else "Function"


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in named)


def row(name: str, sizes: list[Size]) -> str:
    guide = GUIDES[name]
    numbers = sorted(size.number for size in sizes)
    median, p90 = (numbers[max(math.ceil(share * len(numbers)) - 1, 0)] for share in (0.5, 0.9))
    longest = max(sizes)
    past = sum(number > guide.why for number in numbers)
    return (
        f"{name:<20} {len(numbers):>6} {median:>7.0f} {p90:>5.0f} {guide.p90:>6} "
        f"{longest.number:>8.0f} {guide.why:>6} {past:>5}  {longest.where if past else ''}"
    ).rstrip()


def main() -> int:
    sizes = measured()
    heading = (
        f"{'Size of':<20} {'count':>6} {'median':>7} {'p90':>5} {'guide':>6} {'longest':>8} {'limit':>6} {'past':>5}"
    )
    print(heading)
    local = sizes.pop("Local imports, per 1,000 lines", [])
    for name in GUIDES:
        if sizes.get(name):
            print(row(name, sizes[name]))
    total = sum(size.number for kind in ("Python file", "models.py") for size in sizes[kind])
    if total:
        share = sum(size.number for size in local) / total * 1000
        print(f"Imports inside functions: {share:.1f} per 1,000 lines; guide 0")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
