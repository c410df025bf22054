"""The model world with few tables, and a server that starts empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.world import few_tables


@pytest.fixture
def small_world() -> Iterator[None]:
    """The engine with the tables of the model world only."""
    with few_tables():
        yield
