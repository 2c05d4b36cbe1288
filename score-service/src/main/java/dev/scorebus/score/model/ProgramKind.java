package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.program.Program;
import java.util.function.Supplier;

/// A kind of program: what the actions and model versions call by its name.
public interface ProgramKind {
    /// Its name, such as `trees`.
    String name();

    /// How many programs of a version there are at most, each in use once at a time.
    default int most() {
        return Integer.MAX_VALUE;
    }

    /// Reads a model version and warms it.
    ///
    /// @param artefact the bytes that training wrote
    /// @return makes as many programs of it as are used at once
    /// @throws UnusableModelException when the artefact is no model that fits its contract
    Supplier<Program> open(ModelVersion version, byte[] artefact) throws UnusableModelException;
}
