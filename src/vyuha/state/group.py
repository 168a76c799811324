"""Groups of targets, by which doctrine says what is fired at what."""

DRONE = 0
CRUISE_MISSILE = 1
AIRCRAFT = 2
STANDOFF = 3
SUPERSONIC = 4
BALLISTIC = 5
# Their names in scenarios, by code.
GROUPS = ("drone", "cruise-missile", "aircraft", "standoff", "supersonic", "ballistic")

# Places in the order of preference of a magazine are packed, four bits for each group.
BITS = 4
LAST_PLACE = 15
