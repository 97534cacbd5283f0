"""Where a person is written to by e-mail: an address somebody vouched for goes before what anybody can say of them."""

from collections.abc import Collection

from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import traits_of
from hanhtrinh.events.event import ADDRESS
from hanhtrinh.ports.accounts import Space


def vouched_address(desk: PeopleDesk, space: Space, knowledge: Knowledge, raws: Collection[str]) -> str:
    """Return the proven e-mail address of a person's raw ids; empty where there is none."""
    return knowledge.address(desk.people.address(space.id, raws), raws)


def said_address(knowledge: Knowledge, person: str) -> str:
    """Return the e-mail address a person's traits name, whoever said it."""
    return traits_of(knowledge, person).get(ADDRESS, "").strip()
