"""How interceptors fly: flight model and guidance, seeker, endgame and lethality, and what each missile reaches."""
