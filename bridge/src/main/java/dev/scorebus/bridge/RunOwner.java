package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The runner that a run's folder belongs to.
///
/// @param started when its process started, as the system writes it: numbers of processes are used again
/// @param space which numbering its number is from: a container has one of its own
record RunOwner(long pid, String started, String space) {
    private static final int LINES = 3;
    private static final Path PROC = Path.of("/proc");
    // Field 22 of /proc/PID/stat; the second one ends with the last ')'.
    private static final int START_AFTER_NAME = 19;

    static RunOwner self() {
        long pid = ProcessHandle.current().pid();
        return new RunOwner(pid, started(pid), ownSpace());
    }

    String text() {
        return "%d\n%s\n%s\n".formatted(pid, started, space);
    }

    /// Who a folder says that it belongs to; null when it does not say, or not to the end.
    static @Nullable RunOwner of(Path folder) {
        try {
            String text = Files.readString(RunFolder.ownerFile(folder));
            List<String> lines = text.lines().toList();
            return lines.size() == LINES && text.endsWith("\n")
                    ? new RunOwner(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2))
                    : null;
        } catch (IOException | NumberFormatException _) {
            return null;
        }
    }

    /// Whether it certainly does not live any more.
    boolean isGone() {
        return space.equals(ownSpace()) && !started.equals(started(pid));
    }

    /// Empty when there is no such process.
    private static String started(long pid) {
        Path stat = PROC.resolve(Long.toString(pid)).resolve("stat");
        if (Files.isDirectory(PROC)) {
            try {
                String text = Files.readString(stat);
                return text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[START_AFTER_NAME];
            } catch (IOException _) {
                return "";
            }
        }
        return ProcessHandle.of(pid)
                .flatMap(each -> each.info().startInstant())
                .map(Instant::toString)
                .orElse("");
    }

    private static String ownSpace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException _) {
            return "host";
        }
    }
}
