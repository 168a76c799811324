"""The fate of every round beyond its result: whom it flew at, whether another was already on its way there, and what it
had lost when it found nothing.

The functions take whatever rows they are given. Fates overlap: a double shot may be in vain too, and lose its track.
"""

import polars as pl

# What a round flew at in the end, by side and class of the threat.
AT_RAID, AT_DECOY, AT_NEUTRAL, AT_OWN, AT_NOTHING = "raid", "decoy", "neutral", "own", "nothing"
_AT = pl.Enum([AT_RAID, AT_DECOY, AT_NEUTRAL, AT_OWN, AT_NOTHING])

IN_VAIN = "in vain"
# What guided a round that found nothing, as the shots table names it, by the name of the fate.
LOST = {f"lost {what}": what for what in ("its unit", "its track", "its light")}
# Name of a fate and what it means.
FATES = {
    "double": "launched while a round of another engagement was in flight at the same target",
    "at a dead target": "came to a target that was already gone",
    "at a decoy": "flew at a decoy",
    "at nothing": "flew at a false track, behind which there was nothing",
    IN_VAIN: "at a dead target, at a decoy or at nothing",
    "at neutral": "flew at a neutral aircraft",
    "at own": "flew at an own aircraft",
    "lost its unit": "found nothing, and the unit that guided it had been destroyed",
    "lost its track": "found nothing, and the track that it flew to was gone",
    "lost its light": "found nothing, and its radar no longer held or lit the target",
}


def with_fates(shots: pl.DataFrame, threats: pl.DataFrame) -> pl.DataFrame:
    """`shots` with a column `at` (raid, decoy, neutral, own, nothing), and a yes or no `double`. `threats` needs the
    columns replicate, threat, class, side.
    """
    about = threats.select("replicate", "threat", _at().alias("at"))
    found = shots.with_row_index("row").join(about, on=["replicate", "threat"], how="left", maintain_order="left")
    return found.with_columns(
        pl.col("at").fill_null(AT_NOTHING), pl.col("row").is_in(_doubles(found).implode()).alias("double")
    ).drop("row")


def fate_exprs() -> dict[str, pl.Expr]:
    """For each fate, in the order of `FATES`, whether a row of `with_fates` has it."""
    dead, decoy, nothing = pl.col("result") == "wasted", pl.col("at") == AT_DECOY, pl.col("at") == AT_NOTHING
    known = {
        "double": pl.col("double"),
        "at a dead target": dead,
        "at a decoy": decoy,
        "at nothing": nothing,
        IN_VAIN: dead | decoy | nothing,
        "at neutral": pl.col("at") == AT_NEUTRAL,
        "at own": pl.col("at") == AT_OWN,
    }
    lost = {name: (pl.col("guidance_lost") == what).fill_null(False) for name, what in LOST.items()}
    return known | lost


def _at() -> pl.Expr:
    """What a threat is to the one who shoots at it."""
    side, kind = pl.col("side").cast(pl.String), pl.col("class").cast(pl.String)
    at = pl.when(side != "hostile").then(side).when(kind == "decoy").then(pl.lit(AT_DECOY)).otherwise(pl.lit(AT_RAID))
    return at.cast(_AT)


def _doubles(shots: pl.DataFrame) -> pl.Series:
    """Rows of the rounds that were launched while one of another engagement was in flight at the same threat; of two
    launched at once the later row.
    """
    flown = shots.filter(pl.col("threat").is_not_null()).select(
        "row", "replicate", "threat", "engagement", "launch_time", pl.col("end_time").fill_null(float("inf"))
    )
    pairs = flown.join(flown, on=["replicate", "threat"], suffix="_other").filter(
        (pl.col("engagement") != pl.col("engagement_other"))
        & (pl.col("end_time_other") > pl.col("launch_time"))
        & (
            (pl.col("launch_time_other") < pl.col("launch_time"))
            | ((pl.col("launch_time_other") == pl.col("launch_time")) & (pl.col("row_other") < pl.col("row")))
        )
    )
    return pairs["row"].unique()
