"""What signing in takes and gives."""

import marshmallow as ma

from api.fields import AnswerSchema, Instant, RequestSchema, Text, WireId
from store.words import Audience

GRANTS = ("client_credentials", "urn:roadreel:otp", "urn:roadreel:handoff", "refresh_token", "password")


class ChallengeRequest(RequestSchema):
    phone = Text(32, required=True, metadata={"example": "+8613800138000"})
    audience = ma.fields.String(
        required=True, validate=ma.validate.OneOf([Audience.BUYER.value, Audience.DRIVER.value])
    )


class ChallengeSchema(AnswerSchema):
    challenge_id = WireId("chl", required=True)
    expires_at = Instant(required=True)


class TokenForm(ma.Schema):
    """RFC 6749: what else is sent is ignored (3.2), and what a grant needs is checked by the grant."""

    class Meta:
        unknown = ma.EXCLUDE

    grant_type = ma.fields.String(metadata={"enum": list(GRANTS)})
    client_id = ma.fields.String(metadata={"description": "client_credentials; or by HTTP Basic"})
    client_secret = ma.fields.String(metadata={"description": "client_credentials; or by HTTP Basic"})
    challenge_id = ma.fields.String(metadata={"description": "urn:roadreel:otp"})
    code = ma.fields.String(metadata={"description": "urn:roadreel:otp, urn:roadreel:handoff"})
    device_name = ma.fields.String(metadata={"description": "What the person will know this device by"})
    refresh_token = ma.fields.String(metadata={"description": "refresh_token"})
    username = ma.fields.String(metadata={"description": "password: the agent's email"})
    password = ma.fields.String(metadata={"description": "password, for the console only"})
    totp = ma.fields.String(metadata={"description": "password: the authenticator's code"})


class TokenSchema(AnswerSchema):
    """RFC 6749, 5.1."""

    access_token = ma.fields.String(required=True)
    token_type = ma.fields.String(required=True)
    expires_in = ma.fields.Integer(required=True, metadata={"description": "Seconds"})
    refresh_token = ma.fields.String()
    scope = ma.fields.String(required=True, metadata={"description": "The token's one audience"})


class TokenErrorSchema(AnswerSchema):
    """RFC 6749, 5.2, with our finer word beside."""

    error = ma.fields.String(required=True)
    error_description = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    request_id = ma.fields.String(required=True)


class RevokeForm(ma.Schema):
    """RFC 7009, 2.1."""

    class Meta:
        unknown = ma.EXCLUDE

    token = ma.fields.String()
    token_type_hint = ma.fields.String()
