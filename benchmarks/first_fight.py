"""Run by `startup` in a process of its own: assemble a scenario, fight it once, and say what was compiled.

    python -m benchmarks.first_fight SCENARIO

Prints JSON: CPU seconds until the first fight is over, and the CPU seconds of each compiled kernel without those of the
kernels that it calls.
"""

import json
import sys
import time

from benchmarks.measure import SCENARIOS


def main() -> None:
    from numba.core import event

    spent: dict[str, float] = {}
    stack: list[list[float]] = []

    class Listener(event.Listener):
        def on_start(self, event: object) -> None:
            stack.append([time.process_time(), 0.0])

        def on_end(self, event: object) -> None:
            start, inner = stack.pop()
            whole = time.process_time() - start
            if stack:
                stack[-1][1] += whole
            function = event.data["dispatcher"].py_func  # type: ignore[attr-defined]
            name = f"{function.__module__}.{function.__name__}"
            spent[name] = spent.get(name, 0.0) + whole - inner

    event.register("numba:compile", Listener())
    from vyuha.catalogue import load
    from vyuha.engine.assemble import assemble
    from vyuha.engine.replicates import Engine
    from vyuha.scenario import load as load_scenario

    assembled = assemble(load_scenario(SCENARIOS / sys.argv[1]), load())
    Engine(assembled.setup, 1, 1).fight_block(0, 1)
    print(json.dumps({"cpu": time.process_time(), "kernels": spent}))


if __name__ == "__main__":
    main()
