"""Schemas and fields that every resource uses: strict in what comes in, open in what goes out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from store.ids import UnknownId, from_wire, wire_id
from tracking.bodies import wire_time
from tracking.rules.offset import is_offset
from tracking.rules.vin import normal_vin

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class RequestSchema(ma.Schema):
    """A JSON body: fields it does not know are refused."""

    class Meta:
        unknown = ma.RAISE


class QuerySchema(ma.Schema):
    """Query parameters: unknown ones are refused, so a misspelt filter is not a full list."""

    class Meta:
        unknown = ma.RAISE


class AnswerSchema(ma.Schema):
    """An answer: it may grow, so `additionalProperties` stays open."""

    class Meta:
        unknown = ma.EXCLUDE


class Text(ma.fields.String):
    """Text of people: trimmed, not empty, at most `most` characters."""

    def __init__(self, most: int = 200, *, least: int = 1, **kwargs: Any) -> None:
        kwargs.setdefault("validate", ma.validate.Length(min=least, max=most))
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip()


class Instant(ma.fields.AwareDateTime):
    """A moment as RFC 3339 with its offset (which is kept, and is one of Earth's), between 1990 and 2100.

    `any_year` is for clocks that say what they say: the domain judges whether to believe them.
    """

    def __init__(self, *, any_year: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("metadata", {})
        super().__init__(format="iso", **kwargs)
        self.any_year = any_year

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or len(value) > 40:
            raise ma.ValidationError("Not a time as RFC 3339 writes it.")
        try:
            moment = super()._deserialize(value, attr, data, **kwargs)
            near = self.any_year or EARLIEST <= moment <= LATEST
        except (ValueError, OverflowError) as error:
            raise ma.ValidationError("Not a time as RFC 3339 writes it.") from error
        if not near:
            raise ma.ValidationError("A time between 1990 and 2100 is needed.")
        if not is_offset(moment.utcoffset()):
            raise ma.ValidationError("An offset from UTC of at most 14 hours, in whole minutes, is needed.")
        return moment


class Moment(Instant):
    """An instant, kept in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)

    def _serialize(self, value: Any, *_about: Any, **_kwargs: Any) -> Any:
        return value if value is None or isinstance(value, str) else wire_time(value)


class Number(ma.fields.Float):
    """A JSON number: neither text nor a truth value."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ma.ValidationError("Not a number.")
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except OverflowError as error:
            raise ma.ValidationError("Not a number that can be kept.") from error


class Vin(ma.fields.String):
    """Seventeen characters; spaces and hyphens are taken out, letters made upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > 40:
            raise ma.ValidationError("A VIN has 17 characters.")
        return normal_vin(text)


class WireId(ma.fields.String):
    """An identifier with its type prefix; a UUID on our side.

    In a body or query a malformed one is a 422; in a path use `path_id`, where it is a 404.
    """

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        metadata = {"pattern": f"^{prefix}_[0-9a-f]{{32}}$", **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)
        self.prefix = prefix

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002 - marshmallow's
        return wire_id(self.prefix, value) if isinstance(value, UUID) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return from_wire(self.prefix, super()._deserialize(value, attr, data, **kwargs))
        except UnknownId as error:
            raise ma.ValidationError(f"Not an identifier that begins with {self.prefix}_.") from error


def path_id(prefix: str, text: str) -> UUID:
    """The UUID in a path segment; UnknownId (answered as the 404 of things not yours) when malformed."""
    return from_wire(prefix, text)
