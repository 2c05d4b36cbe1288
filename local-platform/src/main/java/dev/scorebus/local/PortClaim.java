package dev.scorebus.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port that is about to be used, and where its user can change it.
///
/// @param role who wants it, as the subject of a sentence: `Kafka`, `The gateway`
/// @param port the port on 127.0.0.1
/// @param option the command-line option that sets it, such as `--port`
/// @param variable the environment variable that sets it, such as `SCOREBUS_PORT`
public record PortClaim(String role, int port, String option, String variable) {
    // Below the range from which Linux, macOS and Windows take the ports of outgoing connections,
    // so that a port
    // picked now is still free when its server binds it, also after a restart of that server.
    private static final int FIRST_FREE = 20_000;
    private static final int LAST_FREE = 31_700;
    private static final int TRIES = 1_000;

    /// Fails if the port is taken, naming the port, its holder if known, and how to choose another.
    ///
    /// @throws PlatformStartException if something listens there
    public void requireFree() {
        if (isFree(port)) {
            return;
        }
        String holder = PortHolder.of(port).map(PortHolder::toString).orElse("an unknown process");
        throw new PlatformStartException(
                "%s cannot use port %d: it is held by %s.".formatted(role, port, holder),
                "Stop that process, or choose another port with %s or the environment variable %s."
                        .formatted(option, variable));
    }

    /// A port of 127.0.0.1 that nothing listens on, and that no other Scorebus process of this user was given.
    public static int free() {
        return free(0);
    }

    /// The same, and the port that lies so much above it.
    public static int free(int above) {
        return ThreadLocalRandom.current()
                .ints(TRIES, FIRST_FREE, LAST_FREE)
                .filter(port -> take(port) && (above == 0 || take(port + above)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new PlatformStartException(
                                        "None of %d ports tried between %d and %d is free."
                                                .formatted(TRIES, FIRST_FREE, LAST_FREE),
                                        "Name the ports to use."));
    }

    private static boolean take(int port) {
        return isFree(port) && PortReservation.take(port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
