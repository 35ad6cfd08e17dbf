"""What the tests of the engine share."""

from __future__ import annotations

import pytest

from learnapp.moderation.protocol import Protocol, standard_protocol


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """Give the protocol that every school starts with."""
    return standard_protocol()
