"""The school at a glance: sums per group, never rows per pupil."""

from __future__ import annotations
