"""Every view is opened by the door, and what needs no sign-in is written down here."""

API = "api."
PUBLIC = {
    "about.access",
    "about.api",
    "about.formats",
    "about.overlap",
    "api.openapi",
    "about.markings",
    "about.show",
    "basemap.colours",
    "feeds.activities",
    "health.show",
    "mail.stop",
    "privacy.show",
    "sign_in.accept",
    "strength.invited",
    "sign_in.ask_passkey",
    "sign_in.language",
    "sign_in.passkey",
    "sign_in.second",
    "sign_in.show",
    "sso.back",
    "sso.ended",
    "sso.left",
    "sso.start",
}


def address(world, rule, method):
    """An address that the route takes; what it names need not exist."""
    words = {"any": lambda converter: sorted(converter.items)[0], "ref": lambda converter: 1 << 39}
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        values[name] = words.get(kind, lambda converter: 1)(converter)
    return world.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def doors(world):
    views = world.app.view_functions
    return {rule.endpoint: getattr(views[rule.endpoint], "door", None) for rule in world.app.url_map.iter_rules()}


def test_every_route_is_opened_by_the_door(world):
    assert [endpoint for endpoint, door in doors(world).items() if door is None] == ["static"]


def test_what_needs_no_sign_in_is_known(world):
    assert {endpoint for endpoint, door in doors(world).items() if door == "public"} == PUBLIC


def test_what_changes_something_has_a_writing_door(world):
    wrong = [
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"} and doors(world)[rule.endpoint] == "reading"
    ]
    assert wrong == []


def test_nobody_gets_past_the_door_without_signing_in(world):
    stranger = world.browser()
    passed = []
    for rule in world.app.url_map.iter_rules():
        if doors(world)[rule.endpoint] in ("reading", "asking", "enrolling", "writing"):
            for method in rule.methods & {"GET", "POST"}:
                path = address(world, rule, method)
                answer = stranger.get(path) if method == "GET" else stranger.post(path)
                if answer.status_code not in ((302, 401) if method == "GET" else (401,)):
                    passed.append(f"{method} {path}: {answer.status_code}")
    assert passed == []


def test_a_form_without_its_token_is_refused(world):
    browser = world.browser("head")
    taken = []
    for rule in world.app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.endpoint.startswith(API):
            path = address(world, rule, "POST")
            if browser.client.post(path, data={}).status_code != 400:
                taken.append(path)
    assert taken == []


def test_no_cookie_opens_the_api_whatever_comes_with_it(world):
    """So a form of another place, which brings the cookie along, does nothing there; each view asks for a scope."""
    browser, found = world.browser("head"), {}
    browser.get("/contacts/new")
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint.startswith(API) and doors(world)[rule.endpoint] != "public":
            assert world.app.view_functions[rule.endpoint].scope in ("read", "post", "check")
            for method in rule.methods - {"OPTIONS"}:
                path, headers = address(world, rule, method), {"X-CSRFToken": browser.token}
                found[method, path] = browser.client.open(path, method=method, json={}, headers=headers).status_code
    assert found and set(found.values()) == {401}
