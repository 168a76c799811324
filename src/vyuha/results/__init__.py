"""What a run leaves: record tables, the run folder, the leaker ledger, statistics and the summary."""
