"""The API described in OpenAPI 3.1: made of the routes, of what each view says of itself, of the Drafts and of the
shapes of answers. It holds no data, and so needs no token."""

from copy import deepcopy
from typing import Any

from flask import Flask, Response, current_app, jsonify
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from csap.actions.kinds import KINDS
from csap.api import shapes
from csap.api.describing import Described
from csap.api.drafts import REFERENCES, TIMES
from csap.api.room import room
from csap.model.checking import CheckDraft
from csap.model.posts import WithdrawalDraft
from csap.web.door import public

PREFIX = "/api/v1"
SCHEMAS = "#/components/schemas/"
REF = {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{8}$"}
ABOUT = (
    "A token of its person opens the API for what its scopes say: `Authorization: Bearer csap_…`. Nothing is read or "
    "written that the person could not read or write on the pages; what is hidden looks missing. Words come in the "
    "language of Accept-Language, English or French. Errors are problems (RFC 9457)."
)
WORDS = {
    "ContactDraft": "A stakeholder of the host country, as your organisation knows them.",
    "ActivityDraft": "What your organisation does with stakeholders. New ones are told in words: name, function, "
    "institution.",
    "RiskDraft": "A risk analysis after CIRAM.",
    "starts": "ISO 8601; without an offset by the host country's clock.",
    "contacts": "References of contacts that you may read.",
}
EXAMPLE = "2026-12-01T10:00:00+01:00"
STATUSES = {
    400: "No JSON that can be kept.",
    401: "No token that works.",
    403: "Not allowed to this person, or not by this token.",
    404: "Not there, or not for this person.",
    409: "Somebody else changed it meanwhile; `version` is the present one.",
    413: "Too large.",
    415: "Not application/json.",
    422: "Something is wrong; `errors` says what at which field.",
    429: "Too many requests.",
}
ALWAYS = (401, 403, 429)


@room.get("/openapi.json")
@public
def openapi() -> Response:
    """This description."""
    kept = current_app.extensions
    if "csap.openapi" not in kept:
        kept["csap.openapi"] = _document(current_app)
    return jsonify(kept["csap.openapi"])


def _document(app: Flask) -> dict[str, Any]:
    told = [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]
    views = [(rule, view) for rule, view in told if hasattr(view, "described")]
    paths: dict[str, dict[str, Any]] = {}
    for rule, view in sorted(views, key=lambda each: each[0].rule):
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            paths.setdefault(_path(rule), {})[method.lower()] = _operation(rule, view)
    return {
        "openapi": "3.1.0",
        "info": {"title": "CSAP", "version": "1", "description": ABOUT},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas([view.described for _, view in views]),
        },
    }


def _path(rule: Rule) -> str:
    said = rule.rule.removeprefix(PREFIX)
    for name in rule.arguments:
        said = said.replace(f"<ref:{name}>", f"{{{name}}}")
    return said


def _operation(rule: Rule, view: Any) -> dict[str, Any]:
    told: Described = view.described
    answer = {"description": told.gives.__doc__ or "", "content": _content([told.gives.__name__])}
    failed = {
        str(each): {"description": STATUSES[each], "content": _content(["Problem"], "application/problem+json")}
        for each in sorted({*ALWAYS, *told.fails})
    }
    operation = {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": view.__doc__,
        "security": [{"bearer": [view.scope.value]}],
        "parameters": _parameters(rule, told),
        "responses": {str(told.status): answer} | failed,
    }
    return operation | ({"requestBody": {"required": True, "content": _content(told.takes)}} if told.takes else {})


def _parameters(rule: Rule, told: Described) -> list[dict[str, Any]]:
    places = [{"name": name, "in": "path", "required": True, "schema": REF} for name in sorted(rule.arguments)]
    asked = [
        {"name": each.name, "in": "query", "schema": each.schema} | ({"description": each.words} if each.words else {})
        for each in told.asks
    ]
    once = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
    once["description"] = "What is sent again under the same key is posted once."
    return [*places, *asked, *([once] if told.status == 201 else [])]


def _content(names: Any, kind: str = "application/json") -> dict[str, Any]:
    schemas = [{"$ref": SCHEMAS + name} for name in names]
    return {kind: {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}}


def _schemas(told: list[Described]) -> dict[str, Any]:
    drafts: list[type[BaseModel]] = [*(kind.draft for kind in KINDS.values()), CheckDraft, WithdrawalDraft]
    given: list[type[BaseModel]] = list(dict.fromkeys([*(each.gives for each in told), shapes.Problem]))
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(each, "validation") for each in drafts]
    modes += [(each, "serialization") for each in given]
    schemas = models_json_schema(modes, ref_template=SCHEMAS + "{model}")[1]["$defs"]
    for kind in KINDS.values():
        name = kind.draft.__name__
        schemas[name] = _draft(name, schemas[name])
        schemas[name.replace("Draft", "Amendment")] = _amendment(schemas[name])
    return dict(sorted(schemas.items()))


def _draft(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """As programmes write it: posts by their references."""
    properties = schema["properties"]
    for each in REFERENCES:
        if each in properties:
            properties[each] |= {"items": REF, "description": WORDS[each]}
    for each in TIMES:
        properties[each] = {"type": ["string", "null"], "description": WORDS["starts"], "examples": [EXAMPLE]}
    return schema | {"description": WORDS[name]}


def _amendment(draft: dict[str, Any]) -> dict[str, Any]:
    """Any of the draft's fields, and the version that is changed; no field has a value that it takes by itself."""
    schema = deepcopy(draft) | {"required": ["version"], "description": "What is left out stays as it is."}
    schema["title"] = schema["title"].replace("Draft", "Amendment")
    for each in schema["properties"].values():
        each.pop("default", None)
    schema["properties"]["version"] = {"type": "integer", "description": "Of the post, when you read it."}
    return schema
