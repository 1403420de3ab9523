"""Who may read and know what, in plain Python, written from the words of the policy: it knows nothing of the rules."""

from dataclasses import dataclass, field, replace

from csap.model.posts import TLP, OnMatch
from tests.world import CAST


@dataclass
class Canary:
    """A post with a word that nothing else has, and what the oracle needs to know of it."""

    word: str
    owner: str
    tlp: TLP
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    on_match: OnMatch = OnMatch.TELL_BOTH
    withdrawn: bool = False
    disclosed: set[str] = field(default_factory=set)
    """Organisations to which it was opened beyond its marking."""
    opened: bool = False
    """Whether two people have opened it to the data protection officer, a moment ago."""
    id: int = 0

    @property
    def home(self) -> str:
        return CAST[self.owner][0]

    @property
    def only_opened(self) -> bool:
        """Read by the data protection officer for a time only: counts, which stand for sets of posts, leave it out."""
        return self.opened and not replace(self, opened=False).read_by("dpo")

    def read_by(self, name: str) -> bool:
        organisation, role = CAST[name]
        own = organisation == self.home
        if role == "administrator" or (self.withdrawn and not own):
            return False
        if name == "dpo" and self.opened:
            return True
        if self.tlp in (TLP.GREEN, TLP.CLEAR) or organisation in self.disclosed:
            return True
        if self.tlp == TLP.RED:
            return name == self.owner or name in self.people
        if self.tlp == TLP.AMBER_STRICT:
            return own
        return own or organisation in self.organisations or name in self.people


def knows(one: Canary, other: Canary, name: str) -> bool:
    """Whether that person knows that these two, neither of them withdrawn, overlap."""
    organisation, role = CAST[name]
    hidden = [post for post, reader in ((one, other.owner), (other, one.owner)) if not post.read_by(reader)]
    silent = [post for post in hidden if post.on_match == OnMatch.TELL_NOBODY]
    if silent:
        return role == "coordinator" and not any(post.tlp == TLP.RED for post in silent)
    if role in ("head", "coordinator") and len(hidden) == 2:
        return True
    if one.read_by(name) and other.read_by(name):
        return True
    for mine, theirs in ((one, other), (other, one)):
        told = theirs not in hidden or theirs.on_match == OnMatch.TELL_BOTH
        if told and organisation == mine.home and mine.read_by(name):
            return True
    return False
