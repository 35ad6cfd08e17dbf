"""The school's own numbers leave this room as keyed hashes: the same number, the same hash, and no way back."""

from __future__ import annotations

import hmac

#: Keeps a personnel number apart from the same number of a pupil.
_STAFF = "personeel:"


def hash_key(number: str, *, pepper: bytes) -> str:
    """Give the HMAC-SHA256 of a number in hexadecimals. `pepper` is the secret of this installation."""
    if not pepper:
        raise ValueError("a roster cannot be read without a pepper: short numbers would be easy to guess")
    return hmac.digest(pepper, number.strip().encode(), "sha256").hex()


def hash_staff_key(number: str, *, pepper: bytes) -> str:
    """Give the hash of a personnel number; "" when there is none."""
    return hash_key(_STAFF + number.strip(), pepper=pepper) if number.strip() else ""
