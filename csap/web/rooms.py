"""Every room of the platform, by its blueprint."""

from flask import Flask

from csap.web import (
    about,
    account,
    activities,
    again,
    attachments,
    audit,
    basemap,
    board,
    checking,
    contacts,
    coverage,
    digests,
    exports,
    factors,
    feeds,
    health,
    imports,
    inbox,
    institutions,
    mail,
    organisations,
    overlaps,
    people,
    posts,
    privacy,
    quick,
    register,
    risks,
    sign_in,
    watching,
)

ROOMS = (
    about.room,
    account.room,
    activities.room,
    again.room,
    audit.room,
    attachments.room,
    basemap.room,
    board.room,
    checking.room,
    contacts.room,
    coverage.room,
    digests.room,
    exports.room,
    factors.room,
    feeds.room,
    health.room,
    imports.room,
    inbox.room,
    institutions.room,
    mail.room,
    organisations.room,
    overlaps.room,
    people.room,
    posts.room,
    privacy.room,
    quick.room,
    register.room,
    risks.room,
    sign_in.room,
    watching.room,
)


def install(app: Flask) -> None:
    for room in ROOMS:
        app.register_blueprint(room)
