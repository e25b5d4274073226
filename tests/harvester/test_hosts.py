"""The pace of each server and its circuit breaker, by a clock that we turn."""

import pytest

from harvester.faults import Fault
from harvester.hosts import IN_VAIN, MOST_SLOW, REST, Hosts

DOWN = Fault("unreachable", "nobody there")


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def hosts(clock):
    return Hosts(lambda: clock[0])


def is_open(hosts: Hosts, name: str = "a") -> bool:
    try:
        hosts.insist_on_open(name)
    except Fault as fault:
        assert (fault.code, fault.message) == (DOWN.code, DOWN.message)
        return False
    return True


def test_starts_are_spaced_whoever_asks(hosts, clock):
    assert [hosts.turn("a", 2) for _ in range(3)] == [0, 2, 4]
    assert hosts.turn("b", 2) == 0
    clock[0] += 5
    assert hosts.turn("a", 2) == 1
    clock[0] += 100
    assert hosts.turn("a", 2) == 0


def test_no_pause_is_no_wait(hosts):
    assert [hosts.turn("a", 0) for _ in range(3)] == [0, 0, 0]


def distance(hosts: Hosts, clock: list[float], pause: float) -> float:
    clock[0] += 1000
    hosts.turn("a", pause)
    return hosts.turn("a", pause)


def test_busy_doubles_the_distance_and_success_shrinks_it(hosts, clock):
    hosts.busy("a", 0)
    assert distance(hosts, clock, 0) == 1
    hosts.busy("a", 3)
    assert distance(hosts, clock, 3) == 6
    for _ in range(9):
        hosts.busy("a", 3)
    assert distance(hosts, clock, 3) == MOST_SLOW
    hosts.well("a")
    assert distance(hosts, clock, 3) == 45
    for _ in range(30):
        hosts.well("a")
    assert (distance(hosts, clock, 3), distance(hosts, clock, 0)) == (3, 0)
    hosts.busy("a", 0, most=0.2)
    assert distance(hosts, clock, 0) == pytest.approx(0.2)


@pytest.mark.parametrize("kind", IN_VAIN)
def test_after_so_many_in_vain_it_rests_then_one_tries(hosts, clock, kind):
    for _ in range(IN_VAIN[kind] - 1):
        hosts.vain("a", kind, DOWN)
        assert is_open(hosts)
    hosts.vain("a", kind, DOWN)
    assert (is_open(hosts), is_open(hosts, "b")) == (False, True)
    clock[0] += REST + 1
    assert (is_open(hosts), is_open(hosts)) == (True, False)
    hosts.vain("a", kind, DOWN)
    assert not is_open(hosts)
    clock[0] += REST + 1
    assert is_open(hosts)
    hosts.well("a")
    assert is_open(hosts)
    hosts.vain("a", kind, DOWN)
    assert is_open(hosts)


def test_one_success_begins_the_count_anew(hosts):
    for _ in range(5):
        hosts.vain("a", "silent", DOWN)
        hosts.vain("a", "silent", DOWN)
        hosts.well("a")
        assert is_open(hosts)
    hosts.vain("a", "silent", DOWN)
    hosts.vain("a", "failing", DOWN)
    hosts.vain("a", "silent", DOWN)
    hosts.vain("a", "silent", DOWN)
    assert is_open(hosts)
