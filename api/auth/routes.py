"""Signing in: codes, tokens, revocation."""

from typing import Any

import structlog
from flask import Response

from api.auth.address import address
from api.auth.grants import GRANTS
from api.auth.oauth import needed, read_form, refusal, token_answer
from api.auth.schemas import (
    ChallengeRequest,
    ChallengeSchema,
    RevokeForm,
    TokenErrorSchema,
    TokenForm,
    TokenSchema,
)
from api.blueprint import Blueprint
from api.caller import now, services, writing
from api.idempotency import refuses_idempotency_key
from api.languages import language
from store.words import Audience
from tracking.sign_in.challenges import open_challenge
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.limits import WRONG_FOR_AN_ADDRESS, count
from tracking.sign_in.phones import normalised
from tracking.sign_in.sessions import revoke

log = structlog.get_logger("roadreel.sign_in")
blp = Blueprint("Signing in", __name__, url_prefix="/v1/auth")


@blp.post("/challenges")
@blp.arguments(ChallengeRequest)
@blp.response(202, ChallengeSchema)
@blp.alt_response(429, response="TOO_MANY_REQUESTS")
def send_a_code(body: dict[str, Any]) -> Any:
    """Send a sign-in code to a phone

    The answer is the same whether or not anybody is known by that phone.
    """
    settings = services().settings
    phone = normalised(body["phone"], settings.default_region)
    with writing() as session:
        opened = open_challenge(
            session,
            phone,
            Audience(body["audience"]),
            address=address(),
            language=language(),
            now=now(),
            keys=settings.secret_keys,
        )
    # After the commit: a code that cannot be used must not reach anybody.
    if opened.known:
        services().sender.send(opened.message)
    else:
        services().sender.rehearse(opened.message)
    log.info("code_sent", challenge=opened.challenge_id.hex)
    return {"challenge_id": opened.challenge_id, "expires_at": opened.expires_at}


@blp.post("/token")
@refuses_idempotency_key
@blp.doc(
    requestBody={"content": {"application/x-www-form-urlencoded": {"schema": TokenForm}}, "required": True},
    security=[{}, {"client": []}],
)
@blp.response(200, TokenSchema)
@blp.alt_response(400, schema=TokenErrorSchema, description="RFC 6749, 5.2")
@blp.alt_response(401, schema=TokenErrorSchema, description="The client is not known")
@blp.alt_response(429, response="TOO_MANY_REQUESTS")
def give_tokens() -> Response:
    """Exchange a grant for tokens (RFC 6749)"""
    try:
        outcome = granted(read_form())
    except GrantRefused as refused:
        outcome = refused
    if isinstance(outcome, Tokens):
        return token_answer(outcome)
    log.info("grant_refused", code=outcome.code)
    if outcome.error in {"invalid_grant", "invalid_client"} and outcome.code != "totp_required":
        with writing() as session:
            count(session, WRONG_FOR_AN_ADDRESS, address(), now(), services().settings.secret_keys[0])
    return refusal(outcome)


@blp.post("/revoke")
@blp.doc(requestBody={"content": {"application/x-www-form-urlencoded": {"schema": RevokeForm}}, "required": True})
@blp.response(200)
@blp.alt_response(400, schema=TokenErrorSchema, description="RFC 7009, 2.2.1")
def revoke_a_token() -> Response:
    """Revoke a token (RFC 7009)

    A refresh token ends its device's session, an access token only itself. A token nobody knows is no error.
    """
    try:
        (token,) = needed(read_form(), "token")
    except GrantRefused as refused:
        return refusal(refused)
    with writing() as session:
        revoke(session, token, now())
    return Response(status=200)


def granted(form: dict[str, str]) -> Tokens | GrantRefused:
    """What the form's grant gives. Raises GrantRefused too, where nothing was written."""
    (kind,) = needed(form, "grant_type")
    if kind not in GRANTS:
        description = f"Known grants: {', '.join(GRANTS)}."
        return GrantRefused("unsupported_grant_type", description, error="unsupported_grant_type")
    return GRANTS[kind](form)
