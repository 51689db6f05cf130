"""In how many ways an automaton can read a text: by what power that grows, and exactly.

An engine that backtracks takes a step for each way to read each beginning of the text. There are
ever more of them where a state can be reached again in two ways by one text (then they double), or
where one that repeats leads by the same text to another that repeats (then they add up).
"""

from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from math import inf
from typing import Any

from tests.security.automaton import START, Automaton


def degree(automaton: Automaton) -> float:
    """By what power of the text's length the number of ways grows; infinite if they double."""
    edges = _unmatched(automaton)
    loops = [each for each in _components(edges) if _repeats(each, edges)]
    if any(_doubles(automaton, loop) for loop in loops):
        return inf
    reachable = [_reachable(min(loop), automaton.follows) for loop in loops]

    @cache
    def longest(number: int) -> int:
        return max(
            (
                _adds_up(automaton, loops[number], after) + longest(other)
                for other, after in enumerate(loops)
                if other != number and min(after) in reachable[number]
            ),
            default=0,
        )

    return max(map(longest, range(len(loops))), default=0)


def steps(automaton: Automaton, text: str) -> int:
    """How many steps an engine takes at most in a text."""
    edges = automaton.follows if automaton.matches_again else _unmatched(automaton)
    ways, total = Counter({START: 1} if START in edges else {}), 0
    for letter in map(automaton.alike, text):
        after: Counter[int] = Counter()
        for state, number in ways.items():
            for each in edges[state]:
                if letter in automaton.accepts[each]:
                    after[each] += number
        # What has matched is left behind.
        ways = Counter({s: 1 if s in automaton.matched else number for s, number in after.items()})
        total += sum(ways.values())
    return total


def pumped(automaton: Automaton) -> Iterator[tuple[str, str]]:
    """Texts that lead to a state that repeats, and the text that repeats it."""
    edges = _unmatched(automaton)
    for loop in _components(edges):
        if _repeats(loop, edges):
            state = min(loop)
            way = _text(automaton, START, state, set(automaton.follows))
            for first in sorted(set(edges[state]) & loop):
                back = _text(automaton, first, state, loop)
                for letter in sorted(automaton.accepts[first]):
                    yield way, letter + back


def _text(automaton: Automaton, start: int, end: int, within: set[int]) -> str:
    """A text that leads from one state to another."""
    waiting, seen = deque([(start, "")]), {start}
    while waiting:
        state, text = waiting.popleft()
        if state == end:
            return text
        for each in automaton.follows[state]:
            if each in within and each not in seen and automaton.accepts[each]:
                seen.add(each)
                waiting.append((each, text + min(automaton.accepts[each])))
    return ""


def _unmatched(automaton: Automaton) -> dict[int, list[int]]:
    """What follows what without a match: who comes back to one takes it, and tries no more."""
    return {
        state: [each for each in after if each not in automaton.matched]
        for state, after in automaton.follows.items()
        if state not in automaton.matched
    }


def _doubles(automaton: Automaton, loop: set[int]) -> bool:
    """Whether a state of the loop comes back to itself in two ways by one text."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    waiting = [(state, state) for state in loop]
    diverging = set()
    while waiting:
        pair = waiting.pop()
        if pair in pairs:
            continue
        nexts = [[each for each in automaton.follows[state] if each in loop] for state in pair]
        pairs[pair] = following = []
        for place, one in enumerate(nexts[0]):
            for other_place, other in enumerate(nexts[1]):
                if automaton.accepts[one] & automaton.accepts[other]:
                    following.append((one, other))
                    if pair[0] == pair[1] and place != other_place:
                        diverging.add((pair, (one, other)))
        waiting += following
    numbers = {pair: n for n, each in enumerate(_components(pairs)) for pair in each}
    return any(numbers[one] == numbers[other] for one, other in diverging)


def _adds_up(automaton: Automaton, loop: set[int], after: set[int]) -> bool:
    """Whether one text leads from a state to itself, and to one after it, and that to itself."""
    may_match = automaton.matches_again and bool(loop & automaton.before)
    edges = automaton.follows if may_match else _unmatched(automaton)
    starts = [(state, other) for state in loop for other in after]
    return any(_leads(automaton.accepts, edges, each, loop, after) for each in starts)


def _leads(
    accepts: list[frozenset[str]],
    edges: dict[int, list[int]],
    states: tuple[int, int],
    loop: set[int],
    after: set[int],
) -> bool:
    state, other = states
    waiting, seen = [(state, state, other)], set()
    while waiting:
        one, two, three = waiting.pop()
        ends = [
            (a, c, accepts[a] & accepts[c])
            for a in edges[one]
            for c in edges[three]
            if a in loop and c in after and accepts[a] & accepts[c]
        ]
        for a, c, shared in ends:
            found = [(a, b, c) for b in edges[two] if shared & accepts[b]]
            waiting += [each for each in found if each not in seen]
            seen.update(found)
        if (state, other, other) in seen:
            return True
    return False


def _repeats(component: set[int], edges: dict[int, list[int]]) -> bool:
    return len(component) > 1 or any(each in edges[each] for each in component)


def _reachable(state: int, edges: dict[int, list[int]]) -> set[int]:
    seen, waiting = set(), [state]
    while waiting:
        for each in edges[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _components(edges: dict[Any, list[Any]]) -> Iterator[set[Any]]:
    """The strongly connected parts of a graph (Kosaraju)."""
    backwards: dict[Any, list[Any]] = {node: [] for node in edges}
    for node, nexts in edges.items():
        for each in nexts:
            backwards[each].append(node)
    placed: set[Any] = set()
    for start in reversed(_left(edges)):
        component, waiting = set(), [start]
        while waiting:
            node = waiting.pop()
            if node not in placed:
                placed.add(node)
                component.add(node)
                waiting += backwards[node]
        if component:
            yield component


def _left(edges: dict[Any, list[Any]]) -> list[Any]:
    """The nodes of a graph in the order in which a walk in depth leaves them."""
    order: list[Any] = []
    seen: set[Any] = set()
    for start in edges:
        waiting = [(start, False)]
        while waiting:
            node, is_left = waiting.pop()
            if is_left:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting += [(each, False) for each in edges[node]]
    return order
