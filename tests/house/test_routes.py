"""Every view is opened by the door, and what needs no sign-in is written down here."""

PUBLIC = {
    "about.access",
    "about.formats",
    "about.markings",
    "about.show",
    "basemap.colours",
    "feeds.activities",
    "health.show",
    "privacy.show",
    "sign_in.accept",
    "sign_in.language",
    "sign_in.show",
}


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
        if doors(world)[rule.endpoint] in ("reading", "asking", "writing"):
            with world.app.test_request_context():
                path = world.app.url_map.bind("localhost").build(
                    rule.endpoint, {name: 1 for name in rule.arguments}, method=next(iter(rule.methods))
                )
            if "GET" in rule.methods and stranger.get(path).status_code not in (302, 401):
                passed.append(f"GET {path}")
            if "POST" in rule.methods and stranger.post(path).status_code != 401:
                passed.append(f"POST {path}")
    assert passed == []


def test_a_form_without_its_token_is_refused(world):
    browser = world.browser("head")
    taken = []
    for rule in world.app.url_map.iter_rules():
        if "POST" in rule.methods:
            path = world.app.url_map.bind("localhost").build(
                rule.endpoint, {name: 1 for name in rule.arguments}, method="POST"
            )
            if browser.client.post(path, data={}).status_code != 400:
                taken.append(path)
    assert taken == []
