"""Verification: published cases and closed forms, each with its tolerance and a control that has to fail.

A chapter is a function that gives cases; `chapters.CHAPTERS` lists them, `chapters.run` computes them, `page` words
them. `vyuha verify` prints them.
"""
