"""The house rules that no linter knows, each a function from a file's path and text to sentences about what is wrong.

A rule carries sample lines: `bad` ones that it must find and `good` ones that it must let pass. test_house_rules.py
runs every rule over its own samples first, and then over the project.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
# Split so that this file does not name what it forbids.
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/home" + "/", "/Us" + "ers/", ".pyenv" + "/")

Sample = tuple[str, str]
Check = Callable[[PurePosixPath, str], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """A house rule: the files it reads, how it checks one, and samples as (path, text) that prove it works."""

    name: str
    pattern: str
    check: Check
    bad: tuple[Sample, ...]
    good: tuple[Sample, ...]

    def applies_to(self, path: PurePosixPath) -> bool:
        return re.fullmatch(self.pattern, path.as_posix()) is not None

    def findings(self, path: PurePosixPath, text: str) -> list[str]:
        return list(self.check(path, text))


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions at the top of a module whose names do not begin with an underscore."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def function_is_short(path: PurePosixPath, text: str) -> Iterator[str]:
    for function in functions(text):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LINES_MAX:
            yield f"{path}:{function.lineno}: {function.name} has {length} lines; {FUNCTION_LINES_MAX} are the most"


def file_is_short(path: PurePosixPath, text: str) -> Iterator[str]:
    length = len(text.splitlines())
    if length > FILE_LINES_MAX:
        yield f"{path}: {length} lines; {FILE_LINES_MAX} are the most: a file of that size holds two subjects"


def name_says_something(path: PurePosixPath, text: str) -> Iterator[str]:
    for part in path.parts:
        if PurePosixPath(part).stem in BANNED_NAMES:
            yield f"{path}: '{part}' says nothing; name the file after the trade's word for what is in it"


def has_docstring(path: PurePosixPath, text: str) -> Iterator[str]:
    for function in public_functions(text):
        if ast.get_docstring(function) is None:
            yield f"{path}:{function.lineno}: {function.name} has no docstring: one sentence of outcome"


def is_action(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function stands under `@action`."""
    names = [ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in function.decorator_list]
    return "action" in names


def action_journals(path: PurePosixPath, text: str) -> Iterator[str]:
    for function in public_functions(text):
        if is_action(function) and not reaches_journal(function.name, text, seen=set()):
            yield f"{path}:{function.lineno}: the action {function.name} appends nothing to the journal"


def reaches_journal(name: str, text: str, *, seen: set[str]) -> bool:
    """Whether a function calls the journal, itself or through what it calls in its own module or another room's."""
    own, imported = own_and_imported(text)
    seen.add(name)
    for node in ast.walk(own[name]) if name in own else ():
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        module, original = imported.get(called.split(".")[0], ("", ""))
        if module.startswith("creditdesk.journal.actions") or re.search(r"\bjournal\b", called):
            return True
        if called in own and called not in seen and reaches_journal(called, text, seen=seen):
            return True
        if original == called and original not in seen and reaches_journal(original, source_of(module), seen=seen):
            return True
    return False


@cache
def own_and_imported(text: str) -> tuple[dict[str, ast.FunctionDef], dict[str, tuple[str, str]]]:
    """The functions of a module, and what it takes from other rooms: name here → (module, name there)."""
    tree = ast.parse(text)
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("creditdesk.")
        for alias in node.names
    }
    return own, imported


def source_of(module: str) -> str:
    """The text of one of the project's modules, or nothing where it is a package."""
    path = ROOT / (module.replace(".", "/") + ".py")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def arguments_are_named(path: PurePosixPath, text: str) -> Iterator[str]:
    for function in public_functions(text):
        positional = [*function.args.posonlyargs, *function.args.args]
        if len(positional) > 2:
            names = ", ".join(argument.arg for argument in positional[1:])
            yield f"{path}:{function.lineno}: {function.name}: after the subject, name the arguments: *, {names}"


def column_is_exact(path: PurePosixPath, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        kind = ast.unparse(node.func).split(".")[-1]
        places = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}.get("decimal_places")
        # A decimal without places is an integer wider than 64 bits, which is exact.
        if kind == "FloatField" or (kind == "DecimalField" and places != "0"):
            yield f"{path}:{node.lineno}: {kind}: money is integer minor units, a rate is a ratio of integers"


def names_no_machine(path: PurePosixPath, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        for machine_path in MACHINE_PATHS:
            if machine_path in line:
                yield f"{path}:{number}: a path of one machine: {machine_path}"


def template_is_strict(path: PurePosixPath, text: str) -> Iterator[str]:
    """What the content security policy would refuse in the browser is refused here: inline style, script, handlers."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(r"<[^>]*\sstyle\s*=", line) or re.search(r"<style[\s>]", line):
            yield f"{path}:{number}: inline style; write a class"
        if re.search(r"<[^>]*\son[a-z]+\s*=", line):
            yield f"{path}:{number}: inline handler; write a module in static/"
        if re.search(r"\|\s*safe\b|autoescape\s+off", line):
            yield f"{path}:{number}: unescaped text; build markup with format_html"


# What makes code of data, or runs it; the safe ways of the same libraries have other names.
CODE_OF_DATA = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.load_all", "yaml.full_load",
    "yaml.unsafe_load", "yaml.unsafe_load_all", "pickle.load", "pickle.loads", "marshal.loads", "mark_safe",
}  # fmt: skip
CODE_OF_DATA_MODULES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "telnetlib", "ftplib"}


def data_stays_data(path: PurePosixPath, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if all(isinstance(one, ast.Constant) for one in node.args) and not node.keywords:
                continue  # of our own words, not of data
            shell = any(one.arg == "shell" and ast.unparse(one.value) != "False" for one in node.keywords)
            if called in CODE_OF_DATA or shell:
                yield f"{path}:{node.lineno}: {called} makes code, or markup, of data"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            for module in named:
                if module.split(".")[0] in CODE_OF_DATA_MODULES:
                    yield f"{path}:{node.lineno}: {module} makes code of data"
        if isinstance(node, ast.Attribute) and node.attr in ("Loader", "UnsafeLoader", "FullLoader"):
            yield f"{path}:{node.lineno}: {node.attr} builds any object that a text names"


# How keys and tokens look that programs give out; ours begin with a mark so that they are found.
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[abprs]-[0-9A-Za-z-]{10}|\bAIza[0-9A-Za-z_-]{35}|\bsk-[A-Za-z0-9]{32}|\b(cdt|whsec)_[A-Za-z0-9_+/=-]{40}"
)


def holds_no_secret(path: PurePosixPath, text: str) -> Iterator[str]:
    for found in SECRETS.finditer(text):
        yield f"{path}:{text[: found.start()].count(chr(10)) + 1}: looks like a secret: {found[0][:12]}…"


def long_function(lines: int) -> str:
    return "def rank(items):\n" + "    items = items\n" * (lines - 1)


DOMAIN, ACTIONS = "creditdesk/domain/terms.py", "creditdesk/followup/actions.py"
OWN_TEXT = r"(creditdesk|tests|scripts|benchmarks|docs)/.*\.(py|html|js|css|txt|md|sql|yaml|yml|json|toml)"

RULES = (
    Rule(
        "a function has at most 70 lines",
        r"(creditdesk|tests|scripts|benchmarks)/(?!.*/migrations/).*\.py",
        function_is_short,
        bad=((DOMAIN, long_function(71)),),
        good=((DOMAIN, long_function(70)),),
    ),
    Rule(
        "a file has at most 500 lines",
        r"(creditdesk|tests|scripts|benchmarks)/(?!.*/(vendor|migrations)/).*\.(py|html|js|css)",
        file_is_short,
        bad=((DOMAIN, "a = 1\n" * 501),),
        good=((DOMAIN, "a = 1\n" * 500),),
    ),
    Rule(
        "no file is a drawer for anything",
        r"(creditdesk|tests|scripts|benchmarks)/.*\.py",
        name_says_something,
        bad=(("creditdesk/cash/utils.py", ""), ("creditdesk/helpers/dates.py", "")),
        good=(("creditdesk/cash/proposals.py", ""), ("creditdesk/web/account_manager_page.py", "")),
    ),
    Rule(
        "a public function of domain, actions, queries and access says what comes out",
        r"creditdesk/(domain/.*|.*/(actions|queries|access)(/.*)?)\.py",
        has_docstring,
        bad=((ACTIONS, "def snooze(tickler): ..."),),
        good=((ACTIONS, 'def snooze(tickler):\n    """Move the due day."""'), (ACTIONS, "def _next(tickler): ...")),
    ),
    Rule(
        "every action writes the journal",
        r"creditdesk/.*/actions(/.*)?\.py",
        action_journals,
        bad=(
            (ACTIONS, "@action\ndef snooze(tickler):\n    tickler.save()"),
            (ACTIONS, "@action\ndef snooze(tickler):\n    _save(tickler)\ndef _save(tickler):\n    tickler.save()"),
        ),
        good=(
            (ACTIONS, "@action\ndef snooze(tickler):\n    journal.append('tickler.snoozed')"),
            (ACTIONS, "@action\ndef snooze(t):\n    _save(t)\ndef _save(t):\n    journal.actions.append('x')"),
            (ACTIONS, "from creditdesk.journal.actions import append\n@action\ndef snooze(t):\n    append('x')"),
            (ACTIONS, "def due_day(tickler):\n    return tickler.due_date"),
        ),
    ),
    Rule(
        "after the subject, arguments are named",
        r"creditdesk/(domain/.*|.*/(actions|queries|access)(/.*)?)\.py",
        arguments_are_named,
        bad=((ACTIONS, "def promise(item, amount_minor, due_date): ..."),),
        good=(
            (ACTIONS, "def promise(item, *, amount_minor, due_date): ..."),
            (ACTIONS, "def item_for(user, item_id): ..."),
        ),
    ),
    Rule(
        "a column of money is exact",
        r"creditdesk/.*/models(/.*)?\.py",
        column_is_exact,
        bad=(
            ("creditdesk/cash/models.py", "amount = models.FloatField()"),
            ("creditdesk/cash/models.py", "rate = models.DecimalField(max_digits=9, decimal_places=4)"),
        ),
        good=(
            ("creditdesk/cash/models.py", "amount_minor = models.BigIntegerField()"),
            ("creditdesk/cash/models.py", "product = models.DecimalField(max_digits=38, decimal_places=0)"),
        ),
    ),
    Rule(
        "no file names a path of somebody's machine",
        OWN_TEXT + r"|[^/]+\.(md|toml|cfg)|Makefile",
        names_no_machine,
        bad=(("README.md", f"cd {MACHINE_PATHS[0]}creditdesk"),),
        good=(("README.md", "See the workspace/ folder and network/ settings."),),
    ),
    Rule(
        "a template holds no style, no handler and nothing unescaped",
        r"creditdesk/.*/templates/.*\.(html|jinja)",
        template_is_strict,
        bad=(
            ("creditdesk/web/templates/a.html", '<p style="color: red">'),
            ("creditdesk/web/templates/a.html", '<button class="x" onclick="go()">'),
            ("creditdesk/web/templates/a.html", "{{ note|safe }}"),
            ("creditdesk/web/templates/a.jinja", "{{ note|safe }}"),
        ),
        good=(
            ("creditdesk/web/templates/a.html", '<p class="danger">one style of letter</p>'),
            ("creditdesk/web/templates/a.html", '<button data-on="go" hx-on="x">{{ note }}</button>'),
        ),
    ),
    Rule(
        "data stays data: nothing from outside becomes code",
        r"(creditdesk|scripts)/.*\.py",
        data_stays_data,
        bad=(
            (DOMAIN, "eval(text)"),
            (DOMAIN, "import pickle"),
            (DOMAIN, "from marshal import loads"),
            (DOMAIN, "yaml.load(text)"),
            (DOMAIN, "yaml.compose(text, Loader=yaml.FullLoader)"),
            (DOMAIN, "subprocess.run(text, shell=True)"),
            (DOMAIN, "mark_safe(name)"),
        ),
        good=(
            (DOMAIN, "yaml.safe_load(text)"),
            (DOMAIN, 'NOTHING = mark_safe("")'),
            (DOMAIN, "yaml.compose(text, Loader=yaml.SafeLoader)"),
            (DOMAIN, "re.compile(r'x')\nsubprocess.run(['ls'], shell=False)"),
        ),
    ),
    Rule(
        "no file holds a secret",
        OWN_TEXT + r"|[^/]+\.(md|toml|cfg|lock)|Makefile",
        holds_no_secret,
        bad=(
            (DOMAIN, "KEY = 'AKIA" + "ABCDEFGHIJKLMNOP'"),
            (DOMAIN, "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEowIBAAKCAQEAabcdefgh"),
            ("docs/a.md", "cdt" + "_" + "k9Lw2zQxV7mRt5Yp8Bn3Hd6Fs1Gj4Ac0EuWoIiKq12345"),
        ),
        good=(("docs/a.md", "a token begins with `cdt_`"), (DOMAIN, "PREFIX = 'whsec_'")),
    ),
)
