"""The description in OpenAPI: every view, every field of every Draft, nothing that points nowhere, no data."""

import json

import pytest

from csap.actions.kinds import KINDS
from csap.refs import ref
from tests.programme import API, Programme
from tests.test_api_posting import ACTIVITY, CONTACT, RISK

KNOWN = {"type", "properties", "required", "additionalProperties", "anyOf", "items", "enum", "$ref", "pattern", "const"}
KNOWN |= {"title", "description", "default", "format", "examples"}
KNOWN |= {"maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum"}
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
TYPES |= {"array": list, "object": dict}


@pytest.fixture
def described(world):
    """Asked for without a token."""
    answer = world.app.test_client().get(f"{API}/openapi.json")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    return answer.json


def every(value, name):
    """What stands under that name, however deep."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == name and isinstance(inner, str):
            yield inner
        yield from every(inner, name)


def test_every_view_of_the_api_is_described_with_its_scope(world, described):
    views = world.app.view_functions
    routes = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    asked = [(rule, method) for rule in routes for method in rule.methods - {"HEAD", "OPTIONS"}]
    told = {
        (path, method.upper()): operation["security"]
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }
    assert described["openapi"].startswith("3.1") and described["servers"] == [{"url": API}]
    assert told == {
        (rule.rule.replace("<ref:", "{").replace(">", "}").removeprefix(API), method): [
            {"bearer": [views[rule.endpoint].scope.value]}
        ]
        for rule, method in asked
        if rule.endpoint != "api.openapi"
    }
    assert all(operation["summary"] for each in described["paths"].values() for operation in each.values())


def test_nothing_points_nowhere(described):
    schemas = described["components"]["schemas"]
    pointed = {each.removeprefix("#/components/schemas/") for each in every(described, "$ref")}
    assert pointed and pointed <= set(schemas)


def test_every_field_of_every_draft_is_described(described):
    for kind in KINDS.values():
        name, schemas = kind.draft.__name__, described["components"]["schemas"]
        assert set(schemas[name]["properties"]) == set(kind.draft.model_fields)
        assert set(schemas[name.replace("Draft", "Amendment")]["properties"]) == {*kind.draft.model_fields, "version"}


def test_the_description_holds_no_data_and_is_the_same_for_everybody(world, described):
    world.contact("mission", "Somebody Canary")
    world.app.extensions.pop("csap.openapi")
    again = world.browser("mission").get(f"{API}/openapi.json")
    assert again.json == described and "Canary" not in json.dumps(described) and "EUBAM" not in json.dumps(described)


def fits(value, schema, schemas):
    """Whether a value is what a schema says, as far as ours say anything."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return fits(value, schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "anyOf" in schema:
        return any(fits(value, each, schemas) for each in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return False
    if isinstance(value, list):
        return all(fits(each, schema["items"], schemas) for each in value)
    return not isinstance(value, dict) or "properties" not in schema or _fields_fit(value, schema, schemas)


def _fields_fit(value, schema, schemas):
    known = set(value) <= set(schema["properties"]) and set(schema.get("required", ())) <= set(value)
    return known and all(fits(each, schema["properties"][name], schemas) for name, each in value.items())


def test_what_is_sent_and_answered_fits_its_description(world, described):
    schemas, programme = described["components"]["schemas"], Programme(world, "mission")
    world.contact("frontex", CONTACT["names"][0], phones=["+33199001234"], tlp="AMBER+STRICT")
    for path, name, draft in (
        ("/contacts", "Contact", CONTACT),
        ("/activities", "Activity", ACTIVITY),
        ("/risks", "Risk", RISK),
    ):
        assert fits(draft, schemas[f"{name}Draft"], schemas), name
        answer = programme.post(path, **draft).json
        assert fits(answer, schemas["Posted"], schemas)
        post = programme.get(f"/posts/{answer['ref']}").json
        assert fits(post, schemas["Post"], schemas)
        assert fits(post["draft"] | {"version": 1}, schemas[f"{name}Amendment"], schemas), name
        assert not fits(post["draft"] | {"verison": 1}, schemas[f"{name}Draft"], schemas)
    for path, name in (("posts", "Posts"), ("overlaps", "Overlaps"), ("people", "People"), ("regions", "Regions")):
        assert fits(programme.get(f"/{path}").json, schemas[name], schemas), name
    overlap = programme.get("/overlaps").json["overlaps"][0]["ref"]
    assert fits(programme.get(f"/overlaps/{overlap}").json, schemas["WholeOverlap"], schemas)
    checked = programme.post("/check", purpose="A visit next week", lines=[{"names": CONTACT["names"]}])
    assert checked.json["lines"][0]["hit"] and fits(checked.json, schemas["Checked"], schemas)
    assert fits(programme.get(f"/posts/{ref(1 << 39)}").json, schemas["Problem"], schemas)
