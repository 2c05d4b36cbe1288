package dev.scorebus.score.installed;

import dev.scorebus.action.ProgramManifest;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.LineProgram;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.bridge.ProgramLaunch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes processes of a program.
final class ProgramLaunches {
    private ProgramLaunches() {}

    /// A process that is not started yet.
    ///
    /// @param folder the program's files
    /// @param common what every program gets, unless its manifest says otherwise
    /// @param model the folder that its training wrote; absent for a program that brings its own
    /// @param words where what it says goes
    static ProgramCalls make(
            ProgramManifest manifest,
            Path folder,
            Map<String, String> common,
            @Nullable ModelFolder model,
            ProgramWords words) {
        Map<String, String> environment = new HashMap<>(common);
        environment.putAll(manifest.environment());
        ProgramManifest.Limits limits = manifest.limits();
        ProgramLaunch launch =
                new ProgramLaunch(
                        manifest.name(),
                        manifest.run(),
                        folder,
                        environment,
                        new Limits(
                                limits.memoryBytes(),
                                limits.cpu(),
                                limits.openFiles(),
                                limits.processes()),
                        switch (manifest.network()) {
                            case NONE -> Network.NONE;
                            case HOST -> Network.HOST;
                        },
                        manifest.start(),
                        model,
                        "{}");
        return switch (manifest.protocol()) {
            case BRIDGE -> BridgedProgram.of(launch, words);
            case JSON_LINES -> LineProgram.of(launch, words);
        };
    }
}
