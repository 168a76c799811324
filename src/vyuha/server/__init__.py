"""The local web page: a small server on this machine alone, which shows a folder of runs, plans and scenarios.

The server itself reads no results. It answers to browsers (`guard` decides who may ask, `routes` what), and hands every
question to a child process (`worker`), which finds runs by their ids (`folder`) and turns them into plain content, one
room for each subject. So a damaged file, a fight that never ends or a table that fills the memory ends a child, not the
server.
"""
