"""What matters: which factor moves the outcome, how much of its spread is chance and how much is ignorance, and what to
find out first.
"""
