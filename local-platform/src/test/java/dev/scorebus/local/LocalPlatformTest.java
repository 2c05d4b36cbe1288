package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.spi.SLF4JServiceProvider;

@TestInstance(Lifecycle.PER_CLASS)
class LocalPlatformTest {
    private final Path home;
    private final LocalPlatform platform;

    LocalPlatformTest(@TempDir Path home) {
        this.home = home;
        this.platform = LocalPlatform.start(LocalSettings.withFreePorts(home));
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    @Test
    void aSecondPlatformOnTheSameHomeIsRefusedAndTheFirstGoesOn() throws SQLException {
        assertThatExceptionOfType(PlatformStartException.class)
                .isThrownBy(() -> LocalPlatform.start(LocalSettings.withFreePorts(home)))
                .withMessageContaining("process " + ProcessHandle.current().pid())
                .withMessageContaining("scorebus down");

        assertThat(new Traces(platform).query("select 1")).containsExactly("1");
    }

    @Test
    void aCommitIsOnTheDiskBeforeItIsConfirmed() throws SQLException {
        Traces database = new Traces(platform);

        assertThat(database.query("show fsync")).containsExactly("on");
        assertThat(database.query("show synchronous_commit")).containsExactly("on");
        assertThat(database.query("show full_page_writes")).containsExactly("on");
        assertThat(database.query("show data_checksums")).containsExactly("on");
    }

    @Test
    void bothListenOnThisMachineOnly() throws IOException {
        for (InetAddress address : addressesOfThisMachine()) {
            for (int port : List.of(platform.kafkaPort(), platform.postgresPort())) {
                assertThatThrownBy(() -> new Socket(address, port).close())
                        .as("%s:%d", address, port)
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void noOtherUserOfTheMachineGetsIntoTheDatabase() throws Exception {
        assertThat(Files.getPosixFilePermissions(home.resolve("postgres.password")))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        platform.jdbcUrl("postgres"), platform.user(), "guess"))
                .hasMessageContaining("password authentication failed");
        assertThat(platform.password()).hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    void aDatabaseIsMadeOnceAndItsNameIsChecked() throws SQLException {
        platform.createDatabase("another");
        platform.createDatabase("another");

        assertThat(
                        new Traces(platform)
                                .query("select datname from pg_database where datname = 'another'"))
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> platform.createDatabase("x; drop database scorebus"));
    }

    @Test
    void theServicesKeepTheirOwnLoggingBackend() {
        assertThat(ServiceLoader.load(SLF4JServiceProvider.class)).isEmpty();
    }

    /// 127.0.0.2 stands for the others where the machine has no network.
    private static List<InetAddress> addressesOfThisMachine() throws SocketException {
        List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.ofLiteral("127.0.0.2")));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .forEach(addresses::add);
        return addresses;
    }
}
