"""A PostgreSQL of this test session's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from ops.postgres import MissingError, Server, running_postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "scale" in item.path.parts:
            item.add_marker(pytest.mark.scale)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    try:
        with running_postgres() as server:
            yield server
    except MissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def database(postgres: Server) -> str:
    """The URL of an empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(postgres.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
