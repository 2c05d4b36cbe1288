package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerTest {
    @Test
    void aPortTakenAtTheLastMomentLeavesNothingRunning(@TempDir Path data) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> KafkaServer.start(data, taken.getLocalPort()))
                    .hasRootCauseInstanceOf(BindException.class);
        }

        int port = PortClaim.free();
        try (KafkaServer _ = KafkaServer.start(data, port)) {
            assertThat(PortHolder.of(port))
                    .map(PortHolder::pid)
                    .contains(ProcessHandle.current().pid());
        }
        assertThat(PortHolder.of(port)).isEmpty();
    }
}
