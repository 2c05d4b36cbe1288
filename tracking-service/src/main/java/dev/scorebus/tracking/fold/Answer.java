package dev.scorebus.tracking.fold;

/// What the fold answers to an event.
enum Answer {
    /// It follows what the ledger knows; the ledger took it.
    APPLIED,
    /// It was folded before; nothing changes.
    DUPLICATE,
    /// Something before it is missing, or it contradicts what another event told already; it is parked.
    GAP,
    /// It cannot be understood or stored; it is parked with its bytes.
    UNREADABLE
}
