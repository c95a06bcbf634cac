"""What the stock OpenAPI schema does not say, or says too broadly."""

from __future__ import annotations

from typing import Any

# What a list takes and its file does not (tracker.api.streams).
NOT_FOR_A_FILE = ("cursor", "fields", "limit")


def describe_parameters(schema: dict[str, Any]) -> None:
    """Of files, leave out what is refused there; of lists, name the fields one may ask for."""
    for path, operations in schema["paths"].items():
        operation = operations.get("get", {})
        parameters = operation.get("parameters", [])
        if path.endswith(".{format}"):
            operation["parameters"] = [p for p in parameters if p["name"] not in NOT_FOR_A_FILE]
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "fields":
                _name(parameter, _fields(schema, operation))


def _name(parameter: dict[str, Any], fields: list[str]) -> None:
    one = f"({'|'.join(fields)})"
    for choice in parameter["schema"]["anyOf"]:
        if "pattern" in choice:
            choice["pattern"] = f"^{one}(,{one})*$"
    parameter["examples"] = parameter["schema"]["examples"] = [",".join(fields[:2])]


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """The names of what the items of a list have."""
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    known = schema["components"]["schemas"]
    page = known[answer["anyOf"][0]["$ref"].rpartition("/")[2]]
    record = known[page["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
    return list(record["properties"])
