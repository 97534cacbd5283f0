"""Faulty journey files, one for each kind of finding; what is said about them is kept in `findings.txt`."""

SOUND = """\
format: hanhtrinh/1
key: shop
name: Shop
outcome: pay
touchpoints:
  visit: {name: Visit, match: {event: site_visit}}
  pay: {name: Pay, match: {event: purchase}}
stages:
  - key: look
    name: Look
    phase: before
    steps:
      - key: visit
        touchpoint: visit
  - key: buy
    name: Buy
    phase: during
    steps:
      - key: pay
        touchpoint: pay
"""


def changed(*changes: tuple[str, str], extra: str = "") -> str:
    """Return the sound journey with pieces of its text replaced, each of which must occur, and lines put after it."""
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text + extra


def _matching(rule: str) -> str:
    return changed(("{event: site_visit}", rule))


def _promising(promise: str) -> str:
    return SOUND + f"        promise: {promise}\n"


def _step(line: str) -> str:
    return SOUND + f"        {line}\n"


def _segment(match: str) -> str:
    return SOUND + f"segments:\n  some: {{name: Some, match: {match}}}\n"


_WIDE = "{all: [" + ", ".join(f"{{any: [{{a{i}: 1}}, {{b{i}: 1}}]}}" for i in range(10)) + "]}"

FAULTY: dict[str, str] = {
    # reading
    "empty": "",
    "only a comment": "# nothing yet\n",
    "control character": changed(("Shop", "Sh\x07op")),
    "escaped control character": changed(("name: Shop", 'name: "Sh\\0op"')),
    "tab": changed(("    name: Look", "\tname: Look")),
    "colon in text": changed(("name: Shop", "name: Shop: the best")),
    "quote not closed": changed(("name: Shop", "name: 'Shop")),
    "bracket not closed": "key: [a, b\nname: x\n",
    "no colon": changed(("name: Shop", "name")) + "x\n",
    "key without colon": "format: hanhtrinh/1\nkey\n",
    "text begins with @": changed(("name: Shop", "name: @shop")),
    "bad indentation": "stages:\n  - key: a\n  name: b\n",
    "unknown escape": changed(("name: Shop", 'name: "\\q"')),
    "second document": changed(extra="---\nformat: hanhtrinh/1\n"),
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "merge key": "a: 1\n<<: {b: 2}\n",
    "tag": "key: !!python/object/apply:os.system [ls]\n",
    "too deep": "a: " + "[" * 60 + "]" * 60 + "\n",
    "key is a list": "? [a, b]\n: 1\n",
    "duplicate keys": changed(("name: Shop", "name: Shop\nname: Store\nkey: shop2")),
    # shape
    "not a mapping": "- a\n- b\n",
    "just text": "hello\n",
    "unknown fields": changed(("phase: before", "fase: before\n    colour: red"), ("outcome: pay", "outcom: pay")),
    "unquoted colon in a list": _step("thoughts:\n          - Which size: mine?"),
    "missing fields": changed(("key: shop\n", ""), ("    name: Look\n", ""), ("    phase: during\n", "")),
    "no value": changed(("name: Shop", "name:"), ("phase: before", "phase: ")),
    "empty list item": _step("thoughts:\n          -"),
    "number as text": changed(("name: Shop", "name: 2026"), ("key: look", "key: 12")),
    "list as text": changed(("name: Shop", "name: [Shop]")),
    "text as list": _step("thoughts: Nice"),
    "mapping as list": _step("thoughts: {a: b}"),
    "text as mapping": _step("feeling: good"),
    "text as number": _step("feeling: {score: good}"),
    "score out of range": _step("feeling: {score: 3}"),
    "severity not whole": _step("pains: [{text: x, severity: 1.5}, {text: y, severity: 2.0}, {text: z, severity: 4}]"),
    "yes is no truth": _step("optional: yes"),
    "text is no truth": _step("optional: maybe"),
    "wrong phase": changed(("phase: before", "phase: befor"), ("phase: during", "phase: sale")),
    "wrong format": changed(("hanhtrinh/1", "hanhtrinh/7")),
    "bad keys": changed(("key: look", "key: Tìm hiểu"), ("  visit: {", "  My Visit: {")),
    "bad duration": changed(("outcome: pay", "outcome: pay\nwindow: 1 month")),
    # rules
    "rule is text": _matching("site_visit"),
    "rule is empty": _matching("{}"),
    "any is empty": _matching("{any: []}"),
    "unknown test": _matching("{path: {begins: /a}}"),
    "value is a mapping in a list": _matching("{event: [{a: 1}]}"),
    "prefix is empty": _matching('{path: {prefix: ""}}'),
    "exists is text": _matching("{path: {exists: maybe}}"),
    "range is no pair": _matching("{price: {range: [1]}}"),
    "range of words": _matching("{price: {range: [cheap, dear]}}"),
    "range upside down": _matching("{price: {range: [5, 1]}}"),
    "rule too wide": _matching(_WIDE),
    "event rule in a segment": _segment("{event: purchase}"),
    "misspelt word in a segment": _segment("{did: {event: a}, in_pas: {event: b}}"),
    "faulty rule in a segment": _segment("{any: [{did: {event: a}}, {did: {path: {globb: x}}}]}"),
    "persona with a faulty rule": SOUND + "personas:\n  lan: {name: Lan, match: {did: {}}}\n",
    # the whole
    "no format": changed(("format: hanhtrinh/1\n", "")),
    "stages with one key": changed(("key: buy", "key: look")),
    "steps with one key": changed(("- key: pay", "- key: visit")).replace("outcome: pay", "outcome: visit"),
    "unknown touchpoint": changed(("touchpoint: visit", "touchpoint: visitt"), ("touchpoint: pay", "touchpoint: zzz")),
    "no touchpoints": "format: hanhtrinh/1\nkey: a\nname: A\noutcome: s\nstages:\n"
    "  - {key: s, name: S, phase: before, steps: [{key: s, touchpoint: t}]}\n",
    "unknown channel": changed(
        ("{name: Visit,", "{name: Visit, channel: webb,"), ("{name: Pay,", "{name: Pay, channel: x,")
    )
    + "channels: {web: {name: Web}}\n",
    "no channels": changed(("{name: Visit,", "{name: Visit, channel: web,")),
    "unknown competitor": _step("competitors: {lazadda: {words: Kinder}, x: {}}")
    + "competitors: {lazada: {name: Lazada, match: {source: reviews}}}\n",
    "no competitors": _step("competitors: {lazada: {words: Kinder}}"),
    "unknown lane": _step("notes: {sytems: {text: ERP}, x: {}}") + "lanes: {systems: {name: Systems}}\n",
    "no lanes": _step("notes: {systems: {text: ERP}}"),
    "not a day": _step("reviewed: 22/11/2026"),
    "opportunity without library": _step("opportunities: [{use: faster}]"),
    "opportunity that says nothing": _step("opportunities: [{solutions: [{text: Wallets}]}]"),
    "question of an unknown kind": _step("questions: [{en: When, ask: wen}, Why us]"),
    "faulty rules of friction": SOUND + "friction: {errors: {event: [{a: 1}]}, support: {}, support_within: 2d}\n",
    "feeling of a walk out of range": SOUND + "walks: {one: {by: Lan, steps: {visit: {note: Odd, feeling: 3}}}}\n",
    "walk to an unknown step": SOUND + "walks: {one: {by: Lan, steps: {vist: {note: Odd}}}}\n",
    "unknown persona": changed(("outcome: pay", "outcome: pay\npersona: lann")) + "personas: {lan: {name: Lan}}\n",
    "another unknown persona": changed(("outcome: pay", "outcome: pay\npersona: minh"))
    + "personas: {lan: {name: Lan}}\n",
    "no personas": changed(("outcome: pay", "outcome: pay\npersona: lan")),
    "unknown outcome": changed(("outcome: pay", "outcome: payy")),
    "another unknown outcome": changed(("outcome: pay", "outcome: gone")),
    "no outcome": changed(("outcome: pay\n", "")),
    "no stages": "format: hanhtrinh/1\nkey: a\nname: A\noutcome: s\n",
    "empty stage": SOUND + "  - {key: later, name: Later, phase: after}\n",
    "phases out of order": changed(("phase: before", "phase: after")),
    "touchpoint never used": changed(("  pay: {", "  ad: {name: Ad, match: {event: ad}}\n  pay: {")),
    "touchpoint without a rule": changed(("{name: Visit, match: {event: site_visit}}", "{name: Visit}")),
    "step without a touchpoint": SOUND + "      - key: talk\n",
    "parallel to nothing": _step("parallel: vist"),
    "parallel to itself": _step("parallel: pay"),
    "promise with both": _promising("{by: due, within: 2d, after: visit}"),
    "promise with neither": _promising("{whole_day: true}"),
    "promise by with after": _promising("{by: due, after: visit}"),
    "promise within of nothing": _promising("{within: 2d}"),
    "promise after itself": _promising("{within: 2d, after: pay}"),
    "promise after nothing": _promising("{within: 2d, after: visti}"),
    "endless window": changed(("outcome: pay", "outcome: pay\nwindow: 999999999w\nreview_period: 0d")),
    "same rule twice": _matching("{event: [site_visit, purchase]}"),
    "empty texts": changed(("name: Shop", "name: {}"), ("name: Look", 'name: ""')),
    "no Vietnamese": changed(
        ("name: Shop", "name: {vi: Cửa hàng, en: Shop}"),
        ("name: Look", "name: {en: Look}"),
        ("name: Buy", "name: {en: Buy}"),
    ),
    "no English": changed(("name: Shop", "name: {vi: Cửa hàng, en: Shop}"), ("name: Look", "name: {vi: Xem}")),
}
