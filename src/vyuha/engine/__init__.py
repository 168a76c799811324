"""The engine: owns the tables and time, and no physics."""
