package dev.scorebus.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.BridgeMessage;
import dev.scorebus.bridge.BridgedProgram;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program of `docs/java-sdk.md`, as it stands there.
class GuideTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void theProgramOfTheGuideIsCompiledFoundAndScores(@TempDir Path folder) throws Exception {
        String guide = Files.readString(Path.of("../../docs/java-sdk.md"));
        String code = guide.split("```java\n", 2)[1].split("```", 2)[0];
        Path source = Files.writeString(folder.resolve("MergeTime.java"), code);
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(ScienceProgram.class.getName()), "MergeTime\n");

        byte[] data = "{\"team_size\": 4}".getBytes(StandardCharsets.UTF_8);
        byte[] bad = "{}".getBytes(StandardCharsets.UTF_8);
        try (BridgedProgram program = BridgedProgram.of(launch(folder), BridgeListener.SILENT)) {
            CallOutcome outcome =
                    program.call(
                            new Call.Messages(
                                    "score", List.of(message(data), message(bad)), true, LONG));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            CallOutcome.Answered.class,
                            answered -> {
                                assertThat(answered.entries().getFirst())
                                        .isInstanceOfSatisfying(
                                                Entry.Value.class,
                                                value -> {
                                                    assertThat(value.value().asDouble())
                                                            .isEqualTo(12.0);
                                                    assertThat(value.explanation()).isNotNull();
                                                });
                                assertThat(answered.entries().getLast())
                                        .isEqualTo(
                                                new Entry.Failed(
                                                        "java.lang.IllegalArgumentException",
                                                        "team_size is missing",
                                                        false));
                            });
        }
    }

    private static BridgeMessage message(byte[] data) {
        return new BridgeMessage(data, 0, data.length, null, null, null, null);
    }

    /// With the class path of these tests, but for the program that they name.
    private static ProgramLaunch launch(Path folder) {
        String classPath =
                System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path"))
                        .replace(
                                Path.of("target", "test-classes").toAbsolutePath().toString(),
                                folder.toString());
        return new ProgramLaunch(
                "guide",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        folder + File.pathSeparator + classPath,
                        "dev.scorebus.sdk.Main"),
                folder,
                Map.of(),
                Limits.DEFAULT,
                Network.HOST,
                LONG,
                null,
                "{}");
    }
}
