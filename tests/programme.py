"""A programme that comes in by the API, with a token of one of the cast."""

from typing import Any

from sqlmodel import select

from csap.actions import api_tokens
from csap.model.people import Person, TokenDraft
from tests.world import World

SCOPES = ("read", "post", "check")
API = "/api/v1"


class Programme:
    """`language` is what it asks for; nothing if empty."""

    def __init__(self, world: World, who: str, *scopes: str, name: str = "Sheet", language: str = "") -> None:
        self.client = world.app.test_client()
        with world.system() as system:
            person = system.exec(select(Person).where(Person.email == f"{who}@csap.example")).one()
            draft = TokenDraft(name=name, scopes=scopes or SCOPES, days=30)
            self.secret = api_tokens.make_for(system, person, draft)
        self.headers = {"Authorization": f"Bearer {self.secret}"} | ({"Accept-Language": language} if language else {})

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(API + path, query_string=asked, headers=self.headers)

    def post(self, path: str, **said: Any) -> Any:
        return self.client.post(API + path, json=said, headers=self.headers)

    def put(self, path: str, **said: Any) -> Any:
        return self.client.put(API + path, json=said, headers=self.headers)

    def send(self, path: str, body: bytes, kind: str = "application/json", method: str = "POST") -> Any:
        return self.client.open(API + path, method=method, data=body, content_type=kind, headers=self.headers)
