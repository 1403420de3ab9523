"""Who looks: the person a desk is opened for, as plain values."""

from dataclasses import dataclass, field, replace

from csap.model.people import Role


@dataclass(frozen=True)
class Viewer:
    person_id: int
    organisation_id: int
    role: Role
    name: str = ""
    language: str = "en"
    token: str = field(default="", compare=False)
    """The name of the token by which a programme looks for this person; who looks is the same."""

    @property
    def lasting(self) -> "Viewer":
        """The same person without what is open to a data protection officer for a time only: for what is kept longer
        than a question, or asked of one post and held of others."""
        return replace(self, role=Role.OBSERVER) if self.role == Role.DPO else self

    def has(self, *roles: Role) -> bool:
        return self.role in roles


@dataclass(frozen=True)
class System:
    """The platform itself: sees everything, so that overlaps are found between people who may not read each other."""

    name: str = "CSAP"
    language: str = "en"


SYSTEM = System()
