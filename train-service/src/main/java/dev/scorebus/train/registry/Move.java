package dev.scorebus.train.registry;

import dev.scorebus.model.RegistryRecord.AliasMoved;
import org.jspecify.annotations.Nullable;

/// What became of moving an alias.
public sealed interface Move {
    /// It names the version now; it may have done so before.
    record Moved(AliasMoved alias) implements Move {}

    /// Someone else has moved it meanwhile; nothing was changed.
    ///
    /// @param current where it stands; null when there is no such alias
    record Conflict(@Nullable AliasMoved current) implements Move {}

    /// There is no such version to name.
    record NoSuchVersion() implements Move {}
}
