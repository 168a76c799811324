"""`vyuha programme check`: what is wrong or odd in a file of a programme or a plan."""

import json
from typing import Annotated, Any

import typer

from vyuha.cli.console import OK, REFUSED, say, show


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Programme or plan files, or ids.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say everything that is wrong in a programme or a plan, with line and remedy, and what is odd and how it is read.

    Example: vyuha programme check my-programme.yaml
    """
    findings = [_examine(file) for file in files]
    if as_json:
        show(json.dumps([{key: value for key, value in one.items() if key != "text"} for one in findings], indent=2))
    else:
        for finding in findings:
            for remark in finding["remarks"]:
                say(f"odd: {remark}")
            (show if finding["sound"] else say)(finding["text"])
    raise typer.Exit(OK if all(finding["sound"] for finding in findings) else REFUSED)


def _examine(file: str) -> dict[str, Any]:
    """What there is to say about one file."""
    from dataclasses import asdict

    from vyuha.programme.load import examine, find
    from vyuha.programme.plan import load_plan
    from vyuha.reading.problems import InputErrors, Problem
    from vyuha.reading.text import read_text

    try:
        path = find(file)
        text = read_text(path)
        keys = _keys(text)
        if "vyuha" in keys and not keys & {"vyuha-programme", "vyuha-plan"}:
            raise InputErrors(
                [Problem(path.name, 0, "", "", f'this is a scenario; check it with "vyuha check {file}"')]
            )
        if "vyuha-plan" in keys:
            plan, programmes = load_plan(path)
            count = f"{len(plan.alternatives)} alternatives over {len(programmes)} programmes"
            return _sound(file, f"a plan: {count}", [])
        programme, odd = examine(text, path.name)
    except InputErrors as errors:
        problems = [asdict(problem) for problem in errors.problems]
        return {"file": file, "sound": False, "problems": problems, "remarks": [], "text": str(errors)}
    contracts, options = len(programme.contracts), len(programme.options)
    summary = f"a programme: {_some(contracts, 'contract')}, {_some(options, 'option')}"
    return _sound(file, summary, [str(problem) for problem in odd])


def _sound(file: str, summary: str, remarks: list[str]) -> dict[str, Any]:
    text = f"{file}: sound: {summary}" + (f" ({_some(len(remarks), 'oddity', 'oddities')})" if remarks else "")
    return {"file": file, "sound": True, "problems": [], "remarks": remarks, "text": text}


def _some(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun if count == 1 else several or noun + 's'}"


def _keys(text: str) -> set[str]:
    """The keys at the top of a file, from which one sees what it is."""
    from vyuha.reading.tree import plain, read

    root, _ = read(text, "")
    tree = None if root is None else plain(root)
    return set(tree) if isinstance(tree, dict) else set()
