package dev.scorebus.cli.platform;

import dev.scorebus.local.PortClaim;
import java.util.List;
import java.util.stream.IntStream;

/// The ports of a platform, all on 127.0.0.1.
///
/// @param gateway where clients call
/// @param train train-service's interface
/// @param score score-service's interface
/// @param tracking tracking-service's interface
/// @param kafka the broker
/// @param postgres the database
/// @param managementOffset a service's management port lies so much above its interface's
public record Ports(
        int gateway,
        int train,
        int score,
        int tracking,
        int kafka,
        int postgres,
        int managementOffset) {
    /// What `./scorebus up` takes when nothing else is said.
    public static final Ports DEFAULT = new Ports(8080, 8081, 8082, 8083, 19092, 15432, 1000);

    // So small that management ports, too, stay below those of outgoing connections.
    private static final int FREE_MANAGEMENT_OFFSET = 701;

    public Ports {
        if (managementOffset == 0) {
            throw new IllegalArgumentException(
                    "A management port is another port: the offset must not be 0");
        }
    }

    /// Ports that nothing listens on, and that nobody else is given: what a test wants.
    public static Ports free() {
        int[] free =
                IntStream.generate(() -> PortClaim.free(FREE_MANAGEMENT_OFFSET)).limit(6).toArray();
        return new Ports(
                free[0], free[1], free[2], free[3], free[4], free[5], FREE_MANAGEMENT_OFFSET);
    }

    /// The management port of a service.
    public int management(int port) {
        return port + managementOffset;
    }

    /// Where Kafka clients connect.
    public String bootstrap() {
        return "127.0.0.1:" + kafka;
    }

    /// The base address of a service.
    public static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /// Every port that must be free before the platform starts, with where to change it. Those of Kafka and PostgreSQL are
    /// checked by whoever starts these.
    List<PortClaim> claims() {
        return List.of(
                new PortClaim("The gateway", gateway, "--port", "SCOREBUS_PORT"),
                new PortClaim("train-service", train, "--train-port", "SCOREBUS_TRAIN_PORT"),
                new PortClaim("score-service", score, "--score-port", "SCOREBUS_SCORE_PORT"),
                new PortClaim(
                        "tracking-service", tracking, "--tracking-port", "SCOREBUS_TRACKING_PORT"),
                management("gateway", gateway),
                management("train-service", train),
                management("score-service", score),
                management("tracking-service", tracking));
    }

    private PortClaim management(String service, int port) {
        return new PortClaim(
                "The management interface of " + service,
                management(port),
                "--management-offset",
                "SCOREBUS_MANAGEMENT_OFFSET");
    }
}
