"""How often the doors may be tried. A whole class shares one address, so pupils are slowed per child (credentials)."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from learnapp.web.surroundings import house


def address_and_email() -> str:
    """Give the key for staff sign-in: the address and the account that is tried."""
    return f"{get_remote_address()}|{request.form.get('email', '').strip().lower()[:254]}"


def sign_in_limit() -> str:
    """Give the limit of the staff door."""
    return house().settings.sign_in_limit


def picture_code_limit() -> str:
    """Give the limit of the pupils' door."""
    return house().settings.picture_code_limit


limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)
