"""Which of several defences is better, on the same raids."""
