"""Those who do the tasks of a study: threads or processes here, or the workers of a cluster.

A crew is given tasks under a key and tells, in any order, what became of them. Whatever the crew, the results are the
same bytes, since a task holds all that decides them.
"""
