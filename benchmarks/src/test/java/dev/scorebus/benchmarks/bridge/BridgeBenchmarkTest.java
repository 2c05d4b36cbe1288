package dev.scorebus.benchmarks.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.bridge.BridgeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeBenchmarkTest {
    private static final String PATH = System.getenv("PATH");

    @TempDir private Path folder;

    @Test
    void bothSidesAnswerTheSameAndAreCompared() throws IOException {
        assumeThat(Python.find(PATH))
                .as("the benchmark of the bridge is not tested: install python3 3.9 or newer")
                .isPresent();
        assertThat(run(new BridgeBenchmark(1, 2, 3), PATH))
                .containsPattern("batches of 500: bare [\\d,]+ \\[")
                .containsPattern("@app.score: .* messages/s; ratio \\d")
                .containsPattern("@app.score_batch: .* messages/s; ratio \\d")
                .containsPattern("single calls: echo p50 .* times the echo's p50");
    }

    @Test
    void isSkippedWithALineWhereThereIsNoPython() throws IOException {
        assertThat(run(new BridgeBenchmark(1, 1, 1), folder.toString()).lines())
                .containsExactly(
                        "bench bridge: skipped, it needs python3 3.9 or newer in the PATH");
    }

    @Test
    void eachMessageHasAsManyBytesAsIsSaid() {
        assertThat(BenchMessages.of(500))
                .extracting(BridgeMessage::length)
                .containsOnly(BenchMessages.BYTES);
    }

    private static String run(BridgeBenchmark benchmark, String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            benchmark.run(path, stream);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
