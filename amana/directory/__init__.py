"""Companies: how they are found and reached, who answers there, where each fact is from, and whom one may write to.

For the rooms above: `listing.company_named`, `finding.find`, `choosing.ways`, `choosing.people_at`, `reaching.may_write`,
`reaching.note_written`, `reaching.stop`, `waiting.log_wait`, `waiting.best_time`, `addressing.patterns.candidates_at`, `family.root_of`,
`forgetting.forget`.
"""
