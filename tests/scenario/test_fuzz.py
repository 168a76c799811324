"""Whatever is read, the loader gives a scenario or `InputErrors` whose lines are short and plain.

Property test with fixed seed (derandomised): any text, mutated scenarios, and odd values in every place of a sound one.
"""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vyuha.reading.tree import read
from vyuha.scenario import InputErrors, Scenario, parse, template

FUZZ = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ODD = [
    "",
    "~",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "nan",
    "1_000",
    "9" * 300,
    "[]",
    "{}",
    "[a]",
    "{a: b}",
    "- ",
    "é",
    "&a",
    "*a",
]
ODD += [
    "!t x",
    "'",
    '"',
    "0 km",
    "-3 km",
    "1e308 km",
    "5 km/h",
    "10 km",
    "3",
    "30 s",
    "|",
    ">",
    "%",
    "@",
    "`",
    "\t",
    "alpha",
    "#",
]


def outcome(text: str) -> Scenario | None:
    """The scenario, or None when it is refused in good order."""
    try:
        return parse(text, "x.yaml")
    except InputErrors as errors:
        lines = str(errors).splitlines()
        assert errors.problems
        assert all(line.isprintable() and len(line) < 1000 for line in lines)
        assert [problem.line for problem in errors.problems] == sorted(problem.line for problem in errors.problems)
        return None


@FUZZ
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert outcome(text) is None


@FUZZ
@given(st.text(alphabet="{}[]:,-&*!|>'\"%@`#? \n\tabc01.~<=\\", max_size=80))
def test_yaml_like_text(text: str) -> None:
    assert outcome(text) is None
    root, problems = read(text, "x.yaml")
    assert root is not None or problems


@FUZZ
@given(st.data())
def test_mutations(data: st.DataObject) -> None:
    text = template()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 20, len(text))))
        text = text[:start] + data.draw(st.one_of(st.sampled_from(ODD), st.text(max_size=5))) + text[end:]
    outcome(text)


@FUZZ
@given(st.data())
def test_odd_values_in_every_place(data: st.DataObject) -> None:
    lines = template().splitlines()
    places = [number for number, line in enumerate(lines) if ": " in line and not line.lstrip().startswith("#")]
    for number in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        key = lines[number].split(": ")[0]
        lines[number] = f"{key}: {data.draw(st.sampled_from(ODD))}"
    outcome("\n".join(lines))


keys: Any = st.sampled_from(
    ["id", "east", "from", "raids", "assets", "place", "load", "target", "spacing", "mean", "zone", "x"]
)
trees: Any = st.recursive(
    st.sampled_from(["a", "1", "3 km", "", "20 s"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


def written(tree: Any) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {written(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(written(value) for value in tree) + "]"
    return f'"{tree}"'


@FUZZ
@given(st.dictionaries(st.sampled_from(list(Scenario.model_fields)), trees))
def test_any_tree_under_the_keys_of_a_scenario(tree: dict[str, Any]) -> None:
    assert outcome(written(tree)) is None


def test_the_template_itself_passes() -> None:
    """Negative control: the fuzz does not refuse everything."""
    assert outcome(template()) is not None
