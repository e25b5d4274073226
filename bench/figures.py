"""How figures and goals are printed."""

from collections.abc import Iterable


def say(text: str = "") -> None:
    """A line, at once: a section takes minutes."""
    print(text, flush=True)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Columns under their heads: the first to the left, the others to the right."""
    cells = [list(heads), *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *rest in cells:
        say(
            "  ".join(
                [f"  {first:{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))]
            )
        )


def at_least(what: str, value: float, wanted: float, unit: str = "") -> None:
    """A goal that is met from `wanted` upwards."""
    _goal(what, value, f">= {wanted:g}{unit}", unit, met=value >= wanted)


def at_most(what: str, value: float, wanted: float, unit: str = "") -> None:
    """A goal that is met up to `wanted`."""
    _goal(what, value, f"<= {wanted:g}{unit}", unit, met=value <= wanted)


def holds(what: str, *, met: bool, found: str = "") -> None:
    """A goal that is met or not."""
    say(f"  {'met   ' if met else 'MISSED'}  {what}{f': {found}' if found else ''}")


def _goal(what: str, value: float, wanted: str, unit: str, *, met: bool) -> None:
    holds(f"{what} {wanted}", met=met, found=f"{value:.2f}{unit}")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return str(value)
