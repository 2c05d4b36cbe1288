package dev.scorebus.tracking.fold;

/// What the fold answers to an event.
enum Answer {
    /// It starts where the frontier stands; the ledger took it.
    APPLIED,
    /// It was folded before; nothing changes.
    DUPLICATE,
    /// Something before it is missing, or it speaks of offsets that another event spoke of already; it is parked.
    GAP,
    /// It cannot be understood or stored; it is parked with its bytes.
    UNREADABLE
}
