package dev.scorebus.bridge.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the tests that the Node SDK has in its own language.
class NodeSdkTest {
    private static final Path SDK =
            Path.of(System.getProperty("scorebus.root", "..")).resolve("sdk/node");

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void itsOwnTestsHold() throws IOException, InterruptedException {
        assumeTrue(isHere(), "the Node SDK is not tested: install node, 18 or later");
        List<String> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(SDK.resolve("test"))) {
            files.map(file -> "test/" + file.getFileName())
                    .filter(file -> file.endsWith(".test.js"))
                    .sorted()
                    .forEach(command::add);
        }

        Process node =
                new ProcessBuilder(command)
                        .directory(SDK.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("pass [1-9][0-9]+");
    }

    private static boolean isHere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    }
}
