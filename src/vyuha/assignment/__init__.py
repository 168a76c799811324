"""Who shoots at what: the weapon-target assignment problem, solved quickly, well, or to a proof."""
