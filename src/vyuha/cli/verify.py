"""`vyuha verify`: the models against published cases and closed forms, with a control beside each."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import FAILED, OK, refuse, say, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vyuha.verification.case import Case

_PIPED_WIDTH = 170


def verify(
    chapters: Annotated[
        list[str] | None, typer.Argument(metavar="[CHAPTER]...", help="Which chapters to run; all unless given.")
    ] = None,
    list_chapters: Annotated[bool, typer.Option("--list", help="List the chapters and end.")] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--page",
            metavar="FILE",
            help="Write the tables of all chapters into this Markdown page, between its marks.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="FOLDER", help="Reference data; those of the source tree unless given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the cases as JSON.")] = False,
) -> None:
    """Run the published reference cases and closed forms: error, tolerance, and the error of a control that must fail.

    Ends with exit code 1 when a case misses its tolerance without a known reason or a control stays inside it.

    Example: vyuha verify nesc
    """
    from vyuha.verification.chapters import CHAPTERS

    unknown = [name for name in chapters or () if name not in CHAPTERS]
    if unknown:
        refuse(f"vyuha verify: no chapter is called {unknown[0]!r}{_meant(unknown[0], CHAPTERS)}")
    if data is not None and not data.is_dir():
        refuse(f"vyuha verify: --data {data}: there is no such folder")
    if list_chapters:
        for name, chapter in CHAPTERS.items():
            show(f"{name:<14}{chapter.title}")
        return
    if page is not None and chapters and set(chapters) != set(CHAPTERS):
        refuse(
            "vyuha verify: --page writes all chapters: with some of them the tables of the others would be lost; leave "
            "the chapters out"
        )
    # A page that cannot be filled is refused before the work, not after it.
    text = None if page is None else _page_text(page)
    cases, lacking = _run(chapters or (), data)
    if page is not None and lacking:
        refuse(f"vyuha verify: {page} is left as it was: it would lose the tables of {', '.join(lacking)}")
    if as_json:
        show(json.dumps({"cases": [_as_dict(case) for case in cases], "not_run": lacking}, indent=2))
    else:
        _print(cases)
    if page is not None and text is not None:
        _write(page, text, cases)
    bad = [case for case in cases if not case.fine]
    for case in bad:
        say(f"{case.id}: {_complaint(case)}")
    explained = [case for case in cases if case.explained]
    for case in explained:
        say(f"{case.id}: missed as known: {case.known_miss}")
    said = f"{len(cases)} case{'' if len(cases) == 1 else 's'}, "
    said += f"{len(cases) - len(bad) - len(explained)} met with a control that fails"
    said += f", {len(explained)} missed for a reason that is known" if explained else ""
    said += f", {len(bad)} not"
    say(said + (f"; not run: {', '.join(lacking)}" if lacking else ""))
    raise typer.Exit(FAILED if bad else OK)


def _meant(name: str, known: "Iterable[str]") -> str:
    """The tail of the message about an unknown chapter: those that begin or sound like it, or all."""
    from vyuha.reading.problems import suggestion

    names = list(known)
    begin = [chapter for chapter in names if name and chapter.startswith(name.lower())]
    if begin:
        return f"; did you mean {' or '.join(begin)}?"
    near = suggestion(name, names)
    return near if "did you mean" in near else f"; there are: {', '.join(names)}"


def _run(names: "list[str] | tuple[str, ...]", data: Path | None) -> "tuple[list[Case], dict[str, list[str]]]":
    """The cases of the chapters (all unless named), and the chapters that lack data with what they lack."""
    from vyuha.verification.chapters import CHAPTERS, missing, run
    from vyuha.verification.reference import reference_folder

    folder = data or reference_folder()
    wanted = list(dict.fromkeys(names)) or list(CHAPTERS)
    lacking = {name: list(missing(name, folder)) for name in wanted if missing(name, folder)}
    for name, needs in lacking.items():
        where = f"no {' and no '.join(needs)} in {folder}" if folder else f"no {' and no '.join(needs)} beside the code"
        hint = "the reference data come with the source tree (tests/reference), not with an installed package"
        if name in names:
            refuse(f"vyuha verify: {name} cannot run: {where}; {hint}, or name their folder with --data")
        say(f"vyuha verify: {name} is left out: {where}; {hint}")
    try:
        return run([name for name in wanted if name not in lacking], folder), lacking
    except ValueError as error:
        refuse(f"vyuha verify: {error}")


def _page_text(page: Path) -> str:
    """What stands in the page now, or an empty page; refuses one without the marks."""
    from vyuha.verification.page import blank, filled

    text = page.read_text(encoding="utf-8") if page.exists() else blank()
    try:
        filled(text, [])
    except ValueError as error:
        refuse(f"vyuha verify: {page}: {error}")
    return text


def _write(page: Path, text: str, cases: "list[Case]") -> None:
    from vyuha.verification.page import filled

    page.write_text(filled(text, cases), encoding="utf-8")
    say(f"written: {page}")


def _complaint(case: "Case") -> str:
    from vyuha.verification.page import short

    if not case.met:
        return f"misses its tolerance: {short(case.error)} {case.unit}, allowed {short(case.tolerance)}"
    if case.control_fails:
        return "is met, but says why it is missed; the explanation is out of date"
    return f"its control ({case.control}) stays inside the tolerance, so the check shows nothing"


def _as_dict(case: "Case") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(case) | {"verdict": case.verdict}


def _print(cases: "list[Case]") -> None:
    """One table a chapter, for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from vyuha.verification.chapters import CHAPTERS
    from vyuha.verification.page import short

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False)
    for name in dict.fromkeys(case.chapter for case in cases):
        title = f"{name}: {CHAPTERS[name].title}"
        table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("what is compared", overflow="fold")
        for heading in ("error", "tolerance", "control's error"):
            table.add_column(heading, justify="right", no_wrap=True)
        for heading in ("unit", "control", "verdict"):
            table.add_column(heading, overflow="fold")
        for case in (case for case in cases if case.chapter == name):
            numbers = (short(value) for value in (case.error, case.tolerance, case.control_error))
            table.add_row(case.what, *numbers, case.unit, case.control, case.verdict)
        console.print(table)
