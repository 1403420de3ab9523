"""The web application put together: settings, extensions, headers, errors, rooms."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from csap.config import ROOT, Config, data_keys, signing_key
from csap.errors import CsapError
from csap.oidc.provider import Client, Provider
from csap.store import keys
from csap.store.engine import open_engine
from csap.web import accesses, assets, choices, errors, gate, limits, rooms, session, veils, wording
from csap.web.platform import Platform
from csap.web.refs import RefConverter, ref


def _opened(config: Config) -> Engine:
    """The database, refused where the data keys are not its own."""
    engine = open_engine(config.database, data_keys(config))
    try:
        keys.check(engine)
    except CsapError:
        engine.dispose()
        raise
    return engine


def provider_of(config: Config) -> Provider | None:
    """Who signs people in beside the platform itself; asked nothing before somebody wants to."""
    if not config.sso_issuer:
        return None
    back = f"{config.base_url}/login/sso/back"
    who = config.sso_client_id, config.sso_client_secret
    return Provider(Client(config.sso_issuer, *who, config.sso_scopes, back, config.sso_strong_acr.split()))


def build(config: Config) -> Flask:
    app = Flask("csap", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SECRET_KEY=signing_key(config),
        SESSION_COOKIE_NAME="__Host-csap" if config.secure_cookies else "csap",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.sign_in_longest_hours),
        # An answer that was on its way when somebody signed out must not bring the cookie back.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=config.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=gate.LONGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=config.testing,
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent.parent / "locale"),
    )
    app.extensions["csap"] = Platform(config, _opened(config), provider_of(config))
    app.url_map.converters["ref"] = RefConverter
    app.url_map.converters["veiled"] = veils.converter(app.config["SECRET_KEY"])
    app.add_template_filter(ref, "ref")
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    gate.install(app, config)
    for part in (accesses, session, wording, assets, errors, choices, rooms, limits):
        part.install(app)
    return app
