"""Fields of the shop's routes."""

import re
from decimal import Decimal
from typing import Any

import marshmallow as ma

from api.fields import Moment, RequestSchema, Text

AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,2})?")
MOST_PARTS = 12


class Amount(ma.fields.String):
    """Money as a decimal string with at most two places: "1999.00"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": f"^{AMOUNT.pattern}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not AMOUNT.fullmatch(text) or not text.isascii():
            raise ma.ValidationError('An amount is a decimal string such as "1999.00".')
        return Decimal(text)

    def _serialize(self, value: Any, *_about: Any, **_kwargs: Any) -> str | None:
        return None if value is None else str(value)


class TextOrParts(ma.fields.Field):
    """A line of text, or an object of such lines: people write addresses and contacts in both ways."""

    def __init__(self, most: int = 500, **kwargs: Any) -> None:
        shape = {"oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
        super().__init__(metadata=shape, **kwargs)
        self.line = Text(most)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, dict):
            return self.line.deserialize(value, attr, data)
        if not 0 < len(value) <= MOST_PARTS or any(len(name) > 40 for name in value):
            raise ma.ValidationError(f"At most {MOST_PARTS} lines, each under a short name.")
        errors: dict[str, Any] = {}
        parts = {}
        for name, line in value.items():
            try:
                parts[name] = self.line.deserialize(line)
            except ma.ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ma.ValidationError(errors)
        return parts


class WindowSchema(RequestSchema):
    """From the earliest to the latest moment."""

    earliest = Moment(required=True)
    latest = Moment(required=True)
