package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.bridge.frame.BridgeJson;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class SenderTest {
    private static final Duration MOST = Duration.ofMillis(200);
    private static final int MANY = 10_000;

    @TempDir private Path folder;

    @Test
    @Timeout(60)
    void whoWritesToAProgramThatDoesNotReadIsFreedInTime() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (SocketChannel program = SocketChannel.open(address);
                    SocketChannel accepted = server.accept()) {
                assertThat(program.isConnected()).isTrue();
                CountDownLatch stuck = new CountDownLatch(1);
                Sender sender = new Sender(new BridgeConnection(accepted, Hello.of(hello())));
                byte[] frame = new byte[10_000];
                for (int i = 0; i < MANY && stuck.getCount() > 0; i++) {
                    sender.send(
                            frame,
                            MOST,
                            () -> {
                                stuck.countDown();
                                BridgeConnection.close(accepted);
                            });
                }
                assertThat(stuck.await(1, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static ObjectNode hello() {
        return (ObjectNode)
                BridgeJson.MAPPER.readTree(
                        "{\"type\": \"hello\", \"protocol\": [1], \"commands\": [\"score\"]}");
    }
}
