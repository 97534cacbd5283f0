"""Events → kinds: the candidates for touchpoints, and which of them every event is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.journey.rules import EVENT, All, Any, Rule
from hanhtrinh.measures.draft.kernels import count_people
from hanhtrinh.measures.draft.patterns import listed
from hanhtrinh.measures.draft.splits import Split, find_split
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.draft.words import same_name

I16 = npt.NDArray[np.int16]
I64 = npt.NDArray[np.int64]
NOTHING = -1
MOST_KINDS = 96
_MOST_OF = 0.9


@dataclass(frozen=True)
class Kind:
    """A candidate for a touchpoint: what it is called, the rule that recognises it, what is known of it.

    `names` are the event names it was found from, `page` the kind of page (empty: all of the event). `answered` and
    `asked` are the shares of its events that answer a survey or invite to one; `instrument` the survey most of the
    answers are of, where nine in ten are.
    """

    names: tuple[str, ...]
    rule: Rule
    page: str = ""
    concept: str | None = None
    generic: bool = False
    answered: float = 0.0
    asked: float = 0.0
    instrument: str | None = None

    @property
    def label(self) -> str:
        """What it is called in the data: the page where it is one, else the event's name."""
        return self.page or self.names[0]

    @property
    def is_answer(self) -> bool:
        """Whether its events are answers to surveys."""
        return self.answered >= _MOST_OF

    @property
    def is_invitation(self) -> bool:
        """Whether its events are invitations to surveys: something the company did."""
        return self.asked >= _MOST_OF


@dataclass(frozen=True)
class Kinds:
    """Candidates and the code of every event of the view: a position in `kinds`, or NOTHING.

    `left_over` are event names too rare to be looked at where there are very many, `splits` how pages were told apart,
    by event name.
    """

    kinds: tuple[Kind, ...]
    code: I16
    left_over: tuple[str, ...] = ()
    splits: Mapping[str, Split] | None = None

    def keep(self, wanted: Sequence[int]) -> "Kinds":
        """Return some of the kinds, coded anew in the order given."""
        table = np.full(len(self.kinds) + 1, NOTHING, np.int16)
        table[list(wanted)] = np.arange(len(wanted), dtype=np.int16)
        return replace(self, kinds=tuple(self.kinds[k] for k in wanted), code=table[self.code])

    def merged(self, group: Sequence[int]) -> "Kinds":
        """Return the kinds with each one's events counted as those of the kind `group` names for it."""
        heads = sorted(set(group))
        table = np.full(len(self.kinds) + 1, NOTHING, np.int16)
        table[:-1] = [heads.index(g) for g in group]
        kinds = tuple(_joined([k for k, g in zip(self.kinds, group, strict=True) if g == head]) for head in heads)
        return replace(self, kinds=kinds, code=table[self.code])


def _joined(kinds: Sequence[Kind]) -> Kind:
    """Return kinds as one: the first with the others' names and rules beside its own."""
    if len(kinds) == 1:
        return kinds[0]
    names = tuple(dict.fromkeys(name for kind in kinds for name in kind.names))
    whole = [kind for kind in kinds if not kind.page]
    rules: list[Rule] = [name_rule(tuple(n for kind in whole for n in kind.names))] if whole else []
    rules += [kind.rule for kind in kinds if kind.page]
    rule = rules[0] if len(rules) == 1 else Any(tuple(rules))
    return replace(kinds[0], names=names, rule=rule, page=kinds[0].page if not whole else "")


def name_rule(names: Sequence[str]) -> Rule:
    """Return the rule for events of these names."""
    unique = tuple(dict.fromkeys(names))
    return listed(EVENT, unique)


def find_kinds(view: View, vocabulary: Vocabulary) -> Kinds:
    """Return the kinds of events: by name, names that differ in spelling alone together, pages told apart by path."""
    column = view.column(EVENT)
    groups = _spellings(column.values)
    frequent, group_of = _frequent(view, groups, column.values)
    coded = np.concatenate([[NOTHING], group_of]).astype(np.int16)[column.codes]
    labels = [min(groups[g]) for g in frequent]
    splits = [_split(view, coded, g, labels, vocabulary) for g in range(len(frequent))]
    kinds: list[Kind] = []
    code = np.full(len(coded), NOTHING, np.int16)
    for g, split in enumerate(splits):
        mine = coded == g
        names = tuple(sorted(groups[frequent[g]]))
        if split is None:
            code[mine] = len(kinds)
            kinds.append(_whole(names, vocabulary))
        else:
            table = np.concatenate([[NOTHING], np.where(split.group >= 0, split.group + len(kinds), NOTHING)])
            code[mine] = table.astype(np.int16)[view.codes(split.property)[mine]]
            kinds += _pages(names, split, vocabulary)
    left = tuple(sorted(n for g in set(groups) - set(frequent) for n in groups[g]))
    found = {labels[g]: split for g, split in enumerate(splits) if split is not None}
    return _with_voice(view, _limited(Kinds(tuple(kinds), code, left, found)))


def _spellings(values: pl.Series) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in values:
        groups.setdefault(same_name(name), []).append(name)
    return groups


def _frequent(view: View, groups: Mapping[str, list[str]], values: pl.Series) -> tuple[list[str], I64]:
    """Return the groups that most people have, and the position among them of every event name (NOTHING: of none)."""
    of_name = {name: g for g, (_, names) in enumerate(groups.items()) for name in names}
    group_of = np.array([of_name[name] for name in values], np.int64)
    people = np.zeros(len(groups), np.int64)
    count_people(view.bounds, group_of[view.codes(EVENT).astype(np.int64) - 1], people)
    keys = list(groups)
    chosen = sorted(range(len(keys)), key=lambda g: (-people[g], keys[g]))[:MOST_KINDS]
    chosen = sorted((g for g in chosen if people[g]), key=lambda g: keys[g])
    place = np.full(len(keys), NOTHING, np.int64)
    place[chosen] = np.arange(len(chosen))
    return [keys[g] for g in chosen], place[group_of]


def _split(view: View, coded: I16, g: int, labels: Sequence[str], vocabulary: Vocabulary) -> Split | None:
    return find_split(view, coded, g, generic=vocabulary.is_generic(labels[g]), vocabulary=vocabulary)


def _whole(names: tuple[str, ...], vocabulary: Vocabulary) -> Kind:
    concept = next(filter(None, map(vocabulary.concept_of, names)), None)
    return Kind(names, name_rule(names), concept=concept, generic=vocabulary.is_generic(names[0]))


def _pages(names: tuple[str, ...], split: Split, vocabulary: Vocabulary) -> list[Kind]:
    event = name_rule(names)
    return [
        Kind(names, _both(event, rule), page=label, concept=_concept_of_page(words, label, vocabulary))
        for label, words, rule in zip(split.labels, split.words, split.rules, strict=True)
    ]


def _both(event: Rule, page: Rule) -> Rule:
    return All((event, *page.rules)) if isinstance(page, All) else All((event, page))


def _concept_of_page(words: tuple[str, ...], label: str, vocabulary: Vocabulary) -> str | None:
    """Return the concept of a page: its last fixed segment's, else that of all of them, else the first's."""
    if not words:
        return "home" if label == "/" and "home" in vocabulary.concepts else None
    tries = (words[-1], " ".join(words), *words[-2::-1])
    return next(filter(None, map(vocabulary.concept_of, tries)), None)


def _limited(kinds: Kinds) -> Kinds:
    if len(kinds.kinds) <= MOST_KINDS:
        return kinds
    counts = np.bincount(kinds.code[kinds.code >= 0], minlength=len(kinds.kinds))
    largest = sorted(range(len(kinds.kinds)), key=lambda k: (-counts[k], k))[:MOST_KINDS]
    return kinds.keep(sorted(largest))


def _with_voice(view: View, kinds: Kinds) -> Kinds:
    """Return the kinds with the shares of answers and invitations among their events."""
    answers = view.frame.answers
    place = view.positions(answers.event)
    here = place >= 0
    code, size = kinds.code[place[here]], len(kinds.kinds)
    asked, instrument = answers.asked[here], answers.instrument[here]
    total = np.maximum(1, np.bincount(kinds.code[kinds.code >= 0], minlength=size))
    found = []
    for k, kind in enumerate(kinds.kinds):
        mine = code == k
        said = instrument[mine & ~asked]
        most = np.bincount(said).argmax() if len(said) else NOTHING
        one = len(said) and np.count_nonzero(said == most) >= _MOST_OF * len(said)
        found.append(
            replace(
                kind,
                answered=float(len(said) / total[k]),
                asked=float(np.count_nonzero(mine & asked) / total[k]),
                instrument=sorted(view.frame.instruments)[most] if one else None,
            )
        )
    return replace(kinds, kinds=tuple(found))
