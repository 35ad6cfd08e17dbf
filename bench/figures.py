"""One measured figure beside its bar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its bar."""

    name: str
    value: float
    bar: float
    unit: str = ""
    more_is_better: bool = False

    @property
    def good(self) -> bool:
        """Say whether the figure reaches its bar."""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    def __str__(self) -> str:
        """Give the figure as a line of the table."""
        sign = "≥" if self.more_is_better else "≤"
        bar = f"{sign} {self.bar:g} {self.unit}"
        return f"{'ok' if self.good else 'FALLS SHORT':12}{self.name:52}{self.value:10.3f} {self.unit:5} {bar}"
