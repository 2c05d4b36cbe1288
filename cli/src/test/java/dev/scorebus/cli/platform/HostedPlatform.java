package dev.scorebus.cli.platform;

import dev.scorebus.local.LocalPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// A whole platform in the JVM of a test, found by commands that are given its folder.
public final class HostedPlatform implements AutoCloseable {
    private final PlatformHome home;
    private final Ports ports = Ports.free();
    private final PlatformHost host;

    /// Starts it on free ports.
    public HostedPlatform(Path folder) throws IOException {
        home = new PlatformHome(folder);
        home.make();
        host = new PlatformHost(home, ports, _ -> {});
        host.start();
        home.record(RunningPlatform.thisProcess(ports));
    }

    /// The first column of what its database answers.
    public List<String> ask(String sql) throws IOException, SQLException {
        List<String> rows = new ArrayList<>();
        String password = Files.readString(home.folder().resolve("postgres.password")).strip();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:%d/%s"
                                        .formatted(ports.postgres(), LocalPlatform.DATABASE),
                                "scorebus",
                                password);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        home.forget();
        host.close();
    }
}
