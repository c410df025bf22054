"""What the tracker's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sesh_tui.tracker import Tracker
from tests.tracker.story import Story, told


@pytest.fixture
def story() -> Iterator[Story]:
    """An empty log on Friday, 20 November 2026, noon UTC."""
    with told() as story:
        yield story


@pytest.fixture
def tracker(story: Story) -> Tracker:
    """The tracker of ``story``; after a ``reopen`` use ``story.tracker``."""
    return story.tracker
