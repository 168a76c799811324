"""Studies: many fights, at many points, and what they say together.

`plan` asks what deliveries come to; everything beside it asks about one raid and one defence.
"""
