"""One function for each grant: from the form to tokens or a refusal."""

from collections.abc import Callable

from api.auth.address import address
from api.auth.oauth import client_of, needed
from api.caller import now, services, writing
from store.ids import UnknownId, from_wire
from tracking.sign_in.agents import sign_in_agent
from tracking.sign_in.challenges import answer_challenge
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.handoff import redeem_handoff
from tracking.sign_in.machines import sign_in_machine
from tracking.sign_in.refresh import refresh_session

Form = dict[str, str]
LONGEST_NAME = 80


def by_code(form: Form) -> Tokens | GrantRefused:
    """`urn:roadreel:otp`: the code that was sent to a phone."""
    challenge, code = needed(form, "challenge_id", "code")
    try:
        challenge_id = from_wire("chl", challenge)
    except UnknownId:
        return GrantRefused("unknown_challenge", "There is no such challenge: ask for a new code.")
    with writing() as session:
        return answer_challenge(
            session,
            challenge_id,
            code.strip(),
            address=address(),
            device_name=device_name(form),
            now=now(),
            keys=services().settings.secret_keys,
        )


def by_handoff(form: Form) -> Tokens | GrantRefused:
    """`urn:roadreel:handoff`: a shop's app brings its buyer."""
    (code,) = needed(form, "code")
    with writing() as session:
        return redeem_handoff(session, code, device_name(form), now())


def by_refresh_token(form: Form) -> Tokens | GrantRefused:
    """`refresh_token`."""
    (token,) = needed(form, "refresh_token")
    with writing() as session:
        return refresh_session(session, token, now(), services().settings.secret_keys)


def by_client(form: Form) -> Tokens | GrantRefused:
    """`client_credentials`: a carrier's or partner's system."""
    client_id, secret = client_of(form)
    with writing() as session:
        return sign_in_machine(session, client_id, secret, now())


def by_password(form: Form) -> Tokens | GrantRefused:
    """`password`: the console's people."""
    username, password = needed(form, "username", "password")
    with writing() as session:
        key = services().settings.secret_keys[0]
        return sign_in_agent(session, username, password, form.get("totp"), address=address(), now=now(), key=key)


def device_name(form: Form) -> str | None:
    """What the person will know the device by."""
    return form.get("device_name", "").strip()[:LONGEST_NAME] or None


GRANTS: dict[str, Callable[[Form], Tokens | GrantRefused]] = {
    "client_credentials": by_client,
    "urn:roadreel:otp": by_code,
    "urn:roadreel:handoff": by_handoff,
    "refresh_token": by_refresh_token,
    "password": by_password,
}
