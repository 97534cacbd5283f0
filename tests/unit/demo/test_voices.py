"""What the demo company's customers write is real Vietnamese, fits the score, and blames what is to blame."""

import unicodedata

import numpy as np
import polars as pl
import pytest

from hanhtrinh.demo.company import Company
from hanhtrinh.demo.sampling import NEVER, Said, draw_passes, draw_said, moods
from hanhtrinh.demo.voices import BANDS, STYLES, TAILS, Voices, band_of, sentence_groups, teencode
from hanhtrinh.i18n import without_marks

GROUPS = sentence_groups()
AS_OF = 1_795_309_200


def all_typed() -> set[str]:
    """Return every sentence in every way of typing it."""
    return {style(sentence) for group in GROUPS for sentence in group.say for _, style in STYLES}


def said_about(company: Company, key: str) -> tuple[Said, pl.Series]:
    """Return what some people answered to a survey, with their texts."""
    random = np.random.default_rng(3)
    passes = draw_passes(company, 30_000, random, AS_OF, 7 * 3_600, np.ones(4))
    said = draw_said(company, passes, key, random, moods(3, company.surveys[key], len(passes)))
    return said, Voices().texts(key, company.surveys[key], said, random)


def test_there_is_much_to_say() -> None:
    """There are well over 150 different sentences, each said once, at every survey and with every kind of score."""
    sentences = [sentence for group in GROUPS for sentence in group.say]
    assert len(sentences) == len(set(sentences)) > 200
    places = {(group.at, group.band) for group in GROUPS if not group.cause}
    asked = [key for key, survey in Company().every_survey.items() if any(survey.comments)]
    assert places == {(key, band) for key in asked for band in BANDS}


def test_valid_vietnamese() -> None:
    """Every text is in composed form, of printable characters, and both ways of typing occur."""
    typed = all_typed() | {style(tail) for tails in TAILS.values() for tail in tails for _, style in STYLES}
    for text in typed:
        assert unicodedata.is_normalized("NFC", text)
        assert text.isprintable()
        assert text == text.strip() != ""
    plain = {text for text in typed if text.isascii()}
    assert len(plain) > 200
    assert len(typed - plain) > 200


def test_diacritics_and_shorthand() -> None:
    """Diacritics go letter by letter; shorthand replaces whole words only."""
    assert without_marks("Đặt xong mới để ý, giao trễ quá!") == "Dat xong moi de y, giao tre qua!"
    assert teencode("mình không được báo gì, khôngg") == "mk ko dc báo j, khôngg"


def test_causes_are_those_of_the_surveys() -> None:
    """Each cause that sentences are kept for can lie behind an answer there."""
    for group in GROUPS:
        assert group.cause in ("", *Company().every_survey[group.at].scores)


def test_texts_fit_the_score() -> None:
    """Each text is one of those for the answer's survey and score, whatever its typing and ending."""
    company = Company()
    for key in ("csat_delivery", "csat_cart", "nps"):
        said, texts = said_about(company, key)
        bands = band_of(company.surveys[key], said.score)
        known = {
            band: [
                style(sentence).rstrip(".")
                for group in GROUPS
                if (group.at, group.band) == (key, band)
                for sentence in group.say
                for _, style in STYLES
            ]
            for band in BANDS
        }
        for text, band in list(zip(texts.to_list(), bands.tolist(), strict=True))[:2_000]:
            assert text is None or any(text.startswith(begin) for begin in known[BANDS[band]]), (text, band)


def test_only_those_who_answer_write() -> None:
    """There is no text without an answer, and not with every answer."""
    said, texts = said_about(Company(), "csat_delivery")
    written = texts.is_not_null().to_numpy()
    assert not np.any(written & (said.answered == NEVER))
    assert 0.2 < written[said.answered != NEVER].mean() < 0.8


@pytest.mark.parametrize("hurts", [True, False])
def test_lateness_is_blamed_where_it_hurts(hurts: bool) -> None:
    """Unhappy people speak of lateness where it is the cause, and nobody does where it is not."""
    company = Company() if hurts else Company().without_late_cause()
    _, texts = said_about(company, "csat_delivery")
    about_late = [s for g in GROUPS if (g.at, g.cause) == ("csat_delivery", "late") for s in g.say]
    typed = tuple(style(sentence).rstrip(".") for sentence in about_late for _, style in STYLES)
    share = np.mean([text.startswith(typed) for text in texts.drop_nulls().to_list()])
    assert share > 0.15 if hurts else share == 0


def test_bands() -> None:
    """Scores fall into three bands: 1–2, 3, 4–5 of five; 0–6, 7–8, 9–10 of ten."""
    surveys = Company().surveys
    assert band_of(surveys["csat_delivery"], np.arange(1, 6)).tolist() == [0, 0, 1, 2, 2]
    assert band_of(surveys["nps"], np.arange(11)).tolist() == [0] * 7 + [1, 1, 2, 2]
