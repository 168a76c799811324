"""Live: a fight, or a replay of one, on the network with other simulators, at real or scaled time (DIS).

    send(...)             a stored replicate, as it happened
    fight_live(...)       a scenario against what others fly

It joins the engine with `dis`, so it stands above both; sockets are named in `wire` alone.
"""
