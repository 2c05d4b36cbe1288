package dev.scorebus.bridge;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the operating system is asked to execute for a launch: the program behind what puts it into a group of its own,
/// takes its network away and limits it. Each of these becomes the next, so that the process is the program in the end.
final class LaunchCommand {
    /// Begins the line that says that a limit was refused; it is told as a warning.
    static final String REFUSED = "scorebus-limit-refused: ";

    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final long KIBIBYTE = 1_024;

    // bash knows the number of processes as -u, dash as -p. What a shell does not know ends it:
    // tried in a shell of its own.
    private static final String LIMITER =
            """
            limit() {
                what=$1; to=$2; shift 2
                if [ "$to" = 0 ]; then return 0; fi
                for flag; do
                    if (ulimit "$flag" "$to") 2>/dev/null; then ulimit "$flag" "$to"; return 0; fi
                done
                echo "%s$to $what" >&2
            }
            limit 'KiB of memory' "$1" -v
            limit 'seconds of processor time' "$2" -t
            limit 'open files' "$3" -n
            limit 'processes' "$4" -u -p
            shift 4
            unset PWD OLDPWD SHLVL
            exec "$@"
            """
                    .formatted(REFUSED);

    private LaunchCommand() {}

    /// @throws ProgramStartException if the program's file is not there
    static List<String> of(ProgramLaunch launch) throws ProgramStartException {
        List<String> command = new ArrayList<>();
        if (Isolation.OWN_GROUP) {
            command.add(Isolation.SETSID.toString());
        }
        if (launch.network() == Network.NONE) {
            command.addAll(Isolation.withoutNetwork());
        }
        command.addAll(Isolation.dyingWithStarter());
        Limits limits = launch.limits();
        if (!limits.equals(Limits.NONE)) {
            command.addAll(List.of("/bin/sh", "-c", LIMITER, "sh"));
            command.add(Long.toString((limits.memoryBytes() + KIBIBYTE - 1) / KIBIBYTE));
            command.add(Long.toString(limits.cpu().plusMillis(999).toSeconds()));
            command.add(Integer.toString(limits.openFiles()));
            command.add(Integer.toString(limits.processes()));
        }
        command.add(program(launch));
        launch.command().stream().skip(1).map(each -> resolved(launch, each)).forEach(command::add);
        return command;
    }

    static Map<String, String> environment(ProgramLaunch launch, RunFolder run) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", path(launch));
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", run.work().toString());
        environment.put("TMPDIR", run.work().toString());
        environment.putAll(launch.environment());
        environment.put(RunProcesses.MARK, run.tokenFile().toString());
        return environment;
    }

    private static String path(ProgramLaunch launch) {
        String own = System.getenv("PATH");
        return launch.environment().getOrDefault("PATH", own == null ? DEFAULT_PATH : own);
    }

    private static String program(ProgramLaunch launch) throws ProgramStartException {
        String name = launch.command().getFirst();
        String inFolder = resolved(launch, name);
        if (!inFolder.equals(name)) {
            return inFolder;
        }
        if (name.contains("/")) {
            if (Files.isExecutable(Path.of(name))) {
                return name;
            }
            throw new ProgramStartException(
                    "%s: %s is no file that may be executed".formatted(launch.name(), name));
        }
        for (String each : path(launch).split(":", -1)) {
            Path candidate = Path.of(each.isEmpty() ? "." : each).resolve(name).toAbsolutePath();
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return candidate.toString();
            }
        }
        throw new ProgramStartException(
                "%s: there is no %s in %s, nor in the PATH %s"
                        .formatted(launch.name(), name, launch.folder(), path(launch)));
    }

    private static String resolved(ProgramLaunch launch, String element) {
        try {
            Path folder = launch.folder().toAbsolutePath().normalize();
            Path named = folder.resolve(element).normalize();
            boolean inside = named.startsWith(folder) && !named.equals(folder);
            return !element.isEmpty() && inside && Files.exists(named) ? named.toString() : element;
        } catch (InvalidPathException _) {
            return element;
        }
    }
}
