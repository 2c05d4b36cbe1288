package dev.scorebus.train.run;

/// What became of renewing a lease.
enum Renewal {
    /// It holds on.
    HELD,
    /// It holds on, and the run shall be cancelled.
    HELD_BUT_CANCELLED,
    /// It was lost; nothing of this run may be written any more.
    LOST
}
