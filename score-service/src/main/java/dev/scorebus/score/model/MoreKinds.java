package dev.scorebus.score.model;

import java.util.Optional;

/// Kinds of programs that are not built in.
public interface MoreKinds {
    /// The kind of this name, as it is now.
    Optional<ProgramKind> kind(String program);
}
