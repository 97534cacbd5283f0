"""Alignment the slow, obvious way: every way through the map and every way of moving along it, by exhaustive search.

The model is a list of blocks up to the furthest reached; from a state (visits done, block, steps of the block done) one
may do the visit only (cost 1), do a step of the block only (cost 1, optional 0), do both at once where they are the
same step (cost 0), or go on to the next block once the block is done. In the furthest block, steps that were never
visited need not be done.
"""

from functools import cache


def blocks_of(steps):
    """Return the blocks of [(key, optional, parallel, measured)]: positions; `parallel` joins all between."""
    keys = [key for key, *_ in steps]
    together = set()
    for i, (_, _, parallel, _) in enumerate(steps):
        if parallel in keys:
            j = keys.index(parallel)
            together |= set(range(min(i, j) + 1, max(i, j) + 1))
    blocks = []
    for i in range(len(steps)):
        if i in together:
            blocks[-1].append(i)
        else:
            blocks.append([i])
    return blocks


def align(visits, steps):
    """Return (cost, kept positions, {step: what became of it}) of a sequence of step positions."""
    blocks = blocks_of(steps)
    block_of = {step: b for b, block in enumerate(blocks) for step in block}
    furthest = max(block_of[v] for v in visits)
    model = [list(block) for block in blocks[: furthest + 1]]
    free = {s for s, (_, optional, _, measured) in enumerate(steps) if optional or not measured}
    free |= {s for s in model[-1] if s not in visits}

    @cache
    def ways(i, b, done):
        """Return (cost, every set of kept positions at that cost) from here to the end."""
        if b == len(model):
            return len(visits) - i, frozenset({()})
        found = []
        if all(s in done for s in model[b]):
            found.append(ways(i, b + 1, frozenset()))
        if i < len(visits):
            cost, kept = ways(i + 1, b, done)
            found.append((cost + 1, kept))
        for s in model[b]:
            if s not in done:
                cost, kept = ways(i, b, done | {s})
                found.append((cost + (s not in free), kept))
                if i < len(visits) and visits[i] == s:
                    cost, kept = ways(i + 1, b, done | {s})
                    found.append((cost, frozenset((i, *rest) for rest in kept)))
        least = min(cost for cost, _ in found)
        return least, frozenset().union(*(kept for cost, kept in found if cost == least))

    cost, every = ways(0, 0, frozenset())
    kept = min(every)
    return cost, kept, fates(visits, kept, free, block_of, furthest)


def fates(visits, kept, free, block_of, furthest):
    """Return what became of each step, in words."""
    good, result = {visits[i] for i in kept}, {}
    for step, block in block_of.items():
        words = set()
        if visits.count(step) == 0 and block <= furthest and step not in free:
            words.add("skipped")
        if visits.count(step) > 1:
            words.add("repeated")
        if step in visits and step not in good:
            words.add("out_of_order")
        result[step] = words
    return result
