"""What exists: every table, imported here so that the schema is whole wherever the model is."""

from csap.model import (
    activities,
    attachments,
    contacts,
    digests,
    factors,
    house_marking,
    joint_control,
    mail,
    notices,
    overlaps,
    people,
    places,
    posts,
    records,
    risks,
    sso,
)

__all__ = [
    "activities",
    "attachments",
    "contacts",
    "digests",
    "factors",
    "house_marking",
    "joint_control",
    "mail",
    "notices",
    "overlaps",
    "people",
    "places",
    "posts",
    "records",
    "risks",
    "sso",
]
