"""What leaves the project: replays for other tools (Tacview ACMI, CZML) and the one-file report with its pictures.

Everything here reads a run folder, a summary or a history; nothing here computes an
outcome or needs the compiled engine.
"""
