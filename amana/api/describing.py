"""What the API says of itself: OpenAPI 3.1, with what the door adds to every operation."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from amana.api.shapes import ProblemOut

PREFIX = "api/v1/"
WRITES = {"post", "put", "patch", "delete"}
SAID = {
    "400": "The call is not whole, or not JSON.",
    "401": "No token, or one that is not good any more.",
    "403": "The token may not do that.",
    "404": "There is nothing here, or nothing this caller may see.",
    "409": "The verb refuses, and says why; or the first call with this key is under way.",
    "412": "The thing has gone on since it was read.",
    "413": "More was sent than is taken.",
    "415": "Another type than JSON was sent.",
    "422": "Something in the call is not understood.",
    "428": "It has to be said what was read: If-Match.",
    "429": "Too many calls in this minute; Retry-After says how long to wait.",
}


def described(api: NinjaAPI) -> dict[str, Any]:
    """Return the whole description, in the same order every time."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schemas = found["components"].setdefault("schemas", {})
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemOut"] = problem
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    found["components"]["responses"] = {
        status: {"description": said, "content": content} for status, said in SAID.items()
    }
    for methods in found["paths"].values():
        for method, operation in methods.items():
            methods[method] = _completed(method, operation)
    found["paths"] = dict(sorted(found["paths"].items()))
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    return found


def _completed(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    operation = {**operation, "parameters": [*operation.get("parameters", []), *_headers(method, operation)]}
    statuses = {"401", "403", "404", "422", "429"}
    if kind := operation.get("x-takes"):
        schema = {"type": "string", **({"format": "binary"} if operation.get("x-most") else {})}
        operation["requestBody"] = {"content": {kind: {"schema": schema}}, "required": True}
    has_body = "requestBody" in operation
    statuses |= {"400", "413", "415"} if has_body else set()
    statuses |= {"409"} if method in WRITES and not operation.get("x-asks") else set()
    statuses |= {"412"} if operation.get("x-matching") else set()
    statuses |= {"428"} if operation.get("x-matching") == "must" else set()
    answers = {str(status): said for status, said in operation["responses"].items()}
    for answer in answers.values():
        if kind := operation.get("x-gives"):
            answer["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
    if operation.get("x-tagged"):
        answers["304"] = {"description": "It is still as the caller has it."}
    answers |= {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}
    operation["responses"] = dict(sorted(answers.items()))
    return operation


def _headers(method: str, operation: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    if method in WRITES and not operation.get("x-asks"):
        found.append(
            _header("Idempotency-Key", "The same key twice does it once, for a day.", pattern="^[!-~]{1,255}$")
        )
    if operation.get("x-tagged"):
        found.append(_header("If-None-Match", "The ETag the caller has."))
    if matching := operation.get("x-matching"):
        found.append(_header("If-Match", "The ETag of the case as it was read.", is_required=matching == "must"))
    return found


def _header(name: str, words: str, *, is_required: bool = False, pattern: str = "^[ -~]{1,500}$") -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": is_required, "description": words, "schema": schema}
