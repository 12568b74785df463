"""What starts a player."""

import marshmallow as ma

from api.fields import AnswerSchema


class PlaybackSchema(AnswerSchema):
    """A token to put into `?t=` of every path of the order's cuts."""

    token = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True, metadata={"format": "date-time"})
