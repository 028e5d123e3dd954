"""How a database goes about a query: which tables it reads from end to end, whether it sorts, how many rows it looks at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Tables of a handful of rows, which are read whole because that is quickest.
SMALL = """
    team_agent team_agent_brands team_brand team_brandaddress team_week team_absence team_team people_account people_company
    django_session django_site commitments_tally search_walk channels_mailbox
""".split()
# What has been limited already and is only counted or sorted once more.
_LIMITED = {"subquery"}
_SCAN = re.compile(r"SCAN (\w+)(?! VIRTUAL TABLE INDEX)\b(?: USING (?:COVERING )?INDEX (\w+))?")
_SEQ = "Seq Scan"
_SORTS = {"Sort", "Incremental Sort"}
# PostgreSQL reads and sorts so few rows as quickly as it finds them in an index, and therefore does; it says how many.
A_HANDFUL = 100


@dataclass(frozen=True)
class Plan:
    """One statement and how it is carried out; `rows` are those looked at, known on PostgreSQL alone."""

    sql: str
    text: str
    scans: tuple[str, ...]
    sorts: bool
    rows: int | None


def plans_of(act: Callable[[], object]) -> list[Plan]:
    """Return the plan of each SELECT that this does."""
    found: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return [plan_of(sql, params) for sql, params in found if sql.lstrip("( ").upper().startswith("SELECT")]


def plan_of(sql: str, params: Any = ()) -> Plan:
    """Return how the database carries out a statement.

    Its values stay parameters, as when it runs: SQLite uses a partial index for a literal that it does not
    use for a parameter of the same value.
    """
    return _on_postgres(sql, params) if connection.vendor == "postgresql" else _on_sqlite(sql, params)


def _on_sqlite(sql: str, params: Any) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [row[3] for row in cursor.fetchall()]
    tables = {alias: table for table, alias in re.findall(r'"(\w+)" (?:AS )?"?([A-Z]\d+)"?', sql)}
    # An index read in its order is left after the rows that are wanted; without a limit all of it is read.
    is_limited = " LIMIT " in sql
    found = [match for line in lines if (match := _SCAN.match(line)) and not (match.group(2) and is_limited)]
    scans = [tables.get(match.group(1), match.group(1)) for match in found]
    sorts = any("TEMP B-TREE" in line and "ORDER BY" in line for line in lines)
    return Plan(sql, "\n".join(lines), tuple(_large(scans)), sorts, None)


def _on_postgres(sql: str, params: Any) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql, params)
        answer = cursor.fetchone()[0]
    tree = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    nodes = list(_nodes(tree))
    scans = [n["Relation Name"] for n in nodes if n["Node Type"].endswith(_SEQ) and _looked_at(n) > A_HANDFUL]
    sorts = any(n["Node Type"] in _SORTS and sum(map(_looked_at, n["Plans"])) > A_HANDFUL for n in nodes)
    # A bitmap of an index names rows that the scan above it looks at: they count once.
    looking = [
        node for node in nodes if node["Node Type"].endswith("Scan") and node["Node Type"] != "Bitmap Index Scan"
    ]
    rows = sum(_looked_at(node) for node in looking)
    return Plan(sql, json.dumps(tree, indent=1), tuple(_large(scans)), sorts, rows)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _looked_at(node: dict[str, Any]) -> int:
    left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + left_out) * node["Actual Loops"])


def _large(tables: list[str]) -> list[str]:
    return [table for table in tables if table not in SMALL and table not in _LIMITED]


def explained(rows: QuerySet[Any]) -> str:
    """Return how the database would carry out a query of many rows, however few there are now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.explain())
