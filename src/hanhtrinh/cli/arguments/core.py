"""The arguments of the first commands: demo, template, check, inspect, import, draw, show, people, funnel, schema."""

from pathlib import Path

from hanhtrinh.app.drawn import LANES, NAMES
from hanhtrinh.cli.arguments.shared import Commands, belonging, command, counting, importing, reading, workspace
from hanhtrinh.draw.vector.plan import PAPERS
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.templates import template_names

LISTS = (
    "all", "reached", "stage", "dropped", "went_on", "open", "completed", "left", "late", "on_time", "answered",
    "unhappy", "friction", "fitting", "followed", "unplanned", "skipped", "repeated", "out_of_order",
)  # fmt: skip
FRICTION = ("repeat", "loop", "back_step", "error", "support")
BUCKETS = ("auto", "day", "week", "month", "quarter", "year", "none")


def demo(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "demo", tr("cli.demo", lang), lang)
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help=tr("cli.demo_people", lang))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=tr("cli.demo_seed", lang))
    parser.add_argument("--no-serve", action="store_true", help=tr("cli.demo_no_serve", lang))
    parser.add_argument("--port", type=int, default=8765, metavar="N", help=tr("cli.demo_port", lang))
    workspace(parser, lang)


def template(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "template", tr("cli.template", lang), lang)
    parser.add_argument("name", nargs="?", choices=template_names(), metavar="NAME", help=tr("cli.template_name", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.output", lang))


def check(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "check", tr("cli.check", lang), lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.check_files", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    workspace(parser, lang)


def inspect(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "inspect", tr("cli.inspect", lang), lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.inspect_files", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.inspect_output", lang))
    parser.add_argument("--time-zone", metavar="ZONE", help=tr("cli.inspect_zone", lang))


def import_(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "import", tr("cli.import", lang), lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.import_files", lang))
    importing(parser, lang)
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    workspace(parser, lang)


def draw(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "draw", tr("cli.draw", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.draw_output", lang))
    parser.add_argument("--form", choices=NAMES, help=tr("vector.help_form", lang))
    parser.add_argument("--paper", choices=PAPERS, default="a3", help=tr("vector.help_paper", lang))
    parser.add_argument("--scale", type=float, default=1.0, metavar="N", help=tr("vector.help_scale", lang))
    parser.add_argument("--lanes", metavar="LIST", help=tr("vector.help_lanes", lang, lanes=", ".join(LANES)))
    about_import = tr("cli.draw_import", lang)
    parser.add_argument("--import", dest="files", nargs="+", type=Path, metavar="FILE", help=about_import)
    importing(parser, lang)
    parser.add_argument("--json", action="store_true", help=tr("cli.draw_json", lang))
    parser.add_argument("--trend", choices=BUCKETS, default="auto", help=tr("cli.trend", lang))
    parser.add_argument("--no-data", action="store_true", help=tr("cli.no_data", lang))
    reading(parser, lang)
    belonging(parser, lang)
    counting(parser, lang)


def show(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "show", tr("cli.show", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--width", type=int, metavar="N", help=tr("cli.width", lang))
    parser.add_argument("--no-data", action="store_true", help=tr("cli.no_data", lang))
    reading(parser, lang)
    belonging(parser, lang)
    counting(parser, lang)


def people(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "people", tr("cli.people", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--what", choices=LISTS, default="reached", help=tr("cli.people_what", lang))
    parser.add_argument("--step", metavar="KEY", help=tr("cli.people_step", lang))
    parser.add_argument("--stage", metavar="KEY", help=tr("cli.people_stage", lang))
    parser.add_argument("--instrument", metavar="KEY", help=tr("cli.people_instrument", lang))
    parser.add_argument("--kind", choices=FRICTION, help=tr("compare.kind", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.people_output", lang))
    reading(parser, lang)
    belonging(parser, lang)


def funnel(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "funnel", tr("cli.funnel", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("steps", nargs="+", metavar="TOUCHPOINT", help=tr("cli.funnel_steps", lang))
    parser.add_argument("--window", default="30d", metavar="SPAN", help=tr("cli.funnel_window", lang))
    parser.add_argument("--scope", choices=("total", "per_step", "session", "none"), default="total")
    parser.add_argument("--inactivity", metavar="SPAN", help=tr("cli.funnel_inactivity", lang))
    parser.add_argument("--entry", choices=("best", "first", "every"), default="best")
    parser.add_argument("--order", choices=("ordered", "strict", "any"), default="ordered")
    parser.add_argument("--unit", choices=("person", "pass", "session", "account"), default="person")
    parser.add_argument("--account", metavar="PROPERTY", help=tr("cli.funnel_account", lang))
    parser.add_argument("--hold", metavar="PROPERTY", help=tr("cli.funnel_hold", lang))
    parser.add_argument("--by", metavar="PROPERTY", help=tr("cli.funnel_by", lang))
    parser.add_argument("--exclude", metavar="TOUCHPOINT", help=tr("cli.funnel_exclude", lang))
    parser.add_argument("--on-exclusion", choices=("stop", "drop", "reset"), default="stop")
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    parser.add_argument("--as-of", metavar="WHEN", help=tr("cli.as_of", lang))
    workspace(parser, lang)


def schema(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "schema", tr("cli.schema", lang), lang)
    parser.add_argument("what", choices=("journey", "library", "mapping", "readings"), help=tr("cli.schema_what", lang))
