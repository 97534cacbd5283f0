"""How a case goes on: which state follows which, and what may be done in each."""

from collections.abc import Mapping
from typing import Literal

from hanhtrinh.errors import InputError
from hanhtrinh.voice.cases.model import State

Move = Literal["take", "put_back", "wait", "resume", "resolve", "give_up", "reopen"]
MOVES: Mapping[State, Mapping[Move, State]] = {
    "new": {"take": "taken", "wait": "waiting", "resolve": "resolved", "give_up": "given_up"},
    "taken": {"wait": "waiting", "resolve": "resolved", "give_up": "given_up", "put_back": "new"},
    "waiting": {"resume": "taken", "resolve": "resolved", "give_up": "given_up"},
    "resolved": {"reopen": "taken"},
    "given_up": {"reopen": "taken"},
}
"""What can be done in each state, and the state after it."""


def moved(state: State, move: Move) -> State:
    """Return the state after a move; InputError where the move is none in this state.

    >>> moved("new", "take")
    'taken'
    """
    after = MOVES[state].get(move)
    if after is None:
        raise InputError("cases.no_such_move", state=state, move=move, allowed=", ".join(MOVES[state]))
    return after


def move_to(state: State, target: State) -> Move | None:
    """Return the move that leads from a state to another one; None where there is none, or it is there already."""
    return next((move for move, after in MOVES[state].items() if after == target), None)
