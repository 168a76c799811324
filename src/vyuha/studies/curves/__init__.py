"""Curves: outcomes along a factor or from one alternative to the next, with bands, knees and what saturates."""
