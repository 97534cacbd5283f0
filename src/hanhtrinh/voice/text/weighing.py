"""How one text feels, by the shipped words of feeling and the rules of both languages.

Every word of feeling counts once: turned round by a negator shortly before it, strengthened or softened by its
neighbours, believed less before a `but` and more behind it. A negator that turns nothing, a softener that softens
nothing and a wish count against. What counts for and against is kept apart, so that a mixed text is known as one.
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from hanhtrinh.voice.text.language import EN
from hanhtrinh.voice.text.lexicon import Entry, Kind, Lexicon, lexicon
from hanhtrinh.voice.text.normal import Words

# The numbers below were chosen by hand and kept where the train parts (docs/feeling.md) were read no worse by others.
REACH = 3
"""A negator turns a word that begins within so many units behind it: `không có gì ngon`."""
BARE_NOT, BARE_SOFT = -0.6, -0.4
"""What a negator that turns nothing counts, and a softener that softens nothing."""
TURNED_GOOD, TURNED_BAD, SO_SO = -0.85, -0.45, 0.6
"""What is left of a word that is turned: `not good` is nearly bad, `not bad` half good; not even so-so is bad too."""
SOFT_GOOD, SOFT_BAD = -0.5, 0.8
"""`hơi ngọt` counts so, whatever the word praises; of what is bad so much is left."""
WISHED, STILL_WISHED = 0.15, 0.5
"""How much of praise counts behind a wish, and one clause later."""
BEFORE_BUT, BEHIND_BUT, CONCEDED = 0.8, 1.1, 0.55
"""How far what stands before a `but`, behind one, and behind an `although` is believed."""
ASKED = 0.5
"""How much of a sentence counts that is a question."""
LOUDEST = 10.0
"""However often a word is strengthened, it counts no more."""
MOST_COMPARED = 50
"""So many words of a clause at most are turned by a comparison behind them."""
LONGEST_NOTHING = 10
"""Only so short a text is looked at for having nothing to say."""
CURVE = 2.5
"""How soon a feeling bends towards its end: one strong word (2) is 1.6 of the way."""
_NOWHERE = -99


class Weight(NamedTuple):
    """What was said for and against in one text (both ≥ 0), and the last clause's balance; `found` False: nothing.

    `values` are what counts for and against, `places` the units each was read at; `clauses` where clauses but the
    first begin.
    """

    good: float
    bad: float
    last: float
    wishes: int
    negations: int
    found: bool
    values: Sequence[float] = ()
    places: Sequence[int] = ()
    clauses: Sequence[int] = ()

    @property
    def total(self) -> float:
        """Return for minus against."""
        return self.good - self.bad


class _Weighing:
    """One text while it is being weighed."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self.units, self.bare, self.lexicon = words.units, words.bare, lexicon
        self.values: list[float] = []
        self.places: list[int] = []  # the unit each value was read at
        self.clauses: list[int] = []  # where clauses but the first begin
        self.sentence = 0  # where the sentence begins in `values`
        self.clause = 0
        self.clause_at = 0  # … in `units`
        self.last_end = _NOWHERE  # where the last word of feeling ended
        self.not_end = self.very_end = self.soft_end = _NOWHERE
        self.very = 1.0
        self.factor = 1.0
        self.wished = 1.0  # how much of what is good counts: less behind a wish
        self.not_value, self.turned = BARE_NOT, False
        self.wishes = self.negations = 0

    def run(self) -> Weight:
        units, bare, lexicon, at, size = self.units, self.bare, self.lexicon, 0, len(self.units)
        first = lexicon.root.following
        while at < size:
            node = first.get(units[at][0])
            if node is None or not (node.entries or (at + 1 < size and units[at + 1][0] in node.following)):
                at += 1
                continue
            found = lexicon.longest(units, at, bare)
            if found is None:
                at += 1
                continue
            entry, belief = found
            end = at + entry.length
            _RULES[entry.kind](self, entry, belief, at, end)
            at = end
        self.close(at)
        if self.values and size <= LONGEST_NOTHING and all(plain in lexicon.nothing for plain, _ in units):
            self.values, self.places = [], []
        good = bad = 0.0
        for value in self.values:
            if value > 0:
                good += value
            else:
                bad -= value
        last = sum(self.values[self.clause :]) or (self.values[-1] if self.values else 0.0)
        return Weight(
            good, bad, last, self.wishes, self.negations, bool(self.values), self.values, self.places, self.clauses
        )

    def feels(self, entry: Entry, belief: float, at: int, end: int) -> None:
        value = entry.value if entry.kind != Kind.BY else self.by(entry, at, end)
        if value:
            self.count(value * belief, at, end)
        else:
            self.plain(entry, belief, at, end)

    def by(self, entry: Entry, at: int, end: int) -> float:
        """Return what a word means by what it is said of: looked for before it in its clause, then right behind it."""
        units, cues = self.units, entry.cues
        for place in range(at - 1, max(self.clause_at, at - 6) - 1, -1):
            word = units[place][0]
            if place > self.clause_at:
                found = cues.get(f"{units[place - 1][0]} {word}")
                if found is not None:
                    return found
            found = cues.get(word)
            if found is not None:
                return found
        if end == len(units):
            return cues.get(".", entry.value)
        for place in range(end, min(end + 2, len(units))):
            word = units[place][0]
            found = cues.get(word)
            if found is None and place + 1 < len(units):
                found = cues.get(f"{word} {units[place + 1][0]}")
            if found is not None:
                return found
        return entry.value

    def count(self, value: float, at: int, end: int) -> None:
        if at - self.not_end <= REACH:
            value = TURNED_GOOD * max(value, SO_SO) if value > 0 else TURNED_BAD * value
            self.not_end = end if value < 0 else _NOWHERE
            self.turned = True
        if at - self.very_end <= 1:
            value *= self.very
        if at - self.soft_end <= 1:
            value = SOFT_GOOD if value > 0 else SOFT_BAD * value
            self.soft_end = _NOWHERE
        if value > 0:
            value *= self.wished
        self.add(value * self.factor, at)
        self.last_end = end

    def add(self, value: float, at: int) -> None:
        self.values.append(value)
        self.places.append(at)

    def negate(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.flush_not(at)
        self.not_end, self.not_value, self.turned = end, entry.value or BARE_NOT, False
        self.negations += 1

    def strengthen(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.very = entry.value if at != self.very_end else min(self.very * 1.1, LOUDEST)
        self.very_end = end
        if at - self.not_end <= 1:
            self.not_end = end

    def strengthen_last(self, entry: Entry, belief: float, at: int, end: int) -> None:
        if self.values and self.last_end == at:
            self.values[-1] = max(-LOUDEST, min(LOUDEST, self.values[-1] * entry.value))
            self.last_end = end
        else:
            self.strengthen(entry, belief, at, end)

    def soften(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.soft_end = end

    def turn(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.close(at)
        for place in range(self.sentence, len(self.values)):
            self.values[place] *= BEFORE_BUT
        self.sentence = len(self.values)
        self.begin(end)
        self.factor, self.wished = BEHIND_BUT, 1.0

    def concede(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.close(at)
        self.begin(end)
        self.factor = CONCEDED

    def wish(self, entry: Entry, belief: float, at: int, end: int) -> None:
        if self.wished == 1.0:
            self.add(entry.value * belief * self.factor, at)
        self.wished = WISHED
        self.wishes += 1
        self.last_end = _NOWHERE

    def compare(self, entry: Entry, belief: float, at: int, end: int) -> None:
        """`tốt hơn` at the end of a clause asks for more; `tốt hơn máy cũ` compares."""
        following = self.units[end][0] if end < len(self.units) else "."
        asks = following in (".", ",", "nua", "de", "va")
        if self.wished == 1.0 and (asks or self.last_end == at):
            for place in range(max(self.clause, len(self.values) - MOST_COMPARED), len(self.values)):
                if self.values[place] > 0:
                    self.values[place] *= -0.35 if asks else 0.7

    def plain(self, entry: Entry, belief: float, at: int, end: int) -> None:
        if at - self.not_end <= 1:
            self.not_end = _NOWHERE

    def flush_not(self, at: int) -> None:
        if self.not_end != _NOWHERE:
            if (self.not_end < at or self.not_value <= -1) and not self.turned:
                self.add(self.not_value * self.factor, self.not_end - 1)
            self.not_end = _NOWHERE

    def close(self, at: int) -> None:
        """End a clause: what was left open counts."""
        self.flush_not(at)
        if self.soft_end != _NOWHERE:
            if self.soft_end < at:
                self.add(BARE_SOFT * self.factor, self.soft_end - 1)
            self.soft_end = _NOWHERE

    def begin(self, end: int) -> None:
        self.clause, self.clause_at = len(self.values), end
        self.clauses.append(end)
        self.wished = 1.0 if self.wished != WISHED else STILL_WISHED
        self.last_end = _NOWHERE

    def pause(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.close(at)
        if self.factor < 1:
            self.factor = 1.0
        self.begin(end)

    def end(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.pause(entry, belief, at, end)
        self.factor = self.wished = 1.0
        self.sentence = len(self.values)

    def asked(self, entry: Entry, belief: float, at: int, end: int) -> None:
        self.close(at)
        for place in range(self.sentence, len(self.values)):
            self.values[place] *= ASKED
        self.end(entry, belief, at, end)


_RULES = {
    Kind.FEELS: _Weighing.feels,
    Kind.BY: _Weighing.feels,
    Kind.NOT: _Weighing.negate,
    Kind.VERY: _Weighing.strengthen,
    Kind.AFTER: _Weighing.strengthen_last,
    Kind.SOFT: _Weighing.soften,
    Kind.BUT: _Weighing.turn,
    Kind.THOUGH: _Weighing.concede,
    Kind.WISH: _Weighing.wish,
    Kind.MORE: _Weighing.compare,
    Kind.PLAIN: _Weighing.plain,
    Kind.END: _Weighing.end,
    Kind.PAUSE: _Weighing.pause,
    Kind.ASKED: _Weighing.asked,
}


def weigh(words: Words, lexicon: Lexicon) -> Weight:
    """Return what a text says for and against."""
    return _Weighing(words, lexicon).run()


def feeling_of(weight: Weight) -> float:
    """Return a weight as a feeling on −2…2: one strong word is 1.6 of the way, more of them come closer to the end."""
    total = weight.total
    return 2.0 * total / sqrt(total * total + CURVE)


def confidence_of(weight: Weight) -> float:
    """Return how far a weight can be believed, 0…1: much that says the same."""
    return abs(weight.total) / (weight.good + weight.bad + 1.0)


def weigh_all(words: Sequence[Words]) -> list[Weight]:
    """Return every text's weight by the shipped words of its language."""
    vietnamese, english = lexicon("vi"), lexicon("en")
    return [weigh(one, english if one.language == EN else vietnamese) for one in words]
