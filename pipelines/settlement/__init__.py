"""Settlement on disk: the ledger of each month's states, the locked files, restatement, replay.

Belongs here: what `scoring.settlement` decides, carried out: events appended to files, locked
versions written once, gates asked, other data, rules and code fetched for a replay, and the
bodies of the commands (`commands`, `appeal_commands`). Must stay out: the state machine, deltas
and hashes, which are pure and live in `scoring.settlement`.

    control/settlement/events.jsonl      what happened to every pay group's month
    control/settlement/appeals.jsonl     acts on appeals
    control/settlement/overrides.jsonl   corrected figures, with who and why
    locked/<period>/<pay group>/v<k>/    the rows that were locked, and every later version
    replay/<id>/                         replays, by the fingerprint of their arguments

Nothing is imported here, so that the command line starts fast. What others call:

    settling.Settling                     the acts on a month, up to its lock
    restating.restate                     shadow runs of a locked month
    locked.keep_locked, locked_tables     the guard of locked rows
    corrections.overridden_values         metric values with override rows applied
    corrections.adjustments_due           what is posted into a month as P12
    control_tables.store_settlement       the ledgers as tables of the warehouse
    spans.span_scores                     quarters and years
    replay.replayer, compare.compare      replays and why two of them differ
"""
