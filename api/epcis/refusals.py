"""Refusals as EPCIS 2.0 has them: the standard's exceptions as `type`, and 400 for what cannot be understood."""

import json
from http import HTTPStatus

from flask import Response

EXCEPTIONS = {
    400: "ValidationException",
    401: "SecurityException",
    403: "SecurityException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    413: "CaptureLimitExceededException",
    415: "UnsupportedMediaTypeException",
    500: "ImplementationException",
    503: "ImplementationException",
}
VERSIONS = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}


def in_their_words(response: Response) -> Response:
    """Our problem document, read anew. `code`, `request_id` and `errors` stay beside the standard's members."""
    response.headers.extend(VERSIONS)
    if response.mimetype != "application/problem+json":
        return response
    document = json.loads(response.get_data())
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        response.status_code = document["status"] = HTTPStatus.BAD_REQUEST
        document["title"] = HTTPStatus.BAD_REQUEST.phrase
    exception = EXCEPTIONS.get(response.status_code)
    if exception == "ValidationException" and document.get("code") in {"invalid", "bad_cursor"}:
        exception = "QueryValidationException"
    if exception is not None:
        document["type"] = f"epcisException:{exception}"
    response.set_data(json.dumps(document, ensure_ascii=False))
    return response
