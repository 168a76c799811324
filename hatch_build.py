"""Builds the web page into the wheel, so that who installs the wheel needs no Node.

An editable install takes the page as it is (`make page` builds it), and `VYUHA_NO_PAGE=1` leaves it out: then
`vyuha serve` says what to do.
"""

import os
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):
    """Runs tools/build_page.py before the files of a wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date."""
        if version == "editable" or os.environ.get("VYUHA_NO_PAGE"):
            return
        tool = runpy.run_path(str(Path(self.root) / "tools" / "build_page.py"), run_name="build_page")
        try:
            tool["build"]()
        except tool["BuildError"] as error:
            raise SystemExit(
                f"the web page could not be built: {error}\n"
                "It needs the npm registry once. VYUHA_NO_PAGE=1 pip install ... installs everything else."
            ) from error
