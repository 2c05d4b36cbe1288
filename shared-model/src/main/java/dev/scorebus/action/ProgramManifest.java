package dev.scorebus.action;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a program over the bridge is started. [ProgramFile] reads it from the `program.yaml` in the program's folder.
///
/// @param name what actions call it by
/// @param owner who answers for it
/// @param run what is executed and its arguments
/// @param protocol what it speaks
/// @param environment what the process gets besides `PATH`, `HOME`, `LANG` and `TMPDIR`
/// @param network what of the network it reaches
/// @param start how long it may take until it can be called
/// @param limits what the process may use
/// @param canary what must come of messages before a version serves; absent when a version serves as soon as it runs
public record ProgramManifest(
        String name,
        String owner,
        List<String> run,
        Protocol protocol,
        Map<String, String> environment,
        Network network,
        Duration start,
        Limits limits,
        @Nullable Canary canary) {
    public ProgramManifest {
        run = List.copyOf(run);
        environment = Map.copyOf(new LinkedHashMap<>(environment));
        if (run.isEmpty()) {
            throw new IllegalArgumentException("A program is started by at least one word");
        }
    }

    /// Messages of which is known what must come of them. Both files are named as seen from the program's folder.
    ///
    /// @param cases one message a line
    /// @param expected what must come of each, one JSON object a line
    public record Canary(String cases, String expected) {}

    /// What a program speaks.
    public enum Protocol {
        /// The bridge protocol.
        BRIDGE,
        /// One JSON value a line, from standard input to standard output.
        JSON_LINES
    }

    /// What of the network a program reaches.
    public enum Network {
        /// Nothing, where the system can do that.
        NONE,
        /// What this machine reaches.
        HOST
    }

    /// What a process may use; nothing that is 0 is limited.
    ///
    /// @param memoryBytes its address space
    /// @param cpu its processor time, over its whole life
    /// @param openFiles how many files it may have open at once
    /// @param processes how many processes its user may have at once
    public record Limits(long memoryBytes, Duration cpu, int openFiles, int processes) {}
}
