package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// How a program is started.
///
/// The working directory of the process is a fresh, empty folder that is deleted when the process is gone.
///
/// @param name what the log calls it
/// @param command what is executed: first the program's file, looked up in the `PATH` of `environment` (the runner's when that
///     has none). An element that names a file of `folder` becomes that file's path
/// @param folder the program's own files
/// @param environment what the process gets besides `PATH`, `HOME` and `TMPDIR` (both its working directory), `LANG`, and the
///     two variables of the bridge. Nothing of the runner's own environment is given on but `PATH`
/// @param startDeadline how long it may take from the start to `hello`
/// @param settingsJson what `welcome` says as `settings`: a JSON object
public record ProgramLaunch(
        String name,
        List<String> command,
        Path folder,
        Map<String, String> environment,
        Limits limits,
        Network network,
        Duration startDeadline,
        @Nullable ModelFolder model,
        String settingsJson) {

    public ProgramLaunch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "The command of %s is empty: its first element names the program's file"
                            .formatted(name));
        }
        if (command.stream().anyMatch(each -> each.indexOf(0) >= 0)) {
            throw new IllegalArgumentException("The command of %s holds a byte 0".formatted(name));
        }
        environment.forEach(ProgramLaunch::requireVariable);
        if (!startDeadline.isPositive()) {
            throw new IllegalArgumentException(
                    "startDeadline must be positive, got " + startDeadline);
        }
        if (!isObject(settingsJson)) {
            throw new IllegalArgumentException(
                    "The settings of %s are no JSON object".formatted(name));
        }
    }

    private static void requireVariable(String name, String value) {
        if (name.isEmpty()
                || name.indexOf('=') >= 0
                || name.indexOf(0) >= 0
                || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "%s is no variable of an environment: its name has no '=', and nothing holds a byte 0"
                            .formatted(name));
        }
    }

    private static boolean isObject(String json) {
        try {
            return BridgeJson.MAPPER.readTree(json) instanceof ObjectNode;
        } catch (JacksonException _) {
            return false;
        }
    }
}
