"""The registry of kinds, as the web shows them. A new kind is one line here."""

from csap.model.posts import Kind
from csap.web import activities, contacts, risks
from csap.web.post_forms import PageOfKind

PAGES: dict[Kind, PageOfKind] = {
    Kind.CONTACT: contacts.PAGE,
    Kind.ACTIVITY: activities.PAGE,
    Kind.RISK: risks.PAGE,
}
