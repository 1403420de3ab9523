"""Settings: name, type, default and help in one line each, read from CSAP_* variables; secrets also from CSAP_…_FILE.

Start-up refuses what is unsafe or unknown."""

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csap.errors import CsapError

ROOT = Path(__file__).resolve().parent.parent
ROLES = {"administrator", "coordinator", "dpo", "head", "observer", "officer"}
"""As `model.people.Role` has them, which settings don't know."""


class Misconfigured(CsapError):
    """A setting that the platform can't start with."""


def _setting(default: Any, help_: str, secret: bool = False) -> Any:
    return field(default=default, metadata={"help": help_, "secret": secret})


@dataclass(frozen=True)
class Config:
    database: str = _setting("sqlite:///csap.db", "database URL: sqlite:///file or postgresql+psycopg://…", secret=True)
    secret_key: str = _setting("", "signs cookies; made and kept beside an SQLite database if not given", secret=True)
    audit_key: str = _setting(
        "", "signs the audit's head, 64 hex digits; made beside an SQLite file if not given", True
    )
    data_key: str = _setting("", "seals e-mails, phones and sheets; made and kept beside SQLite if not given", True)
    tombstones: str = _setting("", "file that lists what was erased; beside an SQLite file if not given")
    demo_password: str = _setting("", "password of the demo accounts; generated and printed if not given", secret=True)
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(5000, "port to listen on")
    workers: int = _setting(2, "web processes")
    secure_cookies: bool = _setting(False, "send cookies over https only; compulsory behind a public name")
    trusted_proxies: int = _setting(0, "how many reverse proxies stand in front and set X-Forwarded-*")
    base_url: str = _setting("http://127.0.0.1:5000", "the platform's own address, as links in mails and feeds show it")
    smtp_url: str = _setting("", "mail server: smtp, starttls or smtps://user:password@host:port; none: no mails", True)
    smtp_timeout: int = _setting(20, "seconds to wait for the mail server at each step")
    smtp_patience: int = _setting(
        600, "seconds to wait for its word that it has taken a letter (RFC 5321: ten minutes)"
    )
    smtp_authorities: str = _setting("", "PEM file of certificates to trust for the mail server, beside the system's")
    mail_from: str = _setting("csap@localhost", "address that mails come from")
    digest_cutoff: str = _setting("thursday 12:00", "when the weekly digest is compiled, by the host country's clock")
    upload_megabytes: int = _setting(20, "largest file taken")
    import_rows: int = _setting(50_000, "most rows of a sheet taken at once")
    sign_in_hours: int = _setting(12, "a sign-in ends after so many hours without use")
    sign_in_longest_hours: int = _setting(12, "a sign-in ends after so many hours in any case")
    second_factor_roles: str = _setting(
        "",
        "roles that need a second factor, such as head,dpo; none; empty: key holders of a real country, as README says",
    )
    again_minutes: int = _setting(10, "a proof of oneself holds for so many minutes before what is dangerous")
    sign_in_failures: int = _setting(8, "failed sign-ins per account or address in 15 minutes before a pause")
    sso_issuer: str = _setting("", "issuer of an OpenID Connect provider, an https address; empty: no single sign-on")
    sso_client_id: str = _setting("", "the platform's name at that provider")
    sso_client_secret: str = _setting("", "its secret there; empty: a public client, with PKCE alone", secret=True)
    sso_name: str = _setting("EU Login", "what people call the provider, as the button says it")
    sso_scopes: str = _setting("openid email", "what the provider is asked for, apart by blanks")
    sso_strong_acr: str = _setting("", "acr values, apart by blanks, that are asked for and mean two factors")
    sso_strong_amr: str = _setting("mfa", "amr values, apart by blanks, that mean two factors")
    sso_only: bool = _setting(False, "single sign-on is the only way in for all but administrators")
    unusual_opened: int = _setting(100, "the DPO hears of a person who opens so many contacts or closed posts in a day")
    unusual_exported: int = _setting(500, "and of one who exports so many rows, or lists so many contacts, in a day")
    unusual_hits: int = _setting(50, "and of one who learns of so many posts by checking lists, typing or rehearsing")
    unusual_refused: int = _setting(20, "and of one who is refused so often in a day")
    feed_days: int = _setting(365, "a calendar link works for so many days, unless its owner renews it")
    packages: str = _setting(str(ROOT / "node_modules"), "folder of the installed front-end packages")
    testing: bool = _setting(False, "set by the tests")


def read(environ: Mapping[str, str]) -> Config:
    """The settings of an environment. `Misconfigured` names what is unknown, unreadable or unsafe."""
    known = {f"CSAP_{each.name.upper()}": each for each in fields(Config)}
    values: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith("CSAP_") or name in OTHERS:
            continue
        plain = name.removesuffix("_FILE")
        setting = known.get(name) or known.get(plain)
        if setting is None or (name not in known and not setting.metadata["secret"]):
            raise Misconfigured(f"{name} is not a setting of CSAP; known are {', '.join(sorted(known))}.")
        value = text if name in known else Path(text).read_text().strip()
        values[setting.name] = _parse(plain if name not in known else name, value, type(setting.default))
    return _checked(Config(**values))


def documented() -> list[str]:
    """The settings as lines of a Markdown table: variable, default, help."""
    lines = ["| setting | default | |", "|---|---|---|"]
    for each in fields(Config):
        default = str(each.default).replace(f"{ROOT}/", "")
        shown = f"`{default}`" if default else ""
        lines.append(f"| `CSAP_{each.name.upper()}` | {shown} | {each.metadata['help']} |")
    return lines


OTHERS = {"CSAP_CHROMIUM", "CSAP_REQUIRE", "CSAP_TEST_DATABASE", "CSAP_SHARED"}
"""Read by the test run, not by the platform."""


def _parse(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise Misconfigured(f"{name} is {text!r}: write true or false.")
        return text.lower() == "true"
    try:
        return kind(text)
    except ValueError:
        raise Misconfigured(f"{name} is {text!r}: a number is needed.") from None


def _checked(config: Config) -> Config:
    if not config.database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Misconfigured("CSAP_DATABASE must begin with sqlite:/// or postgresql+psycopg://")
    if config.secret_key and len(config.secret_key) < 32:
        raise Misconfigured("CSAP_SECRET_KEY needs at least 32 characters.")
    if config.audit_key and not re.fullmatch("[0-9a-fA-F]{64}", config.audit_key):
        raise Misconfigured("CSAP_AUDIT_KEY must be 64 hexadecimal digits.")
    if config.data_key and not all(re.fullmatch(r"[0-9a-f]{64}", each) for each in config.data_key.split()):
        raise Misconfigured("CSAP_DATA_KEY must be keys of 64 hexadecimal digits, the newest first: see csap keys new.")
    if not re.fullmatch(r"(mon|tues|wednes|thurs|fri|satur|sun)day ([01]\d|2[0-3]):[0-5]\d", config.digest_cutoff):
        raise Misconfigured("CSAP_DIGEST_CUTOFF must be a day and a time, such as thursday 12:00.")
    words = {word.strip() for word in config.second_factor_roles.split(",")}
    if words != {"none"} and not words <= {"", *ROLES}:
        raise Misconfigured(f"CSAP_SECOND_FACTOR_ROLES must be none, or of {', '.join(sorted(ROLES))}.")
    _check_mail(config)
    _check_sso(config)
    if config.base_url.startswith("https://") and not config.secure_cookies:
        raise Misconfigured("CSAP_BASE_URL is https, so CSAP_SECURE_COOKIES must be true.")
    return config


def _check_mail(config: Config) -> None:
    parts = urlsplit(config.smtp_url)
    if config.smtp_url and (parts.scheme not in ("smtp", "starttls", "smtps") or not parts.hostname):
        raise Misconfigured("CSAP_SMTP_URL must be smtp://, starttls:// or smtps:// and a host.")
    if parts.password and parts.scheme == "smtp":
        raise Misconfigured("CSAP_SMTP_URL would send its password in the clear: write starttls:// or smtps://.")
    if config.smtp_authorities and not Path(config.smtp_authorities).is_file():
        raise Misconfigured("CSAP_SMTP_AUTHORITIES names no file.")


def _check_sso(config: Config) -> None:
    parts = urlsplit(config.sso_issuer)
    if config.sso_only and not config.sso_issuer:
        raise Misconfigured("CSAP_SSO_ONLY without CSAP_SSO_ISSUER would let nobody in.")
    if not config.sso_issuer:
        return
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (parts.scheme == "https" or here) or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Misconfigured("CSAP_SSO_ISSUER must be an https address and no more, as the provider writes it.")
    if not config.sso_client_id:
        raise Misconfigured("CSAP_SSO_CLIENT_ID is needed with CSAP_SSO_ISSUER.")
    if "openid" not in config.sso_scopes.split():
        raise Misconfigured("CSAP_SSO_SCOPES must hold openid.")


def signing_key(config: Config) -> str:
    """The key that signs cookies: given, or made once and kept beside the SQLite file, readable by its owner alone."""
    return config.secret_key or _kept_beside(config, "secret_key", ".key")


def audit_key(config: Config) -> str:
    """The private key (Ed25519, 32 bytes in hex) that signs the head of the audit chain, given or made likewise."""
    return config.audit_key or _kept_beside(config, "audit_key", ".audit-key")


def tombstone_file(config: Config) -> Path | None:
    """Where the list of what was erased is kept outside the database; None with PostgreSQL where no place is given."""
    if config.tombstones:
        return Path(config.tombstones)
    if not config.database.startswith("sqlite:///"):
        return None
    return Path(config.database.removeprefix("sqlite:///") + ".erased")


def _kept_beside(config: Config, name: str, ending: str) -> str:
    if not config.database.startswith("sqlite:///"):
        raise Misconfigured(f"CSAP_{name.upper()} is needed with PostgreSQL, the same for every process.")
    path = Path(config.database.removeprefix("sqlite:///") + ending)
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def data_keys(config: Config) -> Callable[[], str]:
    """Gives the keys that seal personal data, the newest first: those given, or what stands in the file beside the
    SQLite database, which is made when it is first asked for."""
    path = own_data_keys(config)

    def read() -> str:
        if config.data_key:
            return config.data_key
        if path is None:
            raise Misconfigured("CSAP_DATA_KEY is needed with PostgreSQL, the same for every process.")
        try:
            return path.read_text()
        except FileNotFoundError:
            _make(path)
            return path.read_text()

    return read


def own_data_keys(config: Config) -> Path | None:
    """The file with the data keys that the platform keeps itself, if it does."""
    if config.data_key or not config.database.startswith("sqlite:///"):
        return None
    return Path(config.database.removeprefix("sqlite:///") + ".data.key")


def keep_data_keys(path: Path, keys: str) -> None:
    """Put these keys in place of those in the file, at once."""
    part = _written(path, keys)
    part.replace(path)


def _make(path: Path) -> None:
    """A first key; of two processes that make one at once, one wins, and nobody reads half a key."""
    part = _written(path, secrets.token_hex(32))
    with suppress(FileExistsError):
        path.hardlink_to(part)
    part.unlink()


def _written(path: Path, text: str) -> Path:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    part.touch(mode=0o600)
    part.write_text(text)
    return part
