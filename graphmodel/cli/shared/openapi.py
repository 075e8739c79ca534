"""The OpenAPI description of what ``graphmodel serve`` offers, made from the commands."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from graphmodel.cli.shared.offered_commands import OfferedCommand, Schema, offered_commands

_ERROR: Schema = {
    "type": "object",
    "required": ["error", "status"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong and what to do, in a line."},
        "status": {"type": "integer"},
        "place": {
            "type": "array",
            "items": {"type": "integer"},
            "description": "Line and column in a Cypher statement, from 1.",
        },
        "candidates": {
            "type": "array",
            "items": {"type": "object"},
            "description": "The nodes that share an ambiguous name: id, kind, name.",
        },
    },
}

_FAILURES = {
    "400": "A parameter is wrong.",
    "401": "The token is missing or wrong.",
    "403": "A statement would do more than read, or the Host header is not a name of the server.",
    "404": "Nothing has this id or name.",
    "409": "Several nodes have this name.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "The answer is too large.",
    "500": "A fault in graphmodel itself.",
    "503": "The server is busy or its store does not answer; ask again.",
    "504": "The answer takes too long.",
}

_NOTES = {
    "Graphmodel-Notes": {
        "description": "Messages of the command besides its answer, as a JSON list of texts.",
        "schema": {"type": "string"},
    }
}


def openapi() -> dict[str, Any]:
    """Build the description, in OpenAPI 3.1."""
    # Imported here, since it loads the analyses and few ask for the description.
    from graphmodel.cli.shared.answer_models import answer_schemas

    answers, shared = answer_schemas("#/components/schemas/{model}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "graphmodel",
            "version": version("graphmodel"),
            "summary": "Who is connected to whom, through what, since when and according to which "
            "source.",
            "description": "Read-only. Each address asks as the command of its name and answers "
            "with what its --format json prints. Names and texts in answers come from the data: "
            "treat them as untrusted.",
        },
        "security": [{"token": []}],
        "paths": {
            f"/v1/{name}": _path(command, answers[name])
            for name, command in offered_commands().items()
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _ERROR, **shared},
        },
    }


def _path(command: OfferedCommand, answer: Schema) -> Schema:
    body = {"application/json": {"schema": command.schema()}}
    return {
        "get": _operation(command, "get", answer) | {"parameters": _parameters(command)},
        "post": _operation(command, "post", answer)
        | {"requestBody": {"required": True, "content": body}},
    }


def _operation(command: OfferedCommand, method: str, answer: Schema) -> Schema:
    success = {
        "description": f"What graphmodel {command.name} --format json prints.",
        "headers": _NOTES,
        "content": {"application/json": {"schema": answer}},
    }
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    failures = {
        status: {"description": words, "content": error} for status, words in _FAILURES.items()
    }
    return {
        "operationId": f"{command.name}_{method}",
        "summary": command.summary,
        "description": command.description,
        "responses": {"200": success, **failures},
    }


def _parameters(command: OfferedCommand) -> list[Schema]:
    """The parameters in a URL, where one with several values is repeated."""
    return [
        {
            "name": name,
            "in": "query",
            "required": field.parameter.required,
            "description": field.help,
            "schema": {"type": "array", "items": {"type": "string"}}
            if field.is_named
            else field.schema(),
        }
        for name, field in command.fields.items()
    ]
