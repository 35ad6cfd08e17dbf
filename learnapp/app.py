"""The site: the one place where all parts meet."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from learnapp.content.library import load_library
from learnapp.moderation.protocol import standard_protocol
from learnapp.settings import Settings
from learnapp.simulation.loading import load_scenarios
from learnapp.store.database import Database
from learnapp.web import (
    access,
    dates,
    errors,
    fragments,
    headers,
    labels,
    language,
    limits,
    navigation,
    sign_in,
    static_files,
    surroundings,
    transaction,
    views,
)

#: The largest thing anybody sends is a roster.
LARGEST_REQUEST = 6 * 1024 * 1024


class Site(Flask):
    """Flask with one owner of the transaction."""

    def dispatch_request(self) -> Any:
        """Answer the request and commit, so that a failing commit gets its page like any other error."""
        response = self.make_response(super().dispatch_request())
        transaction.finish(response)
        return response


def create_app(settings: Settings, *, testing: bool = False) -> Flask:
    """Build the site. Raises `FaultyInput` naming every fault of the content, the scenarios and the protocol."""
    app = Site("learnapp", template_folder=str(settings.content_root / "templates"), static_folder="static")
    _configure(app, settings)
    app.testing = testing
    surroundings.open_house(app, build_house(settings))
    Compress(app)
    CSRFProtect(app)
    limits.limiter.init_app(app)
    for part in (
        language,
        transaction,
        sign_in,
        access,
        headers,
        errors,
        fragments,
        static_files,
        dates,
        labels,
        navigation,
    ):
        part.register(app)
    for blueprint in views.blueprints():
        app.register_blueprint(blueprint)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    return app


def build_house(settings: Settings) -> surroundings.House:
    """Read everything that is read once. Raises `FaultyInput`."""
    standard = standard_protocol()
    library = load_library(settings.content_root, articles=standard.articles)
    return surroundings.House(
        settings=settings,
        database=Database(settings.database_url),
        library=library,
        scenarios=load_scenarios(settings.content_root, library),
        standard=standard,
    )


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="oefenplein",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "image/svg+xml",
            "application/json",
            "text/csv",
        ],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
    )
    # Compiled templates are kept beside the database: it saves a tenth of a second at every start but the first.
    compiled = settings.data_dir / "templates"
    compiled.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
