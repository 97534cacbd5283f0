"""Use case: what people corrected is learned from, by a job that tells how far it is.

A model reads a workspace's texts only where it read held-out texts better than the themes' words alone. Texts are
looked up by the digest of their correction: what nobody says any more, because a person was erased, is not learned
from, and its correction is dropped.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.jobs import Tell
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.feelings import FeelingReport, count_pairs, learn_feelings
from hanhtrinh.app.themes.heard import heard
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.texts import KeptModel
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.text.correcting import Correction, digest_of
from hanhtrinh.voice.text.learning import FEWEST
from hanhtrinh.voice.text.matching import Matcher
from hanhtrinh.voice.text.normal import read_all
from hanhtrinh.voice.text.theme_learning import HeldOut, Taught, learn

KIND = "learn_themes"
FEWEST_TEXTS = 20
"""Fewest corrected texts that are learned from."""
ANEW = 1.2
"""Learned again by itself when there are a fifth more corrections than last time …"""
EVERY = 24 * 3_600 * MICROSECONDS
"""… and at most so often."""
_SERVER = Actor(kind="server", id="server")


class Line(msgspec.Struct, frozen=True):
    """One theme on held-out texts: how many spoke of it, the F1 of its words and of what reads it now."""

    theme: str
    n: int
    words: float
    learned: float
    used: bool
    right: int
    wrong: int
    missed: int


class Report(msgspec.Struct, frozen=True):
    """What the last learning reached: in how many texts, micro-F1 by words and learned, and theme by theme."""

    n: int
    words: float
    learned: float
    lines: tuple[Line, ...]


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says of learning: how many texts were corrected and how many said with a score (`pairs`), what came
    of each last, the job under way.
    """

    corrected: int
    needed: int
    pairs: int = 0
    feeling: FeelingReport | None = None
    used: bool = False
    at: int | None = None
    report: Report | None = None
    job: Job | None = None

    @property
    def enough(self) -> bool:
        """Whether there is anything to learn from."""
        return self.corrected >= self.needed or self.pairs >= FEWEST


def see_learned(actor: Actor, space: Space, desk: ThemeDesk) -> Learned:
    """Return how good what is learned is."""
    require(actor, space.id, Right.SEE_VOICE)
    kept, jobs = desk.texts.model(space.id, "themes"), desk.jobs.of(space.id, KIND, 1)
    felt = desk.texts.model(space.id, "feeling")
    count = sum(c.themes is not None for c in desk.texts.corrections(space.id).values())
    return Learned(
        corrected=count, needed=FEWEST_TEXTS, pairs=count_pairs(space, desk),
        feeling=msgspec.json.decode(felt.report, type=FeelingReport) if felt else None,
        used=bool(kept and kept.used), at=kept.at if kept else None,
        report=msgspec.json.decode(kept.report, type=Report) if kept else None, job=jobs[0] if jobs else None,
    )  # fmt: skip


def ask_to_learn(actor: Actor, space: Space, desk: ThemeDesk) -> str:
    """Have the corrections learned from and return the job that does it; InputError where there are too few."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    seen = see_learned(actor, space, desk)
    if not seen.enough:
        raise InputError("themes.too_few", given=seen.corrected, needed=FEWEST_TEXTS)
    if seen.job is not None and not seen.job.ended:
        return seen.job.id
    return _queued(actor.id, space, desk)


def learn_when_due(space: Space, desk: ThemeDesk) -> str | None:
    """Have the corrections learned from where there are enough new ones and the last time is long enough ago."""
    seen = see_learned(_SERVER, space, desk)
    if seen.job is not None and (not seen.job.ended or desk.clock() - seen.job.created_at < EVERY):
        return None
    themes = seen.corrected >= max(FEWEST_TEXTS, (seen.report.n if seen.report else 0) * ANEW)
    feelings = seen.pairs >= max(FEWEST, (seen.feeling.of if seen.feeling else 0) * ANEW)
    if not (themes or feelings):
        return None
    return _queued("server", space, desk)


def _queued(by: str, space: Space, desk: ThemeDesk) -> str:
    now = desk.clock()
    job = Job(id=desk.new_id(), workspace=space.id, kind=KIND, asked={}, by=by, created_at=now, changed_at=now)
    desk.jobs.add(job)
    return job.id


def do_learn(space: Space, desk: ThemeDesk, tell: Tell) -> Mapping[str, Any]:
    """Learn from a workspace's corrections and scored answers, keep what is better, and return how it went."""
    tell({"done": 0, "of": 1})
    # In this order: what is corrected while texts are looked through is not taken for what nobody says any more.
    corrections, texts = desk.texts.corrections(space.id), _by_digest(space, desk)
    desk.texts.drop_corrections(space.id, [digest for digest in corrections if digest not in texts])
    result: dict[str, Any] = {}
    if sum(one.themes is not None for one in corrections.values()) >= FEWEST_TEXTS:
        result |= _learn_themes(space, desk, tell, texts, corrections)
    tell({"done": 1, "of": 1})
    result |= learn_feelings(space, desk, {texts[d]: c.feeling for d, c in corrections.items() if d in texts})
    desk.readers.look_again(space)
    return result


def _learn_themes(
    space: Space, desk: ThemeDesk, tell: Tell, texts: Mapping[str, str], corrections: Mapping[str, Correction]
) -> Mapping[str, Any]:
    reader = desk.readers.of(space)
    chosen = [(texts[d], c.themes) for d, c in corrections.items() if d in texts and c.themes is not None]
    if len(chosen) < FEWEST_TEXTS:
        return {"n": len(chosen), "better": False}
    words, matcher = read_all([text for text, _ in chosen]), Matcher(reader.taxonomy)
    found = [matcher.hits(one) for one in words]
    labels = np.array([reader.mask_of(themes) for _, themes in chosen], np.uint64)
    taught = learn(words, found, labels, reader.themes, lambda done, of: tell({"done": done, "of": of}))
    report = report_of(taught)
    desk.texts.put_model(
        space.id,
        KeptModel("themes", taught.model.to_bytes(), len(chosen), taught.better, _json(report), desk.clock()),
    )
    return {"n": len(chosen), "better": taught.better}


def _by_digest(space: Space, desk: ThemeDesk) -> dict[str, str]:
    """Return every text by the digest its correction would have."""
    all_texts = heard(space, desk)
    return {digest_of(text): text for text in all_texts.texts(np.arange(len(all_texts)))}


def report_of(taught: Taught) -> Report:
    """Return what was reached, theme by theme."""
    held: HeldOut = taught.held_out
    lines = [
        Line(
            theme, seeds.right + seeds.missed, seeds.f1, learned.f1, better and taught.better,
            learned.right, learned.wrong, learned.missed,
        )
        for theme, seeds, learned, better in zip(
            held.themes, held.seeds, held.learned, taught.model.better, strict=True
        )
    ]  # fmt: skip
    known = tuple(line for line in lines if line.n or line.wrong)
    return Report(held.n, held.micro(held.seeds), held.micro(held.learned), known)


def _json(report: Report) -> str:
    return msgspec.json.encode(report).decode()
