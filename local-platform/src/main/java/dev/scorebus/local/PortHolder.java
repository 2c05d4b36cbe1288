package dev.scorebus.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The process that listens on a TCP port of this machine.
///
/// @param pid its process id
/// @param command the file name of its program, such as `java`
public record PortHolder(long pid, String command) {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    /// Who listens on the port, if this can be known: on Linux, for processes that this user may look into.
    public static Optional<PortHolder> of(int port) {
        List<String> sockets =
                Stream.of("net/tcp", "net/tcp6")
                        .map(PROC::resolve)
                        .flatMap(PortHolder::lines)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> listensOn(port, fields))
                        .map(fields -> "socket:[%s]".formatted(fields[INODE]))
                        .toList();
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> holdsOneOf(sockets, process.pid()))
                .findFirst()
                .map(process -> new PortHolder(process.pid(), commandOf(process)));
    }

    @Override
    public String toString() {
        return "process %d (%s)".formatted(pid, command);
    }

    private static boolean listensOn(int port, String[] fields) {
        return fields.length > INODE
                && fields[STATE].equals(LISTENING)
                && fields[LOCAL_ADDRESS].endsWith(":%04X".formatted(port));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    private static boolean holdsOneOf(List<String> sockets, long pid) {
        Path descriptors = PROC.resolve(Long.toString(pid)).resolve("fd");
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (sockets.contains(target(link))) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }

    private static String commandOf(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("its name is not known");
    }
}
