"""The way through a survey, slowly: one page at a time, every condition looked up anew, no state but the answers."""

from hanhtrinh.voice.surveys.model import Answers, Survey, Test, When


def slow_way(survey: Survey, answers: Answers) -> tuple[list[str], Answers]:
    """Return the pages met and the answers that count, for tests `answered`, `at_least` and `is` on numbers."""
    pages: list[str] = []
    counted: Answers = {}
    keys = [page.key for page in survey.pages]
    here = 0
    while here < len(keys):
        page = survey.pages[here]
        shown = [one for one in page.questions if _shown(one.show, counted, answers, one.key)]
        if shown or not page.questions:
            pages.append(page.key)
        there = here + 1
        for jump in page.jumps:
            if _holds(jump.when, counted):
                if jump.to == "end":
                    there = len(keys)
                elif jump.to in keys and keys.index(jump.to) > here:
                    there = keys.index(jump.to)
                break
        here = there
    return pages, counted


def _shown(show: When | None, counted: Answers, answers: Answers, key: str) -> bool:
    if show is not None and not _holds(show, counted):
        return False
    if key in answers:
        counted[key] = answers[key]
    return True


def _holds(when: When, counted: Answers) -> bool:
    every = [_true(test, counted) for test in when.all]
    some = [_true(test, counted) for test in when.any]
    return False not in every and (not some or True in some)


def _true(test: Test, counted: Answers) -> bool:
    value = counted.get(test.of)
    if test.op == "answered":
        return value is not None
    if value is None:
        return False
    return float(value) >= test.values[0] if test.op == "at_least" else float(value) in test.values
