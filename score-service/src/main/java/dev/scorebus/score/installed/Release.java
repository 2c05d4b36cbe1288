package dev.scorebus.score.installed;

import dev.scorebus.action.ProgramManifest;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.score.model.UnusableModelException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A version of a program as it is installed.
///
/// @param version sha-256 over its files
/// @param folder its files
/// @param environment what every program gets, unless its manifest says otherwise
public record Release(
        ProgramManifest manifest, Path folder, String version, Map<String, String> environment) {
    private static final String TRAINS = "train";
    private static final String SCORES = "score";

    /// A process of it that is not started yet.
    ///
    /// @param model the folder that its training wrote; absent for a program that brings its own
    /// @param words where what it says goes
    ProgramCalls process(@Nullable ModelFolder model, ProgramWords words) {
        return ProgramLaunches.make(manifest, folder, environment, model, words);
    }

    /// Puts it to its canary, in a process of its own, so that nothing which the canary made it remember is there when it serves.
    ///
    /// @param model as for a process
    /// @return what is wrong, in words. Absent when nothing is, when it has no canary, and when it is trained but was given no model:
    ///     its canary is put to each version of a model
    /// @throws ProgramStartException when it cannot be started
    Optional<String> canaryFault(@Nullable ModelFolder model) throws ProgramStartException {
        ProgramManifest.Canary canary = manifest.canary();
        if (canary == null) {
            return Optional.empty();
        }
        ProgramWords words = new ProgramWords(manifest.name(), "canary", new SimpleMeterRegistry());
        try (ProgramCalls process = process(model, words)) {
            List<String> commands = process.ready().commands();
            if (!commands.contains(SCORES)) {
                return Optional.of("it has no command 'score', which a canary asks");
            }
            return model == null && commands.contains(TRAINS)
                    ? Optional.empty()
                    : new CanaryRun(canary, folder).fault(process);
        }
    }

    /// Puts it to its canary as [#canaryFault()] does, without a model.
    ///
    /// @throws UnusableModelException when it cannot be started
    public Optional<String> canaryFault() throws UnusableModelException {
        try {
            return canaryFault(null);
        } catch (ProgramStartException e) {
            throw new UnusableModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
