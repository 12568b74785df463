"""The guide for shops is true: its example is run, request by request, against the API."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from store.database import Database
from store.tables import AccessToken, SignedIn
from tests.api.conftest import Person
from tests.conftest import MovableClock
from tests.docs.examples import Names, exchanges

GUIDE = Path(__file__).parents[2] / "docs" / "shop.md"
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_example_of_the_guide_runs_as_it_is_written(
    client: FlaskClient, sign_in: Any, client_key: Any, database: Database, clock: MovableClock
) -> None:
    partner: Person = sign_in("partner")
    client_id, client_secret = client_key(partner.of)
    names = Names({"$CLIENT_ID": client_id, "$CLIENT_SECRET": client_secret})
    told = []
    for exchange in exchanges(GUIDE):
        method, path = names.filled(exchange.request.start).split()
        headers = {name: names.filled(value) for name, value in exchange.request.headers.items()}
        if date := headers.pop("Date", None):
            clock.moment = parsedate_to_datetime(date)
            stay_signed_in(database)
        answer = client.open(
            path, method=method, headers=headers, data=names.filled(exchange.request.body).encode() or None
        )
        assert answer.status_code == exchange.status, f"{method} {path}: {answer.get_data(as_text=True)}"
        if exchange.answer.body:
            names.check(json.loads(exchange.answer.body), answer.json, f"{method} {path}")
        told.append(f"{method} {path}")
    assert len(told) > 20
    assert "$RECEIPT" in names.known, "it goes as far as the receipt"


def stay_signed_in(database: Database) -> None:
    """Days pass between the chapters. A real system would get another token; the guide shows it once."""
    with database.writing() as session:
        session.execute(update(AccessToken).values(expires_at=LATER))
        session.execute(update(SignedIn).values(expires_at=LATER))
