"""Studies: many futures, many fights, and what they say together about a plan."""
