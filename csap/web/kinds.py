"""The registry of kinds, as the web shows them. A new kind is one line here."""

from csap.model.posts import Kind
from csap.web import contacts
from csap.web.post_forms import PageOfKind

PAGES: dict[Kind, PageOfKind] = {
    Kind.CONTACT: contacts.PAGE,
}
