"""Drafts held against the truth of the demo company, and the demo company in other clothes."""

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl

from hanhtrinh.demo.company import EVENTS, STEPS
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.measures.draft.shapes import AsideProposal, StageProposal, StepProposal
from hanhtrinh.measures.journey_reading import touchpoint_rules

TRUE_STAGES = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6)
"""The stage of each of the fourteen steps, as the online-retail template has them."""

RIGHT = 0.9
"""A step is found where its touchpoint and the truth share at least this much of all events of either (Jaccard)."""


def in_codes(table, seed=7):
    """Return the same events with meaningless names, without the pages and products that would tell them apart."""
    names = sorted(table["event"].unique())
    codes = [f"e{number:02d}" for number in range(len(names))]
    random.Random(seed).shuffle(codes)
    told = pl.col("event").replace_strict(names, codes)
    return table.with_columns(event=told).drop("p_path", "p_product", "p_topic", strict=False)


def as_page_views(table):
    """Return the same events as a tag on every page would send them: one name, and the address with a query now and
    then.
    """
    path, campaign = pl.col("p_path"), pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("?utm_source=zalo"))
    address = "https://nhamay.example" + path + campaign.otherwise(pl.lit(""))
    seen = pl.when(path.is_not_null())
    return table.with_columns(
        event=seen.then(pl.lit("page_view")).otherwise(pl.col("event")), p_path=seen.then(address)
    )


def with_truth(workspace, change=lambda table: table, also=None):
    """Return a workspace's frame, its events changed, and the true step of every event, −1 where it is on none.

    `also` names further events that belong to a step, as where scrolling a page is seeing it.
    """
    table = workspace.lake.scan().collect()
    places = {name: EVENTS.index(same) for name, same in ({name: name for name in EVENTS} | (also or {})).items()}
    truth = pl.Series("p_truth", [float(places.get(name, -1)) for name in table["event"]])
    changed = change(table).with_columns(truth)
    frame = build_frame(reader_of(changed), workspace.instruments(), zone=workspace.time_zone)
    column = frame.columns["truth"]
    told = column.values.to_numpy()[column.codes.astype(np.int64) - 1]
    return replace(frame, columns={n: c for n, c in frame.columns.items() if n != "truth"}), told


def found_steps(frame, journey, truth):
    """Return true step → position of the step on the draft that has its events (at least `RIGHT` of both).

    `truth` is the true step of every event in frame order, −1 where there is none.
    """
    lens = compile_lens(touchpoint_rules(journey), frame.columns)
    touch = touches(lens, frame)
    found = {}
    for position, step in enumerate(journey.steps):
        mine = touch == lens.touchpoints.index(step.touchpoint) + 1
        for true in range(len(STEPS)):
            theirs = truth == true
            if np.count_nonzero(mine & theirs) >= RIGHT * max(1, np.count_nonzero(mine | theirs)):
                found[true] = position
    return found


def tau(pairs):
    """Return Kendall's τ-b of (x, y) pairs: 1 where they are in the same order."""
    agree = ties_x = ties_y = total = 0
    for (a, b), (c, d) in combinations(pairs, 2):
        x, y = np.sign(c - a), np.sign(d - b)
        agree += x * y
        ties_x += x == 0
        ties_y += y == 0
        total += 1
    return agree / max(1.0, float((total - ties_x) * (total - ties_y)) ** 0.5)


def step_tau(found):
    """Return τ between the true order of steps and the drafted one."""
    return tau(sorted(found.items()))


def stage_tau(journey, found):
    """Return τ between the true stages of the steps that were found and the stages they were given."""
    return tau([(TRUE_STAGES[true], journey.stage_of[position]) for true, position in sorted(found.items())])


def labels(draft):
    """Return the names of the events of each step, in order."""
    return [tuple(np.atleast_1d(p.touchpoint.match["event"])) for p in draft.proposals if isinstance(p, StepProposal)]


def aside(draft):
    """Return what was set aside: label → why."""
    return {p.label: p.why for p in draft.proposals if isinstance(p, AsideProposal)}


def stage_names(draft):
    """Return the stages' names in order."""
    return [p.name for p in draft.proposals if isinstance(p, StageProposal)]
