package dev.scorebus.tracking.fold;

import org.springframework.dao.ConcurrencyFailureException;

/// A compare-and-set lost against another transaction; this one rolls back and is tried again.
final class LedgerMovedException extends ConcurrencyFailureException {
    LedgerMovedException(String message) {
        super(message);
    }
}
