package dev.scorebus.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.local.PortClaim;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A platform of its own for the snippets: they are typed as they stand, but for the ports and the launcher.
final class DocsPlatform {
    private static final Map<String, String> PORTS =
            Map.of(
                    "8080", "SCOREBUS_PORT",
                    "8081", "SCOREBUS_TRAIN_PORT",
                    "8082", "SCOREBUS_SCORE_PORT",
                    "8083", "SCOREBUS_TRACKING_PORT",
                    "19092", "SCOREBUS_KAFKA_PORT",
                    "15432", "SCOREBUS_POSTGRES_PORT");
    private static final int MANAGEMENT_OFFSET = 1000;

    private final Path root =
            Path.of(System.getProperty("scorebus.root", "..")).toAbsolutePath().normalize();
    private final Path home;
    private final Path launcher;
    private final Map<String, String> ports = new HashMap<>();

    DocsPlatform(Path home) throws IOException {
        this.home = home;
        for (Map.Entry<String, String> port : PORTS.entrySet()) {
            ports.put(port.getKey(), String.valueOf(PortClaim.free(MANAGEMENT_OFFSET)));
        }
        launcher = home.resolve("scorebus");
        Files.writeString(
                launcher,
                """
                #!/bin/sh
                exec "%s/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m --enable-native-access=ALL-UNNAMED \
                --sun-misc-unsafe-memory-access=allow "-Dscorebus.root=%s" -cp "%s" dev.scorebus.cli.ScorebusMain "$@"
                """
                        .formatted(
                                System.getProperty("java.home"),
                                root,
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path root() {
        return root;
    }

    /// Types a script into a shell in the checkout.
    ///
    /// @return what it printed
    String type(String script) throws IOException, InterruptedException {
        Path output = home.resolve("output.txt");
        ProcessBuilder shell =
                new ProcessBuilder("sh", "-eu", "-c", adapted(script))
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(new File("/dev/null"));
        shell.environment().put("SCOREBUS_HOME", home.resolve("data").toString());
        shell.environment().put("SCOREBUS_DATA", home.resolve("none").toString());
        PORTS.forEach(
                (usual, variable) ->
                        shell.environment().put(variable, String.valueOf(ports.get(usual))));
        Process process = shell.start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(ended).as("'%s' ends; it printed:%n%s", script, printed).isTrue();
        assertThat(process.exitValue()).as("'%s' printed:%n%s", script, printed).isZero();
        return printed;
    }

    private String adapted(String script) {
        String adapted =
                script.replace("curl -s", "curl -sS --fail-with-body")
                        .replace("./scorebus demo", "./scorebus demo --messages 2000")
                        .replace("./scorebus", launcher.toString());
        for (Map.Entry<String, String> port : ports.entrySet()) {
            int usual = Integer.parseInt(port.getKey());
            int now = Integer.parseInt(port.getValue());
            adapted =
                    adapted.replace("localhost:" + usual, "localhost:" + now)
                            .replace(
                                    "localhost:" + (usual + MANAGEMENT_OFFSET),
                                    "localhost:" + (now + MANAGEMENT_OFFSET));
        }
        return adapted;
    }
}
