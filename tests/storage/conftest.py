"""Every test of storage runs on both databases."""

from __future__ import annotations

import pytest

from storage.database import Database


@pytest.fixture
def database(either_database: Database) -> Database:
    return either_database
