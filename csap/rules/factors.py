"""How strong a sign-in is: which ways of proving oneself were used, and what is still needed. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from csap.model.people import Role


class Method(StrEnum):
    """A way in which somebody proved who they are. `SSO_STRONG`: single sign-on that asked for two factors."""

    PASSWORD = "password"  # noqa: S105 - a method, not a secret
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    SSO = "sso"
    SSO_STRONG = "sso-strong"


class Step(StrEnum):
    """What a sign-in needs next."""

    DONE = "done"
    PROVE = "prove"
    ENROL = "enrol"


SSO = frozenset({Method.SSO, Method.SSO_STRONG})
KEY_HOLDERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.DPO, Role.HEAD})
"""Who must have a second factor in a real country unless a setting says otherwise: those who keep accounts, read the
audit, broker every overlap and release the digest."""
NOBODY = "none"


def strong(methods: Iterable[str]) -> bool:
    """Two factors: a passkey holds both (the device asks for a finger or a PIN), a code adds one to a password."""
    used = set(methods)
    if used & {Method.PASSKEY, Method.SSO_STRONG}:
        return True
    return bool(used & {Method.PASSWORD, Method.SSO}) and bool(used & {Method.TOTP, Method.RECOVERY})


def given(acr: str, amr: Iterable[str], strong: tuple[Iterable[str], Iterable[str]]) -> Method:
    """What a provider's word is worth: its class (acr) or its methods (amr), by those that count as two factors."""
    two = acr in set(strong[0]) or bool(set(amr) & set(strong[1]))
    return Method.SSO_STRONG if two else Method.SSO


def next_step(methods: Iterable[str], has_factor: bool, required: bool) -> Step:
    """Who has a second factor proves it at each sign-in; who lacks a required one enrols before anything else."""
    if strong(methods):
        return Step.DONE
    if has_factor:
        return Step.PROVE
    return Step.ENROL if required else Step.DONE


def opens(made_strong: bool, has_factor: bool, required: bool) -> bool:
    """Whether a key that a person made opens anything: in a role that needs a second factor only if the sign-in that
    made it had proved two, or the person has one by now. Keys may be older than the need."""
    return made_strong or has_factor or not required


def required_roles(setting: str, fictional: bool) -> frozenset[Role]:
    """The roles of a setting such as `head,dpo`; empty: key holders of a real country, nobody in a fictional one.
    `ValueError` for a word that is no role."""
    if not setting.strip():
        return frozenset() if fictional else KEY_HOLDERS
    if setting.strip() == NOBODY:
        return frozenset()
    return frozenset(Role(word.strip()) for word in setting.split(","))
