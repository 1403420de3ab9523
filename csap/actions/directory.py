"""The people of the platform: whom to ask, and the accounts that an administrator keeps."""

from dataclasses import dataclass

from sqlalchemy import or_, tuple_
from sqlmodel import select

from csap import clock
from csap.actions.ending import end_everything
from csap.actions.rights import CHANGED, OPENED, tell_of, witnesses
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Organisation, Person, Role
from csap.rules.acts import Act
from csap.rules.viewers import System
from csap.wording import N_, Words

PAGE = 50
RIGHTS = ("active", "organisation_id", "role")


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to, and the last one on the page before, `(name, id)`."""

    text: str = ""
    organisation_id: int | None = None
    role: Role | None = None
    after: tuple[str, int] | None = None
    former: bool = False


@dataclass(frozen=True)
class Listed:
    people: list[tuple[Person, Organisation]]
    more: bool


def listed(desk: Desk, wanted: Wanted) -> Listed:
    """A page of people by name, with their organisations."""
    query = select(Person, Organisation).join(Organisation, Organisation.id == Person.organisation_id)  # type: ignore[arg-type]
    if wanted.text:
        columns = (Person.name, Person.function, Person.email, Organisation.short_name)
        query = query.where(or_(*[column.icontains(wanted.text, autoescape=True) for column in columns]))  # type: ignore[attr-defined]
    if wanted.organisation_id:
        query = query.where(Person.organisation_id == wanted.organisation_id)
    if wanted.role:
        query = query.where(Person.role == wanted.role)
    if not wanted.former:
        query = query.where(Person.active)
    if wanted.after:
        query = query.where(tuple_(Person.name, Person.id) > wanted.after)
    found = desk.exec(query.order_by(Person.name, Person.id).limit(PAGE + 1)).all()  # type: ignore[arg-type]
    return Listed([(person, organisation) for person, organisation in found[:PAGE]], len(found) > PAGE)


def of_organisation(desk: Desk, organisation_id: int) -> list[Person]:
    """Whom to ask in an organisation: its people who can sign in, at most a page."""
    query = select(Person).where(Person.organisation_id == organisation_id, Person.active)
    return list(desk.exec(query.order_by(Person.name, Person.id).limit(PAGE)))  # type: ignore[arg-type]


def add_person(desk: Desk, name: str, email: str, organisation_id: int, role: Role, function: str = "") -> Person:
    """A new account, without a password until its invitation is accepted; told to those who would notice."""
    address = email.strip().lower()
    if desk.exec(select(Person).where(Person.email == address)).first():
        raise Invalid({"email": [Words(N_("There is an account with this address already."))]})
    _refuse_unknown_organisation(desk, organisation_id)
    person = Person(
        name=name.strip(),
        email=address,
        organisation_id=organisation_id,
        role=role,
        function=function.strip(),
        created_at=clock.now(),
    )
    desk.create(Act.PERSON_KEEP, person)
    tell_of(desk, person, OPENED, witnesses(desk, [organisation_id], person.id))
    return person


def change_person(desk: Desk, person: Person, values: dict[str, object]) -> None:
    """Amend an account; whose rights change is signed out everywhere at once, and their tokens to the API end."""
    desk.decide(Act.PERSON_KEEP, person)
    rights = any(values.get(name, getattr(person, name)) != getattr(person, name) for name in RIGHTS)
    _keep_an_administrator(desk, person, values)
    if "organisation_id" in values:
        _refuse_unknown_organisation(desk, values["organisation_id"])
    to = witnesses(desk, [person.organisation_id], person.id) if rights else []
    desk.change(Act.PERSON_KEEP, person, values)
    if rights:
        end_everything(desk.as_system(), person.id)
        to += witnesses(desk, [person.organisation_id], person.id)
        tell_of(desk, person, CHANGED, [*to, person.id or 0])


def _keep_an_administrator(desk: Desk, person: Person, values: dict[str, object]) -> None:
    """Nobody takes their own rights away, and one administrator stays, whoever asks."""
    stays = values.get("active", person.active) and values.get("role", person.role) == Role.ADMINISTRATOR
    if stays or person.role != Role.ADMINISTRATOR or not person.active:
        return
    if not isinstance(desk.viewer, System) and person.id == desk.viewer.person_id:
        raise Invalid({"role": [Words(N_("You can't take your own rights away; ask another administrator."))]})
    others = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.active, Person.id != person.id)
    if desk.exec(others).first() is None:
        raise Invalid({"role": [Words(N_("This is the last administrator: name another one first."))]})


def _refuse_unknown_organisation(desk: Desk, organisation_id: object) -> None:
    if desk.exec(select(Organisation.id).where(Organisation.id == organisation_id)).first() is None:
        raise Invalid({"organisation_id": [Words(N_("Choose one of the listed values."))]})
