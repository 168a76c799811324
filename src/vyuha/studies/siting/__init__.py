"""Where to put them: units on candidate sites against the attacker's best reply."""
