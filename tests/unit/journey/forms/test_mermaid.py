"""Our own Mermaid diagrams: readable, kept exactly, and open to edits by hand."""

from hanhtrinh.i18n import Localized
from hanhtrinh.journey.forms.mermaid import MERMAID
from hanhtrinh.journey.forms.mermaid.write import write
from hanhtrinh.journey.model import Channel, Feeling, Journey, Pain, Persona, Stage, Step, Touchpoint
from tests.unit.journey.forms.sketches import keys

SHOP = Journey(
    key="shop",
    name=Localized(vi="Mua hàng", en="Buying"),
    persona="lan",
    personas={"lan": Persona(name="Lan, 29 tuổi")},
    channels={"web": Channel(name="Website")},
    touchpoints={"cart": Touchpoint(name=Localized(vi="Giỏ hàng", en="Cart"), channel="web")},
    stages=(
        Stage(
            key="look",
            name="Tìm hiểu",
            phase="before",
            steps=(Step(key="ad", name="Quảng cáo: 50%; #1", feeling=Feeling(score=0.6)),),
        ),
        Stage(
            key="buy",
            name="Mua",
            phase="during",
            steps=(Step(key="cart", touchpoint="cart", pains=(Pain(text="phí ẩn"),)), Step(key="pay", name="title")),
        ),
    ),
)
TEXT = """journey
    title Mua hàng
    %% hanhtrinh/1 vi
    %% @key: "shop"
    %% @name: {"vi":"Mua hàng","en":"Buying"}
    %% @persona: "lan"
    %% @personas.lan: {"name":"Lan, 29 tuổi"}
    %% @channels.web: {"name":"Website"}
    %% @touchpoints.cart: {"name":{"vi":"Giỏ hàng","en":"Cart"},"channel":"web"}
    section Tìm hiểu
        %% @stage: "look"
        %% @name: "Tìm hiểu"
        %% @phase: "before"
        Quảng cáo#58; 50%#59; #35;1: 3.6: Lan
            %% @step: "ad"
            %% @name: "Quảng cáo: 50%; #1"
            %% @feeling: {"score":0.6}
    section Mua
        %% @stage: "buy"
        %% @name: "Mua"
        %% @phase: "during"
        Giỏ hàng: 3: Lan, Website
            %% @step: "cart"
            %% @touchpoint: "cart"
            %% @pains: [{"text":"phí ẩn"}]
        #116;itle: 3: Lan
            %% @step: "pay"
            %% @name: "title"
"""


def changed(*replacements: tuple[str, str]) -> tuple[Journey, list[str]]:
    text = TEXT
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    journey, findings = MERMAID.read(text, "map.mmd")
    assert journey is not None, findings
    return journey, keys(list(findings))


def test_written() -> None:
    """What a diagram shows is plain; what it cannot show stands in comment lines beside it."""
    assert write(SHOP, "vi") == TEXT
    assert MERMAID.read(TEXT, "map.mmd") == (SHOP, ())


def test_titles_and_sections_renamed() -> None:
    """A changed title or section changes that language's name; the stage keeps its key and phase."""
    journey, said = changed(("title Mua hàng", "title Đi chợ"), ("section Mua", "section Đặt mua"))
    assert journey.name == Localized(vi="Đi chợ", en="Buying")
    assert (journey.stages[1].key, journey.stages[1].name, journey.stages[1].phase) == ("buy", "Đặt mua", "during")
    assert said == []


def test_name_of_a_touchpoint_changed() -> None:
    """A step that is called after its touchpoint gets a name of its own when its line is changed."""
    journey, said = changed(("Giỏ hàng: 3", "Giỏ: 1"))
    cart = journey.steps[1]
    assert (cart.name, cart.feeling.score, cart.touchpoint) == (Localized(vi="Giỏ", en="Cart"), -2, "cart")
    assert journey.touchpoints == SHOP.touchpoints
    assert said == []


def test_exact_score_survives() -> None:
    """A score that was rounded for the eye stays exact while the line shows the same."""
    fine = Journey(key="k", name="K", stages=(Stage(key="s", name="S", phase="during", steps=(Step(
        key="t", name="T", feeling=Feeling(score=0.123456)),)),))  # fmt: skip
    assert "T: 3.1" in write(fine, "en")
    journey, _ = MERMAID.read(write(fine, "en"), "map.mmd")
    assert journey == fine


def test_removed_lines() -> None:
    """A task or section that was deleted is gone, with a word about it; tasks left behind join the section above."""
    journey, said = changed(("        Giỏ hàng: 3: Lan, Website\n", ""), ("    section Mua\n", ""))
    assert [stage.key for stage in journey.stages] == ["look"]
    assert [step.key for step in journey.steps] == ["ad", "pay"]
    assert said == ["mermaid_stage_gone", "mermaid_step_gone"]


def test_added_section() -> None:
    """A new section becomes a stage in the phase its name or the stage before tells."""
    text = TEXT + "    section Sau khi mua\n        Nhận hàng: 5: Lan\n    section Khác\n"
    journey, findings = MERMAID.read(text, "map.mmd")
    assert journey is not None
    assert [(stage.key, stage.phase) for stage in journey.stages[2:]] == [("sau-khi-mua", "after"), ("khac", "after")]
    assert journey.steps[-1].feeling.score == 2
    assert keys(list(findings)) == ["mermaid_new_stage", "mermaid_new_step", "mermaid_new_stage"]


def test_changed_actors_and_broken_scores_are_told() -> None:
    """Who takes part is not read back, and no score is made of what is none; both are said."""
    journey, said = changed(("#116;itle: 3: Lan", "#116;itle: gut: Lan, Minh"))
    assert journey == SHOP
    assert said == ["mermaid_score", "mermaid_actors"]


def test_broken_comments_are_refused_with_their_line() -> None:
    """A comment line that is no JSON any more, or not what its field may hold, is an error at its line."""
    for old, new, line in (
        ('"before"', '"before', 13),
        ('"before"', '"sooner"', 13),
        ('{"score":0.6}', '{"score":6}', 17),
    ):
        journey, findings = MERMAID.read(TEXT.replace(old, new, 1), "map.mmd")
        assert journey is None
        assert [(finding.severity, finding.line) for finding in findings] == [("error", line)]


def test_own_words_of_others_survive_windows() -> None:
    """Line ends and indents that an editor or a chat changed do not matter."""
    text = "\ufeff" + "\r\n".join(line.strip() for line in TEXT.splitlines())
    assert MERMAID.read(text, "map.mmd") == (SHOP, ())
