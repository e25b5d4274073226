"""How the goals of matching are printed: what must be reached, what is aimed for, and whether it was."""

from bench.figures import say


def at_least(what: str, value: float, must: float, aim: float) -> None:
    """A figure that is the better the greater it is."""
    _say(what, value, f"must >= {must:g}, aim >= {aim:g}", must=value >= must, aim=value >= aim)


def at_most(what: str, value: float, must: float, aim: float) -> None:
    """A figure that is the better the smaller it is."""
    _say(what, value, f"must <= {must:g}, aim <= {aim:g}", must=value <= must, aim=value <= aim)


def _say(what: str, value: float, wanted: str, *, must: bool, aim: bool) -> None:
    told = f"{value:.4f}" if abs(value) < 10 and value != int(value) else f"{value:.0f}"
    say(f"  must {_met(must)}  aim {_met(aim)}  {what}: {told} ({wanted})")


def _met(met: bool) -> str:
    return "met   " if met else "MISSED"
