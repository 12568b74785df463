"""flask-smorest's Blueprint with a reader of requests that nothing malformed gets through."""

import json
import math
import re
from typing import Any, NoReturn

import flask
import flask_smorest
import marshmallow as ma
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

DEEPEST = 32
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL's text holds no NUL, and UTF-8 no lone surrogate


class MalformedBody(BadRequest):
    """A body that is not what its content type says."""

    problem_code = "malformed_body"


class StrictParser(FlaskParser):
    """Reads bodies and queries; refuses what JSON, UTF-8 or PostgreSQL cannot carry before any schema sees it."""

    # What a schema says of unknown fields counts in queries and forms too.
    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": None, "form": None}

    def _raw_load_json(self, req: flask.Request) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return core.missing
        if not core.is_json(req.mimetype):
            raise UnsupportedMediaType("Send JSON: Content-Type: application/json.")
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=_no_constant, parse_float=_finite)
        except (ValueError, RecursionError) as error:  # bad JSON, bad UTF-8, NaN, 1e999, 5,000 digits
            raise MalformedBody("The body is not JSON in UTF-8.") from error
        refuse_unstorable(value)
        return value

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> Any:
        """Query parameters, checked."""
        refuse_unstorable(req.args.to_dict(flat=False))
        return super().load_querystring(req, schema)

    def load_form(self, req: flask.Request, schema: ma.Schema) -> Any:
        """Form fields, checked."""
        refuse_unstorable(req.form.to_dict(flat=False))
        return super().load_form(req, schema)


class Blueprint(flask_smorest.Blueprint):
    """One resource of the API."""

    ARGUMENTS_PARSER = StrictParser()

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        """Name each operation after its function, so that generated clients have readable methods."""
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        for method, doc in self._docs[endpoint].items():
            if method != "parameters":
                doc.setdefault("manual_doc", {}).setdefault("operationId", endpoint)


def refuse_unstorable(value: Any) -> None:
    """Raise ValidationError for NUL characters, lone surrogates and absurd depth, naming the field."""
    wrong: dict[str, list[str]] = {}
    _look(value, "", 0, wrong)
    if wrong:
        raise ma.ValidationError(wrong)


def _look(value: Any, path: str, depth: int, wrong: dict[str, list[str]]) -> None:
    if depth > DEEPEST:
        wrong["body"] = ["Nested too deeply."]
    elif isinstance(value, str):
        if UNSTORABLE.search(value):
            wrong[path or "body"] = ["Holds a character that cannot be stored."]
    elif isinstance(value, dict):
        for key, inner in value.items():
            _look(key, f"{path}.?".lstrip("."), depth + 1, wrong)
            _look(inner, f"{path}.{key}".lstrip("."), depth + 1, wrong)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _look(inner, f"{path}.{index}".lstrip("."), depth + 1, wrong)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    """JSON's grammar allows `1e999`; nothing that we write could say it again."""
    if math.isinf(number := float(text)):
        raise ValueError(text)
    return number
