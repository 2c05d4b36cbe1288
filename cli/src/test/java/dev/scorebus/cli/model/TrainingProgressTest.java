package dev.scorebus.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.cli.terminal.Console;
import dev.scorebus.message.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    private final StringWriter err = new StringWriter();
    private final PrintWriter writer = new PrintWriter(err, true);
    private final TrainingProgress progress =
            new TrainingProgress(new Console(writer, writer, false));

    @Test
    void eachPhaseIsNamedAndEndsAtItsEndAlsoWhenTheSearchStopsEarlyAndTheLastRoundsAreNotSeen() {
        show("search", 10, 100);
        show("search", 37, 100);
        show("grow", 5, 17);
        show("grow", 12, 17);
        progress.finish();

        assertThat(err.toString().lines())
                .contains(
                        "  finding the best number of rounds: 10 of 100 rounds, mlogloss 0.9000",
                        "  growing the model: 5 of 17 rounds, mlogloss 0.9000")
                .endsWith("  growing the model: 17 of 17 rounds")
                .anyMatch(line -> line.contains("best number of rounds: 37 of "));
    }

    @Test
    void aRunThatSaysNothingShowsNothing() {
        progress.show(WireJson.mapper().readTree("{}").path("progress"));
        progress.finish();

        assertThat(err.toString()).isEmpty();
    }

    private void show(String phase, int round, int rounds) {
        progress.show(
                WireJson.mapper()
                        .readTree(
                                "{\"phase\": \"%s\", \"round\": %d, \"rounds\": %d, \"metric\": \"mlogloss\", \"value\": 0.9}"
                                        .formatted(phase, round, rounds)));
    }
}
