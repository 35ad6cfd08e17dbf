"""What every answer carries: a strict content security policy, and how long it may be kept."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def register(app: Flask) -> None:
    """Add the headers to every answer."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint == "static":
            # The address carries a hash of the file (see static_files.py), so it may be kept for ever.
            fresh = "v" in request.args
            headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "public, max-age=3600"
        else:
            # A shared tablet must not show the page of the child before with the back button.
            headers.setdefault("Cache-Control", "no-store")
        return response
