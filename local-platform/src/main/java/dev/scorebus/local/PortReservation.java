package dev.scorebus.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps two processes from choosing the same free port in the seconds before the first of them listens there. Each port is a
/// byte of one empty file, locked by the process that chose it; the operating system takes the locks back when it ends.
final class PortReservation {
    private static final @Nullable FileChannel PORTS = open();

    private PortReservation() {}

    /// Reserves a port for the life of this process.
    ///
    /// @return whether nobody had it, this process neither; also true where no file can be locked
    static boolean take(int port) {
        try {
            return PORTS == null || PORTS.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static @Nullable FileChannel open() {
        Path file =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "scorebus-ports-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException _) {
            return null;
        }
    }
}
