"""The token endpoint's own manners: RFC 6749 fixes what it reads and how it refuses."""

from typing import Any
from urllib.parse import unquote_plus

from flask import Response, json, request
from marshmallow import ValidationError

from api.blueprint import refuse_unstorable
from api.caching import NO_STORE
from api.logs import request_id
from tracking.sign_in.grants import GrantRefused, Tokens

FORM = "application/x-www-form-urlencoded"
LONGEST = 1000


def invalid_request(description: str, code: str = "invalid_request") -> GrantRefused:
    """A form that lacks something or repeats it (5.2)."""
    return GrantRefused(code, description, error="invalid_request")


def read_form() -> dict[str, str]:
    """The form's fields, each once. Raises GrantRefused (`invalid_request`)."""
    if request.mimetype != FORM:
        raise invalid_request(f"Send a form: Content-Type: {FORM}.")
    form = request.form.to_dict(flat=False)
    repeated = sorted(name for name, values in form.items() if len(values) > 1)
    if repeated:
        raise invalid_request(f"Sent more than once: {', '.join(repeated)[:200]}.")
    fields = {name: values[0] for name, values in form.items() if values[0]}  # empty is as if omitted (3.2)
    if any(len(value) > LONGEST for value in fields.values()):
        raise invalid_request(f"A field has more than {LONGEST} characters.")
    must_be_storable(fields)
    return fields


def must_be_storable(fields: dict[str, str]) -> None:
    """Raise GrantRefused (`invalid_request`) for characters no row can hold."""
    try:
        refuse_unstorable(fields)
    except ValidationError as error:
        raise invalid_request("A field holds a character that cannot be stored.") from error


def needed(form: dict[str, str], *names: str) -> list[str]:
    """The values of fields a grant cannot do without. Raises GrantRefused (`invalid_request`)."""
    missing = [name for name in names if name not in form]
    if missing:
        raise invalid_request(f"Missing: {', '.join(missing)}.")
    return [form[name] for name in names]


def client_of(form: dict[str, str]) -> tuple[str, str]:
    """Client id and secret, by HTTP Basic (2.3.1: each form-encoded first) or in the form, never by both."""
    basic = request.authorization
    if basic is None or basic.type != "basic":
        client_id, secret = needed(form, "client_id", "client_secret")
        return client_id, secret
    if "client_secret" in form:
        raise invalid_request("Give the client's secret once: by HTTP Basic or in the form.")
    client_id, secret = unquote_plus(basic.username or ""), unquote_plus(basic.password or "")
    must_be_storable({"client_id": client_id, "client_secret": secret})
    return client_id, secret


def token_answer(tokens: Tokens) -> Response:
    """5.1."""
    body: dict[str, Any] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "scope": tokens.audience.value,
    }
    if tokens.refresh_token is not None:
        body["refresh_token"] = tokens.refresh_token
    return _answer(body, 200)


def refusal(refused: GrantRefused) -> Response:
    """5.2; a client that is not known gets 401 in the scheme it used."""
    body = {
        "error": refused.error,
        "error_description": refused.description,
        "code": refused.code,
        "request_id": request_id(),
    }
    response = _answer(body, 401 if refused.error == "invalid_client" else 400)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="roadreel"'
    return response


def _answer(body: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(body), status=status, content_type="application/json")
    response.headers["Cache-Control"] = NO_STORE
    response.headers["Pragma"] = "no-cache"
    return response
