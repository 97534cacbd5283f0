"""The routes of weighting a survey's results."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.app.surveys.groups import Knowing
from hanhtrinh.app.surveys.weighing import Weighable, groups_of, weigh, weigh_back, weighable
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.rules.sending import lists_of
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.surveys.weights_page import Sent, aims_of, sent_of, weights_page
from hanhtrinh.web.surveys.weights_shown import tw
from hanhtrinh.web.surveys.words import SHEET
from hanhtrinh.web.voice.tabs import voice_page

Given = Annotated[dict[str, str | list[str]], FORM]
_WEIGHTS = "/w/{slug:str}/voice/surveys/{key:str}/results/weights"
_BYTES = 100_000
_SECONDS = 5.0
"""What is known of people may be so old."""


def knowing_of(services: Services, space: Space) -> Knowing:
    """Return what gives what is known of a workspace's people, the same for one look."""
    return cache(lambda: services.people.knowledge(space, _SECONDS))


@get(_WEIGHTS, sync_to_thread=True)
def weights(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    by0: FromQuery[str] = "",
    by1: FromQuery[str] = "",
) -> Response[str]:
    """Show what results can be weighted by, and the groups of what was chosen."""
    knowing = knowing_of(services, space)
    made = weighable(asking.actor, space, services.survey_desk, knowing, key)
    try:
        sent = sent_of({"by0": by0, "by1": by1}, made) if by0 or by1 else _now(made)
        return _shown(services, asking, space, knowing, made, Sent(sent.variables, ()))
    except InputError as error:
        return _shown(services, asking, space, knowing, made, Sent((), ()), error.message(asking.lang))


def _now(made: Weighable) -> Sent:
    now = made.kept.weighted.now
    return Sent(tuple(aim.variable for aim in now.aims) if now else (), ())


def _shown(
    services: Services, asking: Asking, space: Space, knowing: Knowing, made: Weighable, sent: Sent, wrong: str = ""
) -> Response[str]:
    keep_pace(services, asking, 1, services.looks)
    groups = groups_of(
        asking.actor, space, services.survey_desk, services.responses, knowing, made.kept.key, sent.variables
    )
    body = weights_page(asking, space, made, groups, sent.typed, wrong)
    status = 400 if wrong else 200
    return voice_page(asking, space, "surveys", tw(asking.lang, "title"), *body, sheets=(SHEET,), status=status)


@post(_WEIGHTS, sync_to_thread=True, request_max_body_size=_BYTES)
def change_weights(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Given,
) -> Redirect | Response[str]:
    """Weight results (`set`), no longer (`end`), or as before the last change (`back`)."""
    given = {name: values[-1] for name, values in lists_of(data).items() if values}
    desk, knowing, stamp = services.survey_desk, knowing_of(services, space), natural(given.get("stamp", ""), 12) or 0
    done = f"/w/{space.slug}/voice/surveys/{key}/results#weights"
    if given.get("do") == "back":
        weigh_back(asking.actor, space, desk, key, stamp)
        return redirect(asking, done, "weights.said_back")
    if given.get("do") == "end":
        weigh(asking.actor, space, desk, key, (), stamp)
        return redirect(asking, done, "weights.said_ended")
    return _set(services, asking, space, knowing, key, given, stamp) or redirect(asking, done, "weights.said_set")


def _set(
    services: Services, asking: Asking, space: Space, knowing: Knowing, key: str, given: Mapping[str, str], stamp: int
) -> Response[str] | None:
    """Keep the shares that were typed; what is wrong with them is shown beside them."""
    made = weighable(asking.actor, space, services.survey_desk, knowing, key)
    sent = sent_of(given, made)
    try:
        aims = aims_of(sent)
        if not aims:
            raise InputError("weights.no_variable")
        weigh(asking.actor, space, services.survey_desk, key, aims, stamp)
    except InputError as error:
        return _shown(services, asking, space, knowing, made, sent, error.message(asking.lang))
    return None


HANDLERS = (weights, change_weights)
