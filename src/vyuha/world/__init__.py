"""The earth, its air and how radar waves bend over it."""
