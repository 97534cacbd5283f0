"""What each command understands; one module a family of commands. `ADD` holds them in the order of the help text."""

from collections.abc import Callable

from hanhtrinh.cli.arguments import compare, core, draft, editing, exchange, paths, serving, syncing
from hanhtrinh.cli.arguments.shared import Commands
from hanhtrinh.i18n import Lang

ADD: tuple[Callable[[Commands, Lang], None], ...] = (
    core.demo,
    serving.serve,
    serving.backup,
    serving.restore,
    core.template,
    core.check,
    core.inspect,
    core.import_,
    draft.draft,
    core.draw,
    core.show,
    core.people,
    core.funnel,
    compare.compare,
    compare.channels,
    exchange.convert,
    exchange.export,
    paths.paths,
    paths.variants,
    paths.conform,
    editing.diff,
    editing.walk,
    syncing.pull,
    syncing.push,
    core.schema,
)
