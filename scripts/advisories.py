"""Ask whether a package of requirements.lock has a known weakness; says plainly when nobody could be asked.

Exit status: 0 all were looked up and nothing is known, 1 something is known, 3 NOT CHECKED. At most a minute; without a
network, a few seconds. The answers come from the OSV database (https://osv.dev), which is told names and versions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
DATABASE = "https://api.osv.dev/v1/query"
CALL, WHOLE = 5, 60
KNOWN, NOT_CHECKED = 1, 3
# A name that cannot be found may take minutes to say so: it is asked for in a process that is ended in time.
PROBE = "import socket, sys; socket.create_connection((sys.argv[1], 443), timeout=3).close()"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default=DATABASE, help="another database that speaks like OSV")
    parser.add_argument("--host", help="the server to look for first; default: that of the database")
    asked = parser.parse_args(arguments)
    host = asked.host or asked.database.split("/")[2].partition(":")[0]
    if not is_reachable(host):
        return not_checked(f"no advisory data could be reached ({host} does not answer)")
    try:
        done = subprocess.run(auditing(asked.database), capture_output=True, text=True, timeout=WHOLE, check=False)
    except subprocess.TimeoutExpired:
        return not_checked(f"the answer took longer than {WHOLE} seconds")
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return not_checked(f"no answer came that can be read: {done.stderr.strip()[-300:]}")
    return report(told)


def auditing(database: str) -> list[str]:
    tool = str(Path(sys.executable).parent / "pip-audit")
    return [
        tool, "--requirement", str(LOCK), "--no-deps", "--disable-pip", "--vulnerability-service", "osv",
        "--osv-url", database, "--format", "json", "--desc", "off", "--progress-spinner", "off", "--timeout", str(CALL),
    ]  # fmt: skip


def is_reachable(host: str) -> bool:
    try:
        asked = subprocess.run([sys.executable, "-c", PROBE, host], capture_output=True, timeout=CALL, check=False)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def report(told: Mapping[str, Any]) -> int:
    """Say what was found; a package that was passed over counts as not checked, never as clean."""
    packages = told.get("dependencies", [])
    skipped = [one["name"] for one in packages if one.get("skip_reason")]
    weak = [one for one in packages if one.get("vulns")]
    for one in weak:
        for known in one["vulns"]:
            better = ", ".join(known.get("fix_versions") or []) or "none yet"
            print(f"{one['name']} {one['version']}: {known['id']}, better in: {better}")
    if weak:
        return KNOWN
    if skipped or not packages:
        return not_checked(f"{len(skipped)} of {len(packages)} packages were passed over: {', '.join(skipped[:5])}")
    print(f"{len(packages)} packages were looked up; nothing is known against them.")
    return 0


def not_checked(why: str) -> int:
    print(f"NOT CHECKED: {why}")
    return NOT_CHECKED


if __name__ == "__main__":
    sys.exit(main())
