"""What the user writes: a scenario file, read strictly, typed, checked, and explained where it is wrong.

    load(path)              the scenario in a file
    parse(text, name)       the scenario in a text
    InputErrors          raised by both; `problems` holds all that is wrong: file, line, path, value, message
    json_schema()           the published JSON Schema
    estimate(scenario, n)   roughly what fighting it costs
    remarks(scenario)       what is allowed in it and yet likely to surprise
    template()              a first scenario to edit, with comments

Inside a `Scenario` all quantities are SI floats (metres, seconds, radians); text with units is for files only.
"""

from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.text import read_text
from vyuha.scenario.cost import Estimate, estimate
from vyuha.scenario.doctrine import Doctrine
from vyuha.scenario.doctrines import BUILT_IN, DOCTRINE_ASSUMPTIONS
from vyuha.scenario.load import load, parse
from vyuha.scenario.model import Asset, Defence, Origin, Raid, Run, Scenario
from vyuha.scenario.place import Place
from vyuha.scenario.remarks import remarks
from vyuha.scenario.schema import json_schema
from vyuha.scenario.template import template

__all__ = [
    "BUILT_IN",
    "DOCTRINE_ASSUMPTIONS",
    "Asset",
    "Defence",
    "Doctrine",
    "Estimate",
    "Origin",
    "Place",
    "Problem",
    "Raid",
    "Run",
    "Scenario",
    "InputErrors",
    "estimate",
    "json_schema",
    "load",
    "parse",
    "read_text",
    "remarks",
    "template",
]
