"""The body of a POST that needs none."""

from api.fields import RequestSchema


class NothingSchema(RequestSchema):
    """May be left out, or be `{}`: a field that does nothing is refused and not ignored."""
