"""How a database goes about a query: which tables it reads from end to end, whether it sorts, how many rows it looks at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Tables of a handful of rows, which are read whole because that is quickest.
SMALL = """
    team_agent team_agent_brands team_brand team_brandaddress team_week team_absence people_account people_company
    django_session django_site
""".split()
_SCAN = re.compile(r"SCAN (\w+)(?: AS \w+)?(?! (?:USING|VIRTUAL))")
_SEQ = "Seq Scan"


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
    with CaptureQueriesContext(connection) as queries:
        act()
    found = [query["sql"] for query in queries.captured_queries]
    return [plan for sql in found if sql.lstrip("( ").upper().startswith("SELECT") and (plan := plan_of(sql))]


def plan_of(sql: str) -> Plan:
    """Return how the database carries out a statement, with its values in place."""
    return _on_postgres(sql) if connection.vendor == "postgresql" else _on_sqlite(sql)


def _on_sqlite(sql: str) -> Plan:
    with connection.connection.cursor() as cursor:
        lines = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {_runnable(sql)}")]
    aliases = dict(re.findall(r'"(\w+)" (?:AS )?"?([TUVW]\d+)"?', sql))
    by_alias = {alias: table for table, alias in aliases.items()}
    scans = [by_alias.get(match.group(1), match.group(1)) for line in lines if (match := _SCAN.match(line))]
    sorts = any("TEMP B-TREE FOR ORDER BY" in line or "FOR LAST TERM OF ORDER BY" in line for line in lines)
    return Plan(sql, "\n".join(lines), tuple(_large(scans)), sorts, None)


def _runnable(sql: str) -> str:
    """Django's log of SQLite writes moments without their quotes."""
    return re.sub(r"(?<!['\d])(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?!['\d])", r"'\1'", sql)


def _on_postgres(sql: str) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql.replace("%", "%%"), None)
        answer = cursor.fetchone()[0]
    tree = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    nodes = list(_nodes(tree))
    scans = [node["Relation Name"] for node in nodes if node["Node Type"].endswith(_SEQ)]
    sorts = any(node["Node Type"] in {"Sort", "Incremental Sort"} for node in nodes)
    rows = sum(_looked_at(node) for node in nodes if node["Node Type"].endswith("Scan"))
    return Plan(sql, json.dumps(tree, indent=1), tuple(_large(scans)), sorts, rows)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _looked_at(node: dict[str, Any]) -> int:
    left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + left_out) * node["Actual Loops"])


def _large(tables: list[str]) -> list[str]:
    return [table for table in tables if table not in SMALL]
