"""The ceiling: a bare Flask site that renders a template page with as many rows and bytes as ours."""

from __future__ import annotations

from flask import Flask, render_template, request
from jinja2 import DictLoader

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ top }}</p>
{% for row in rows %}<article id="row-{{ row.id }}">
<h2>{{ row.name }}</h2><time datetime="{{ row.time }}">{{ row.time }}</time>
<p class="{{ row.kind }}">{{ row.text }}</p><a href="/row/{{ row.id }}">{{ row.label }}</a>
</article>
{% endfor %}</body></html>
"""

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})


@app.get("/")
def page() -> str:
    """Render `rows` rows in about `size` bytes."""
    rows, size = int(request.args["rows"]), int(request.args["size"])
    share = max(10, size // (rows + 1) - 190)
    text = "Een bericht op het plein. " * (share // 26 + 1)
    made = [
        {
            "id": n,
            "name": f"Naam {n}",
            "time": "2026-11-22 10.42",
            "kind": "post",
            "text": text[:share],
            "label": "Open",
        }
        for n in range(rows)
    ]
    return render_template("page.html", title="Plafond", top=text[:share], rows=made)
