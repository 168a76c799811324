"""How fast Vyuha is, and how much memory it takes. `python -m benchmarks` prints a table; nothing here asserts."""
