"""What every test may ask for: the real PostgreSQL, the real S3 server, a clock that tests move."""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from sqlalchemy import Connection, make_url, text
from sqlalchemy.orm import Session

from ops.embedded.postgres import running_postgres
from ops.embedded.storage import StorageAddress, running_storage
from store import migrate
from store.database import API_ROLE, Database
from store.objects import ObjectStore
from store.settings import Settings, read_settings

TEMPLATE = "roadreel_template"


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> datetime:
        self.moment += timedelta(**amount)
        return self.moment


@pytest.fixture(scope="session")
def parts_folder() -> Iterator[Path]:
    """A folder for the run's own PostgreSQL and S3 server. Its name has a space: so may a user's."""
    folder = Path(tempfile.mkdtemp(prefix="roadreel test "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(parts_folder: Path) -> Iterator[str]:
    """The run's own PostgreSQL server."""
    with running_postgres(parts_folder / "postgres", durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def storage(parts_folder: Path) -> Iterator[StorageAddress]:
    """The run's own S3 server."""
    with running_storage(parts_folder / "storage") as address:
        yield address


@pytest.fixture(scope="session")
def template_url(server_url: str) -> str:
    """A migrated database that others are copied from. Nobody writes to it."""
    url = _create(server_url, TEMPLATE)
    migrate.upgrade(url)
    return url


@pytest.fixture(scope="session")
def shared_url(server_url: str, template_url: str) -> str:
    """The database whose tests roll back everything they do."""
    return _create(server_url, f"shared_{secrets.token_hex(4)}", TEMPLATE)


@pytest.fixture(scope="session")
def shared_engine(shared_url: str) -> Iterator[Database]:
    database = Database(shared_url, role=API_ROLE)
    yield database
    database.close()


@pytest.fixture
def connection(shared_engine: Database) -> Iterator[Connection]:
    """One transaction for the whole test, rolled back at its end."""
    with shared_engine.engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def database(connection: Connection) -> Database:
    """A database for one test in one thread: what is committed in it is gone afterwards."""
    return Database.on_connection(connection)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session in the test's own transaction."""
    with database.writing() as session:
        yield session


@pytest.fixture
def new_database(server_url: str, template_url: str) -> Iterator[Callable[[], str]]:
    """Makes whole databases, for tests with processes or threads that commit; dropped afterwards."""
    made: list[str] = []

    def make() -> str:
        name = f"own_{secrets.token_hex(6)}"
        made.append(name)
        return _create(server_url, name, TEMPLATE)

    yield make
    for name in made:
        _execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def own_url(new_database: Callable[[], str]) -> str:
    """A migrated database of the test's own."""
    return new_database()


@pytest.fixture
def own_database(own_url: str) -> Iterator[Database]:
    """A database of the test's own in which commits are real and threads may meet."""
    database = Database(own_url, pool_size=24)
    yield database
    database.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 20, 8, 30, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without a database or storage: enough where neither is reached."""
    return read_settings({"ROADREEL_DATA": str(tmp_path / "data")}, tmp_path)


@pytest.fixture
def storage_settings(settings: Settings, storage: StorageAddress) -> Settings:
    """Settings with the run's S3 server and a bucket of the test's own."""
    return replace(
        settings,
        s3_endpoint=storage.endpoint,
        s3_public_endpoint=storage.endpoint,
        s3_access_key=storage.access_key,
        s3_secret_key=storage.secret_key,
        s3_region=storage.region,
        s3_bucket=f"test-{secrets.token_hex(6)}",
    )


@pytest.fixture
def objects(storage_settings: Settings) -> Iterator[ObjectStore]:
    """The test's own bucket."""
    store = ObjectStore(storage_settings)
    store.ensure_bucket()
    yield store
    remove_bucket(store)


def remove_bucket(store: ObjectStore) -> None:
    """Give the bucket's volumes back: the run's S3 server has room for some dozens and not for one of each test."""
    store.delete(list(store.keys("")))
    for key, multipart_id in list(store.multiparts("")):
        store.abort(key, multipart_id)
    with suppress(ClientError):  # a worker that is still ending may have written once more
        store._client.delete_bucket(Bucket=store.bucket)


def _create(server_url: str, name: str, template: str | None = None) -> str:
    _execute(server_url, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _execute(server_url: str, statement: str) -> None:
    database = Database(server_url, pooled=False)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
