"""Replays in the formats of the field: which there are, what each is for, and the bytes of one replicate in each.

    FORMATS, named, by_ending       the formats (`formats`)
    render(name, replicate, file)   one of them, as bytes

It stands above `outputs` and `recordings`, which do not know each other: ASTERIX has the pictures' scene on one side
and the radar people's records on the other.
"""
