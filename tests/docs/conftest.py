"""The API as its own tests have it."""

from tests.api.conftest import (  # noqa: F401 - fixtures
    app,
    built_app,
    client,
    client_key,
    object_store,
    sender,
    services,
    sign_in,
)
