package dev.scorebus.score.stream;

import org.jspecify.annotations.Nullable;

/// Lets one at a time in this process read what may kill it, so that a death is charged to no other.
final class Turn {
    private @Nullable Object holder;

    /// Asks for it.
    ///
    /// @return whether `who` has it now
    synchronized boolean take(Object who) {
        if (holder == null) {
            holder = who;
        }
        return who.equals(holder);
    }

    /// Whoever has it needs it no more.
    synchronized void give(Object who) {
        if (who.equals(holder)) {
            holder = null;
        }
    }
}
