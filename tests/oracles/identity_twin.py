"""Who is who, slow and obvious: every question goes through all the facts again."""

from hanhtrinh.events.event import Aliased, Consent, Identified, Merged, Traits


def device(raw):
    return raw.startswith("~")


def person_of(facts, raw, time):
    """Return the person of an event of a raw id at an instant."""
    facts = [_plain(fact) for fact in facts]
    merges = _merges(facts)
    aliases = sorted({(f.at, f.previous, f.known) for f in facts if isinstance(f, Aliased)})
    vouched = {(f.at, f.previous, f.known) for f in facts if isinstance(f, Aliased) and f.proven}
    users = _users(facts, aliases, vouched, merges)
    if not device(raw):
        return _head(users, raw)
    devices = []
    for _, a, b in aliases:
        _join(devices, a, b, device(a) and device(b))
    for _, _, into, person, _ in merges:
        _join(devices, person, into, device(person) and device(into))
    mine = next((names for names, _ in devices if raw in names), {raw})
    points = {}
    for at, name, user in sorted(_points(facts, aliases, merges)):
        if name in mine:
            points[at] = max(user, points.get(at, user))
    if not points:
        return _head(devices, raw)
    before = [at for at in points if at <= time]
    return _head(users, points[max(before) if before else min(points)])


def _plain(fact):
    if isinstance(fact, Identified) and (not device(fact.anonymous) or device(fact.known)):
        return Aliased(previous=fact.anonymous, known=fact.known, at=fact.at, proven=fact.proven)
    return fact


def _merges(facts):
    undone = {f.merge for f in facts if isinstance(f, Merged) and f.undone}
    made = [(f.at, f.merge, f.into, f.person, f.by) for f in facts if isinstance(f, Merged) and not f.undone]
    first = {}
    for merge in sorted(made):
        first.setdefault(merge[1], merge)
    return sorted(merge for key, merge in first.items() if key not in undone)


def _points(facts, aliases, merges):
    for f in facts:
        if isinstance(f, Identified):
            yield f.at, f.anonymous, f.known
    for at, a, b in aliases:
        if device(a) and not device(b):
            yield at, a, b
        if device(b) and not device(a):
            yield at, b, a
    for _, _, into, person, _ in merges:
        if device(person) and not device(into):
            yield -(2**63), person, into
        if device(into) and not device(person):
            yield -(2**63), into, person


def _users(facts, aliases, vouched, merges):
    groups, named = [], set()
    proven = {f.known for f in facts if isinstance(f, Identified) and f.proven}

    def is_proven(raw):
        return any(name in proven for name in next((names for names, _ in groups if raw in names), {raw}))

    def known(raw, at):
        names = next((names for names, _ in groups if raw in names), {raw})
        return any(name in named or _known_at(facts, name) < at for name in names)

    for at, a, b in aliases:
        if device(a) or device(b):
            continue
        forged = (at, a, b) not in vouched and is_proven(a) and is_proven(b)
        _join(groups, a, b, not (known(a, at) and known(b, at)) and not forged)
        named.add(b)
    for _, _, into, person, _ in merges:
        _join(groups, person, into, not device(person) and not device(into))
    return groups


def _known_at(facts, name):
    seen = [f.at for f in facts if isinstance(f, (Traits, Consent)) and f.person == name]
    seen += [f.at for f in facts if isinstance(f, Identified) and f.known == name]
    return min(seen, default=float("inf"))


def _join(groups, name, into, wanted):
    """Join two groups, kept as (names, head); a group is made of one name where there was none."""
    if not wanted:
        return
    first = next((g for g in groups if name in g[0]), ({name}, name))
    second = next((g for g in groups if into in g[0]), ({into}, into))
    if first[0] & second[0]:
        return
    groups[:] = [g for g in groups if g not in (first, second)] + [(first[0] | second[0], second[1])]


def _head(groups, raw):
    return next((head for names, head in groups if raw in names), raw)
