package dev.scorebus.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The laptop's broker alone in a JVM, so that it can be killed and frozen. Arguments: its data folder, its port, and any number of
/// [BrokerDoor]s. It ends in order by SIGTERM, and at once when Kafka cannot go on.
public final class BrokerMain {
    private BrokerMain() {}

    /// Runs until the process is ended.
    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        List<BrokerDoor> doors = Arrays.stream(arguments).skip(2).map(BrokerDoor::parse).toList();
        KafkaServer server = KafkaServer.start(data, port, doors);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        server.ended().join();
        Runtime.getRuntime().halt(1);
    }
}
