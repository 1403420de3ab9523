"""The registry of kinds: what each has beside the envelope and its own table. A new kind is one line here."""

from csap.actions import activities, contacts, risks
from csap.actions.parts import KindOfPost
from csap.model.posts import Kind

KINDS: dict[Kind, KindOfPost] = {
    Kind.CONTACT: contacts.KIND,
    Kind.ACTIVITY: activities.KIND,
    Kind.RISK: risks.KIND,
}
