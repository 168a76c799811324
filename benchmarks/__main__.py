"""`python -m benchmarks [NAME ...]`: measure and print, one table line for each figure."""

import importlib
import os
import platform
import sys
import time

from benchmarks.measure import Line

NAMES = (
    "startup",
    "demo",
    "yardstick",
    "flyouts",
    "tracker",
    "tracker_tool",
    "memory",
    "terrain",
    "programme",
    "study",
    "assignment",
    "allocation",
    "crowd",
    "page",
)


def main() -> None:
    names = sys.argv[1:] or list(NAMES)
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    print(
        f"{time.strftime('%Y-%m-%d')}, {_processor()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    load = os.getloadavg()[0]
    print(f"load before: {load:.2f}" + (" (the machine is busy: clock times will be too long)" if load > 1.0 else ""))
    print(f"{'benchmark':10} {'what':58} {'value':>12} {'unit':16} {'goal':14} compared")
    for name in names:
        for line in importlib.import_module(f"benchmarks.{name}").measure():
            print(row(name, line), flush=True)


def row(name: str, line: Line) -> str:
    value = f"{line.value:,.3g}" if abs(line.value) < 1000 else f"{line.value:,.0f}"
    return f"{name:10} {line.what:58} {value:>12} {line.unit:16} {line.goal:14} {line.ratio}".rstrip()


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


if __name__ == "__main__":
    main()
