"""The page around a report: one file, no network, no script but one that it names; light and dark, phone and paper.

Every function here takes plain text and escapes it, except for arguments named `..._html`, which are pieces of page.
"""

import base64
import html
import re
from collections.abc import Sequence

# Nothing may be loaded or run, whatever a name in a scenario tries.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# But for one script, known by its hash.
_SCRIPT = "; script-src {}"

# Cells longer than this take a phone's full width; a table of two columns needs no labels there.
_LONG, _PAIR = 24, 2

_STYLE = """
:root{color-scheme:light;--ink:#16191d;--muted:#5b626b;--grid:#d9dce0;--paper:#ffffff;--page:#f6f5f2;--accent:#b34a00;
--shade:#f1f0ec;--blue:#0072b2}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ink:#e8eaed;--muted:#a3abb5;--grid:#3a4048;
--paper:#1b1f24;--page:#12151a;--accent:#f0a35c;--shade:#22272d;
--blue:#2f8fd0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
main{max-width:1010px;margin:0 auto;padding:28px 20px 60px}
header{border-top:6px solid var(--accent);padding-top:14px}
.eyebrow{margin:0;color:var(--muted);font-size:.82rem;letter-spacing:.06em;text-transform:uppercase}
h1{font-size:clamp(1.6rem,4.6vw,2.6rem);line-height:1.12;margin:.25em 0 .45em;letter-spacing:-.015em;
overflow-wrap:anywhere}
h2{font-size:1.5rem;line-height:1.2;margin:2.2em 0 .5em;padding-top:.7em;border-top:2px solid var(--ink)}
h3{font-size:1.08rem;margin:1.9em 0 .35em}
p,li{max-width:68ch}
.lede{font-size:1.16rem;line-height:1.5}
.lede strong{color:var(--accent)}
.note{color:var(--muted);font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(205px,1fr));gap:12px;margin:1.4em 0;
padding:0;list-style:none}
.tiles li{background:var(--paper);border:1px solid var(--grid);border-radius:6px;padding:13px 15px}
.tiles b{display:block;font-size:1.95rem;line-height:1.15;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tiles span{display:block;font-size:.9rem;line-height:1.3;margin:.2em 0}
.tiles i{display:block;font-style:normal;color:var(--muted);font-size:.82rem}
figure{margin:1em 0 1.6em;background:var(--paper);border:1px solid var(--grid);border-radius:6px;padding:16px;
break-inside:avoid}
figcaption{color:var(--muted);font-size:.88rem;margin-top:10px;max-width:78ch}
svg{display:block;width:100%;height:auto;stroke-linejoin:round}
svg text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif!important}
.narrow{display:none}
.scroll{overflow-x:auto;margin:1em 0;background:var(--paper);border:1px solid var(--grid);border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.35}
caption{text-align:left;font-weight:600;padding:10px 12px 6px}
th,td{text-align:left;vertical-align:top;padding:7px 12px;border-top:1px solid var(--grid);overflow-wrap:break-word}
thead th{color:var(--muted);font-weight:600;font-size:.8rem;border-top:0;background:var(--shade)}
tbody th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.82rem;overflow-wrap:anywhere}
a{color:var(--accent)}
a.download{display:inline-block;font-size:.85rem;margin-top:8px}
details{margin:.8em 0;font-size:.94rem}
summary{cursor:pointer;color:var(--muted)}
nav ol{columns:2;column-gap:2.4em;padding-left:1.9em;font-size:.94rem;max-width:68ch}
.verdict{font-size:1.08rem;font-weight:600;line-height:1.4}
.claim{border-left:4px solid var(--accent);padding:2px 0 2px 14px;margin:1em 0}
footer{margin-top:3em;border-top:1px solid var(--grid);padding-top:1em}
@media (max-width:640px){body{font-size:15px}main{padding:16px 12px 40px}figure{padding:10px 8px}.wide{display:none}
.narrow{display:block}.tiles{grid-template-columns:1fr 1fr;gap:8px}.tiles li{padding:10px}
.tiles b{font-size:1.45rem}nav ol{columns:1}thead{display:none}
tr{display:grid;grid-template-columns:1fr 1fr;padding:6px 4px;border-top:1px solid var(--grid)}
th,td,td.number{border:0;padding:2px 8px;text-align:left;white-space:normal}
tbody th,td.long{grid-column:1/-1}td[data-label]::before{content:attr(data-label);display:block;color:var(--muted);
font-size:.75rem}}
@media print{a.download,nav{display:none}
body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}.wide{display:block}
.narrow{display:none}h2,h3{break-after:avoid}tr{break-inside:avoid}figure,.scroll,.tiles li{border-color:#bbb}
.tall{break-inside:auto}}
"""


def page(title: str, body_html: str, script: str = "") -> str:
    """The whole document; `script` is the source ('sha256-...') of the one script that may run in it."""
    policy = _POLICY + (_SCRIPT.format(script) if script else "")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body_html}\n</main>\n</body>\n"
        "</html>\n"
    )


def text(plain: str) -> str:
    """Plain text as page text; control characters become blanks, a space that holds words together stays."""
    return html.escape("".join(c if c.isprintable() or c in "\n\t\u00a0" else " " for c in plain), quote=True)


def section(anchor: str, title: str, *parts_html: str) -> str:
    """A part of the page with its own heading."""
    return f'<section id="{anchor}">\n<h2>{text(title)}</h2>\n' + "\n".join(parts_html) + "\n</section>"


def heading(title: str) -> str:
    """A heading inside a section."""
    return f"<h3>{text(title)}</h3>"


def paragraph(plain: str, kind: str = "") -> str:
    """A paragraph of plain text; what stands between backticks is to be typed."""
    return f"<p{_class(kind)}>" + re.sub(r"`([^`]+)`", r"<code>\1</code>", text(plain)) + "</p>"


def bullets(lines: Sequence[str]) -> str:
    """A list of plain sentences."""
    return "<ul>" + "".join(f"<li>{text(line)}</li>" for line in lines) + "</ul>"


def tiles(rows: Sequence[tuple[str, str, str]]) -> str:
    """Large numbers: value, what it is, its interval."""
    cells = (f"<li><b>{text(value)}</b><span>{text(what)}</span><i>{text(end)}</i></li>" for value, what, end in rows)
    return f'<ul class="tiles">{"".join(cells)}</ul>'


def picture(wide_html: str, narrow_html: str, caption: str, tall: bool = False, below_html: str = "") -> str:
    """A picture in two widths, of which the page shows the one that fits; `below_html` stands under the caption."""
    return (
        f'<figure{_class("tall" if tall else "")}><div class="wide">{wide_html}</div>'
        f'<div class="narrow">{narrow_html}</div><figcaption>{text(caption)}</figcaption>{below_html}</figure>'
    )


def download(label: str, name: str, data: bytes, kind: str = "text/csv") -> str:
    """A link that saves `data` as a file called `name`; the data lies in the page itself."""
    held = base64.b64encode(data).decode("ascii")
    href = f"data:{kind};charset=utf-8;base64,{held}"
    return f'<a class="download" download="{text(name)}" href="{href}">{text(label)}</a>'


def details(summary: str, inside_html: str) -> str:
    """A part of the page that opens when its one line is chosen."""
    return f"<details><summary>{text(summary)}</summary>{inside_html}</details>"


def contents(entries: Sequence[tuple[str, str]]) -> str:
    """Links to the sections of the page: anchor and title of each."""
    links = "".join(f'<li><a href="#{anchor}">{text(title)}</a></li>' for anchor, title in entries)
    return f'<nav aria-label="Contents"><ol>{links}</ol></nav>'


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A table of plain text; the first column heads the rows, `numbers` are columns set to the right."""
    head = "".join(f'<th scope="col"{_class(_number(n, numbers))}>{text(cell)}</th>' for n, cell in enumerate(header))
    body = "".join(f"<tr>{_row(row, header, numbers)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[str], header: Sequence[str], numbers: Sequence[int]) -> str:
    """On a phone the head of the table is hidden and each cell says its column itself; long ones take all the width."""
    first, *others = row
    cells = []
    for n, cell in enumerate(others, start=1):
        kind = _number(n, numbers) or ("long" if len(cell) > _LONG else "")
        label = f' data-label="{text(header[n])}"' if len(header) > _PAIR and cell else ""
        cells.append(f"<td{_class(kind)}{label}>{text(cell)}</td>")
    return f'<th scope="row">{text(first)}</th>' + "".join(cells)


def _number(column: int, numbers: Sequence[int]) -> str:
    return "number" if column in numbers else ""


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
