"""Help and completion of the hot verbs. Their words go to ``fast`` as they are, whatever they look like."""

from __future__ import annotations

from typing import Any

import click

from sesh_tui.cli import fast
from sesh_tui.cli.complete import entry_words

GRAMMAR = """\b
amount    0.3g  2 joints  3puffs  5mg  10thc  1/2bowl  3x0.1g  0.3g~ (an estimate)
method    vape joint bong pipe blunt dab edible tincture …
product   any other words: your stock, what you used before, the catalogue
ratings   mood 4-7  energy 6  pain 6-3  pain _-3 (after only)  rating:4
effects   +relaxed +dry-mouth        place, company  @home @alone @friends
time      @21:30  @20m  20m ago  @yesterday        purpose  for:sleep
more      dur:20  thc:22%  cost:45  tag:word  with:name  where:place  item:ID
note      -- and everything after it

A range is written 4-7: the shell would take the > of 4>7 for itself."""

TEXTS: dict[str, tuple[str, str]] = {
    "log": (
        "[LINE…]",
        "Log a session in one line, in any order, without quotes.\n\n"
        f"{GRAMMAR}\n\n"
        "\b\nsesh-tui log 0.3g blue dream vape mood 4-7 pain 6-3 -- slept well\n"
        "sesh-tui log -        one entry a line, from a prompt or a pipe",
    ),
    "again": (
        "[WORDS…]",
        "Log the last session once more, now. Words replace what they name.\n\n"
        "\b\nsesh-tui again\nsesh-tui again 0.2g mood 5",
    ),
    "start": (
        "[LINE…]",
        "Start a session whose length is measured; stop ends it.\n\n\b\nsesh-tui start blue dream vape mood 4",
    ),
    "stop": (
        "[WORDS…]",
        "Stop the running session; words may say how it was.\n\n\b\nsesh-tui stop mood 7 +relaxed",
    ),
    "after": (
        "WORDS…",
        "Say how it was later: a single value is the one after.\n\n"
        "\b\nsesh-tui after mood:7 pain:3 +relaxed\nsesh-tui after --session a3f91c rating:4",
    ),
    "mood": (
        "VALUE [WORDS…]",
        "Note a mood from 1 to 10 without a session.\n\n\b\nsesh-tui mood 6 energy 4 -- long day",
    ),
    "check": (
        "SYMPTOM VALUE…",
        "Note symptoms from 0 to 10 without using anything: your own control.\n\n"
        "\b\nsesh-tui check pain:6\nsesh-tui check pain:_-4     the second reading, later\n"
        "sesh-tui check sym:tinnitus 5     a symptom of your own",
    ),
    "crave": (
        "VALUE [+TRIGGER…]",
        "Note a craving from 0 to 10 and what it came with.\n\n\b\nsesh-tui crave 7 +bored @home",
    ),
    "buy": (
        "NAME AMOUNT [PRICE] [WORDS…]",
        "Put a new lot into the stock.\n\n"
        '\b\nsesh-tui buy "blue dream" 3.5g 45usd from:Apothecary thc:22%\n'
        'sesh-tui buy "Mango Gummies" 10pcs thc:100mg €20',
    ),
    "count": (
        "ITEM AMOUNT",
        "Tell what is left of a lot; the difference to the log is booked.\n\n"
        "\b\nsesh-tui count blue dream 2.1g",
    ),
    "edit": (
        "REF WORDS…",
        "Change a session: what the words say replaces what stands there.\n\n"
        "\b\nsesh-tui edit last 0.2g\nsesh-tui edit a3f91c mood 4-8 @21:30",
    ),
    "rm": (
        "REF…",
        "Delete sessions, checks, lots or journal entries. undo brings them back.\n\n"
        "\b\nsesh-tui rm last\nsesh-tui rm a3f91c 77e0b2",
    ),
    "undo": ("", "Take back the last change, whatever it was, also after a restart."),
    "redo": ("", "Do again what was undone last."),
    "status": ("", "Show where things stand. --short is one line for tmux and prompts."),
}
_OPTIONS: dict[str, click.Option] = {
    "--new": click.Option(["--new"], is_flag=True, help="The product is new: store its name as typed."),
    "--session": click.Option(["--session"], metavar="REF", help="Another session than the oldest open one."),
    "--short": click.Option(["--short"], is_flag=True, help="One compact line; writes nothing."),
}


class HotCommand(click.Command):
    """A command whose words reach ``fast`` untouched, ``--`` included."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep everything but a request for help."""
        if ctx.resilient_parsing or fast.asks_for_help(args):
            words = tuple(args)
            left = super().parse_args(ctx, args)
            ctx.params["words"] = words  # for completion, which has to see the -- of a note
            return left
        ctx.args = list(args)
        return ctx.args

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        return fast.run([self.name or "", *ctx.args], ctx.obj)


def command(name: str) -> click.Command:
    """The command of a hot verb."""
    metavar, text = TEXTS[name]
    params: list[click.Parameter] = []
    if metavar:
        params.append(
            click.Argument(["words"], nargs=-1, required=False, metavar=metavar, shell_complete=entry_words)
        )
    own = fast.VERBS[name].options if name in fast.VERBS else {"--short": False}
    params += [_OPTIONS[option] for option in own]
    params.append(click.Option(["--json"], is_flag=True, help="Print what was stored as JSON."))
    params.append(click.Option(["--profile"], metavar="NAME", help="Use another replica, such as demo."))
    return HotCommand(name, params=params, help=text, context_settings={"ignore_unknown_options": True})
