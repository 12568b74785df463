"""Which answers are sent compressed."""

from flask import Response, request
from flask_compress import Compress


def gzip_is_wanted() -> bool:
    """Whether the client takes gzip and likes nothing done to the answer no better (RFC 9110, 12.5.3)."""
    accepted = request.accept_encodings
    weight = accepted["gzip"]
    return weight > 0 and weight >= accepted["identity"]


class Compression(Compress):
    """flask-compress, which takes the weight 0 for a wish, asked only where there is one."""

    def after_request(self, response: Response) -> Response:  # type: ignore[override]
        """Compress an answer that is worth it."""
        if gzip_is_wanted():
            return super().after_request(response)
        response.vary.add("Accept-Encoding")
        return response
