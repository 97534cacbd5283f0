"""Every route, asked for by owner, editor, commenter, viewer, stranger and nobody."""

import pytest
from litestar.routes import HTTPRoute

from hanhtrinh.access import digest
from hanhtrinh.ports.accounts import User
from hanhtrinh.web.security import HEADER
from tests.web.access import Gated, Public, declared
from tests.web.world import world_at

DECLARED = declared()
GATED = [route for route in DECLARED if isinstance(route, Gated)]
MEMBERS = {"owner": "lan", "editor": "minh", "commenter": "binh", "viewer": "ha"}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REFUSED = {"access.no_workspace", "access.not_allowed", "access.sign_in_first", "web.stale_form", "web.other_origin"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The usual world with Bình, who may comment. What is asked for here harms nobody: it names what is not there."""
    made = world_at(tmp_path_factory.mktemp("access") / "home")
    accounts = made.services.accounts
    accounts.add_user(
        User(id="binh", email="binh@example.com", name="Bình", password="", language="vi", created_at=made.now)
    )
    accounts.add_member("nha-may", "binh", "commenter", made.now)
    accounts.open_session(digest("token-binh"), "binh", made.now, made.now + 10**15)
    yield made
    made.database.close()


def routes_of(app):
    """Return method and path of every route, the one of the collection API aside."""
    return {
        (method, route.path_format)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
    }


def ask(world, route, who, slug="nha-may", **headers):
    """Ask for a route as somebody, the way a script would: errors come as their code."""
    given = route.given(world) if isinstance(route, Gated) and route.given else getattr(route, "params", {})
    path = route.path
    for name in [part.split("}")[0] for part in path.split("{")[1:]]:
        path = path.replace(f"{{{name}}}", slug if name == "slug" else given.get(name, "x1"))
    body = {"json": route.sent} if getattr(route, "sent", None) is not None else {"data": getattr(route, "data", None)}
    client = world.client(who)
    client.headers.update({"accept": "application/json", **headers})
    return client.request(route.method, path, **body, follow_redirects=False)


def code_of(answer):
    """Return the code of an error, nothing where there is none."""
    try:
        return answer.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""


def named(route):
    """Return how a test of a route is called."""
    return f"{route.method} {route.path}"


def test_every_route_is_declared(world):
    """No route is served whose callers nobody has thought about, and none is declared that is gone."""
    assert routes_of(world.app) == {(route.method, route.path) for route in DECLARED}


@pytest.mark.parametrize("route", GATED, ids=named)
def test_the_gate_of_a_route(world, route):
    """Strangers find nothing, nobody is asked to sign in, members pass or are refused by their role."""
    stranger, nobody = ask(world, route, "tu"), ask(world, route, "")
    assert (stranger.status_code, code_of(stranger)) == (404, "access.no_workspace")
    assert (nobody.status_code, code_of(nobody)) == (401, "access.sign_in_first")
    for role, who in reversed(MEMBERS.items()):
        answer = ask(world, route, who)
        if role in route.roles:
            assert code_of(answer) not in REFUSED, (role, answer.text[:300])
            assert answer.status_code in (200, 201, 202, 204, 303, 400, 404, 409, 422, 503), (role, answer.text[:300])
        else:
            assert (answer.status_code, code_of(answer)) == (403, "access.not_allowed"), (role, answer.text[:300])


@pytest.mark.parametrize("route", [route for route in GATED if route.given], ids=named)
def test_objects_of_another_workspace_are_not_there(world, route):
    """Whoever owns another workspace finds nothing of this one's under their own address."""
    answer = ask(world, route, "tu", slug="tiem-khac")
    assert answer.status_code == 404, answer.text[:300]


@pytest.mark.parametrize(
    "route", [route for route in DECLARED if isinstance(route, Public) and route.signed_in], ids=named
)
def test_one_must_have_signed_in(world, route):
    """Where it is enough to have signed in, nobody is asked to."""
    assert code_of(ask(world, route, "")) == "access.sign_in_first"
    assert code_of(ask(world, route, "tu")) not in REFUSED


@pytest.mark.parametrize(
    "route",
    [route for route in DECLARED if route.method in UNSAFE and not getattr(route, "own_proof", False)],
    ids=named,
)
def test_forged_requests_are_refused(world, route):
    """What changes something needs the form's token, and must not come from another site's page."""
    without = ask(world, route, "lan", **{HEADER: ""})
    assert (without.status_code, code_of(without)) == (403, "web.stale_form")
    somebody_elses = ask(world, route, "lan", **{HEADER: world.client("minh").headers[HEADER]})
    assert (somebody_elses.status_code, code_of(somebody_elses)) == (403, "web.stale_form")
    elsewhere = ask(world, route, "lan", origin="https://evil.example")
    assert (elsewhere.status_code, code_of(elsewhere)) == (403, "web.other_origin")
    hidden = ask(world, route, "lan", origin="null", **{"sec-fetch-site": "cross-site"})
    assert (hidden.status_code, code_of(hidden)) == (403, "web.other_origin")
