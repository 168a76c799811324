"""The replays in three dimensions inside the report: scenes, compressed, and the script that shows them.

The script is built from `ui/` (`make page`); without it the report says so. It runs by its hash alone: the content
policy of the page allows no other.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from vyuha.outputs.page import paragraph, section, text
from vyuha.outputs.scene_json import Content

# What all scenes of a report may take, packed [bytes]; with its pictures the report stays under ten million.
ROOM = 6_000_000
_MISSING = (
    "The replay in three dimensions is not in this report: its script had not been built when it was made (make page)."
)
_LEFT_OUT = "The replays are too large for one file; look at them with vyuha replay or vyuha serve."
_ABOUT = (
    "The typical and the worst fight, to play, turn and look into. Orange diamonds are threats, hollow ones decoys; "
    "light blue circles are the defence, dark blue ones its interceptors, green squares what it defends, pink rings "
    "what it tracks. Choose a threat to read its story. Small squares are 10 km wide, large ones 50 km; "
    "heights are drawn threefold unless told otherwise. The file needs no network."
)


@dataclass(frozen=True)
class Replay:
    """A scene (see `scene_json`) under a heading."""

    name: str
    label: str
    scene: Content


def viewer_script() -> str:
    """The script, or nothing where it has not been built."""
    path = files("vyuha.outputs").joinpath("viewer", "viewer.js")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def script_hash(script: str) -> str:
    """The source by which a content policy allows a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def replays_html(replays: Sequence[Replay], script: str) -> str:
    """The section; without replays nothing."""
    if not replays:
        return ""
    if not script:
        return section("replay", "The fight, played", paragraph(_MISSING, "note"))
    packed = [_packed(replay.scene) for replay in replays]
    if sum(map(len, packed)) > ROOM:
        return section("replay", "The fight, played", paragraph(_LEFT_OUT, "note"))
    data = "".join(
        f'<script type="text/plain" data-scene="{text(replay.name)}" data-label="{text(replay.label)}">'
        f"{inside}</script>"
        for replay, inside in zip(replays, packed, strict=True)
    )
    player = f"<div data-replay>{data}<noscript>{paragraph('The replay needs JavaScript.')}</noscript></div>"
    return section("replay", "The fight, played", paragraph(_ABOUT), player, f"<script>{script}</script>")


def _packed(scene: Content) -> str:
    written = json.dumps(scene, separators=(",", ":"), allow_nan=False).encode()
    # Without a date, so that the same run gives the same file.
    return base64.b64encode(gzip.compress(written, 9, mtime=0)).decode()
